"""News of requests for help."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

HELP: dict[str, Kind] = {
    "help_asked": Kind(
        group=Group.MODERATION,
        page="staff:help-case",
        title=_("Somebody asks for help"),
        sentence=_("%(person)s wrote to support. Please read it and answer."),
    ),
    "help_answered": Kind(
        group=Group.MODERATION,
        page="staff:ask-help",
        title=_("Support has answered you"),
        sentence=_("Read what support wrote to your request."),
    ),
}
