"""News of one's own account."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

ACCOUNTS: dict[str, Kind] = {
    "token_made": Kind(
        group=Group.MONEY,
        page="accounts:tokens",
        title=_("A new API token acts in your name"),
        sentence=_(
            "“%(name)s” works until %(until)s and may: %(scopes)s. Was that not you? Revoke it at "
            "once and change your password."
        ),
        action=_("Check my tokens"),
        is_always_mailed=True,
        is_for_old_addresses=True,
    ),
}
