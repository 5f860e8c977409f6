"""News of identity checks."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

_PAGE = "identity:identity"
_CASE = "identity:case"

IDENTITIES: dict[str, Kind] = {
    "identity_verified": Kind(
        group=Group.MODERATION,
        page=_PAGE,
        title=_("Your identity is verified"),
        sentence=_("The badge shows on your profile and your bids from now on."),
    ),
    "identity_returned": Kind(
        group=Group.MODERATION,
        page=_PAGE,
        title=_("We could not verify your identity yet"),
        sentence=_("Please send something anew. The moderator writes: %(reason)s"),
        action=_("Send it anew"),
        is_always_mailed=True,
    ),
    "identity_expired": Kind(
        group=Group.MODERATION,
        page=_PAGE,
        title=_("Your identity is no longer verified"),
        sentence=_("Your legal name was changed, or it was some years ago. You can send it anew."),
        action=_("Send it anew"),
    ),
    "identity_to_check": Kind(
        group=Group.MODERATION,
        page=_CASE,
        title=_("An identity is to be checked"),
        sentence=_("%(person)s sent a document. Please decide by %(until)s."),
    ),
    "identity_overdue": Kind(
        group=Group.MODERATION,
        page=_CASE,
        title=_("An identity check is overdue"),
        sentence=_("%(person)s was promised a decision by %(until)s."),
    ),
}
