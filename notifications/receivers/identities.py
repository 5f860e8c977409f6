"""News of identity checks."""

from core.events import on
from identity.events import (
    IdentityExpired,
    IdentityOverdue,
    IdentityReturned,
    IdentitySubmitted,
    IdentityVerified,
)
from identity.models import IdentityCheck
from notifications.receivers.telling import tell
from notifications.selectors import moderators


@on(IdentityVerified)
def tell_of_verification(event: IdentityVerified) -> None:
    _tell_person("identity_verified", event.check_id)


@on(IdentityReturned)
def tell_of_return(event: IdentityReturned) -> None:
    _tell_person("identity_returned", event.check_id)


@on(IdentityExpired)
def tell_of_end(event: IdentityExpired) -> None:
    _tell_person("identity_expired", event.check_id)


@on(IdentitySubmitted)
def tell_moderators(event: IdentitySubmitted) -> None:
    _tell_moderators("identity_to_check", event.check_id)


@on(IdentityOverdue)
def tell_moderators_of_overdue(event: IdentityOverdue) -> None:
    _tell_moderators("identity_overdue", event.check_id)


def _tell_person(kind: str, check_id: int) -> None:
    check = IdentityCheck.objects.get(pk=check_id)
    tell(kind, [check.user_id], about=f"identity:{check.pk}:{check.state}", reason=check.reason)


def _tell_moderators(kind: str, check_id: int) -> None:
    check = IdentityCheck.objects.select_related("user").get(pk=check_id)
    tell(
        kind,
        moderators(),
        but=check.user_id,
        about=f"identity:{check.pk}",
        page_arg=check.pk,
        person=check.user.name,
        until=check.due_at,
    )
