"""What a personal access token may be allowed to do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    PROFILE_READ = "profile:read", _("See your profile and account")
    PROFILE_WRITE = "profile:write", _("Change your profile and account")
    PROJECTS_READ = "projects:read", _("See projects and bids")
    PROJECTS_WRITE = "projects:write", _("Post projects and send bids")
    CONTRACTS_READ = "contracts:read", _("See contracts, deliveries, messages and reviews")
    CONTRACTS_WRITE = "contracts:write", _("Deliver, approve, write messages and reviews")
    MONEY_READ = "money:read", _("See payments and earnings")
    MONEY_WRITE = "money:write", _("Pay milestones and ask for payouts")
    NOTIFICATIONS_READ = "notifications:read", _("See notifications")
    DESK_READ = "desk:read", _("See the desk of staff, if you work there")
    DESK_WRITE = "desk:write", _("Take and hand over cases, if you work there")
    NOTIFICATIONS_WRITE = "notifications:write", _("Mark notifications as read")


def allows(scopes: list[str], area: str, *, change: bool) -> bool:
    """Whether the scopes cover reading, or changing, this area; writing implies reading."""
    if f"{area}:write" in scopes:
        return True
    return not change and f"{area}:read" in scopes
