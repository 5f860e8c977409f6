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
        sentence=_("Thank you for telling us. This is what was done: %(reason)s"),
    ),
    "case_opened": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("A moderator asks you about your account"),
        sentence=_(
            "It is about rule %(rule)s. Please answer by %(until)s; nothing changes before."
        ),
        action=_("Read and answer"),
        is_always_mailed=True,
    ),
    "case_to_decide": Kind(
        group=Group.MODERATION,
        page="moderation:account",
        title=_("A case about an account waits for a decision"),
        sentence=_("It is about %(person)s. Please decide by %(until)s."),
    ),
    "case_decided": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("The case about your account is decided"),
        sentence=_("The reasons are on the page, and what you can do next."),
        action=_("Read the decision"),
        is_always_mailed=True,
    ),
    "appeal_to_hear": Kind(
        group=Group.MODERATION,
        page="moderation:account",
        title=_("An appeal waits for a senior moderator"),
        sentence=_("It is about %(person)s. Please decide by %(until)s."),
    ),
    "appeal_decided": Kind(
        group=Group.MODERATION,
        page="moderation:my-case",
        title=_("Your appeal is decided"),
        sentence=_("The reasons are on the page."),
        action=_("Read the decision"),
        is_always_mailed=True,
    ),
}
