"""News of reports."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

MODERATION: dict[str, Kind] = {
    "thing_reported": Kind(
        group=Group.MODERATION,
        page="moderation:case",
        title=_("Something was reported"),
        sentence=_("It is about “%(title)s”. Please decide by %(until)s."),
    ),
    "report_dismissed": Kind(
        group=Group.MODERATION,
        page="moderation:mine",
        title=_("A moderator looked at what you reported"),
        sentence=_("No rule was broken: %(reason)s"),
    ),
    "report_acted_on": Kind(
        group=Group.MODERATION,
        page="moderation:mine",
        title=_("A moderator acted on what you reported"),
        sentence=_("Thank you for telling us. %(reason)s"),
    ),
}
