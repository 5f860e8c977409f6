"""What may be read of identity checks, and by whom."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Region, User
from identity.models import IdentityCheck
from identity.policies import is_moderator
from identity.states import CheckState
from staff.selectors import running_holds


def latest_check_of(user: User) -> IdentityCheck | None:
    """The newest submission of a person, whatever became of it."""
    return IdentityCheck.objects.filter(user=user).order_by("-pk").first()


def keeps_anything_of(user: User) -> bool:
    """Whether a picture or a number of this person is still kept, of whichever submission."""
    kept = Q(pictures_deleted_at=None) | ~Q(number_sealed="")
    return IdentityCheck.objects.filter(kept, user=user).exists()


def waiting_checks() -> QuerySet[IdentityCheck]:
    """What moderators are to decide, the most urgent first."""
    return (
        IdentityCheck.objects.filter(state=CheckState.SUBMITTED)
        .select_related("user")
        .order_by("due_at", "pk")
    )


def checks_visible_to(user: User) -> QuerySet[IdentityCheck]:
    """One's own; all of them for moderators, whose policy then asks about ties."""
    checks = IdentityCheck.objects.select_related("user", "decided_by")
    return checks if is_moderator(user) else checks.filter(user=user)


def other_checks_of(check: IdentityCheck) -> QuerySet[IdentityCheck]:
    """What the same person sent before."""
    return IdentityCheck.objects.filter(user=check.user_id, pk__lt=check.pk).order_by("-pk")


def overdue_checks(now: datetime) -> QuerySet[IdentityCheck]:
    """Those whose promised time is over, and nobody has been told yet."""
    return waiting_checks().filter(due_at__lt=now, overdue_told_at=None)


def checks_to_end(now: datetime) -> QuerySet[IdentityCheck]:
    """Verified ones that have become old."""
    return IdentityCheck.objects.filter(
        state=CheckState.VERIFIED, valid_until_at__lte=now
    ).order_by("pk")


def checks_to_empty(now: datetime) -> QuerySet[IdentityCheck]:
    """Those whose pictures have been kept for long enough; not of people on legal hold."""
    return (
        IdentityCheck.objects.filter(delete_pictures_at__lte=now, pictures_deleted_at=None)
        .exclude(user__in=running_holds(now).order_by().values("person"))
        .order_by("pk")
    )


def region_codes() -> frozenset[str]:
    """Codes of all kabupaten and kota, such as `32.73`."""
    return frozenset(Region.objects.filter(province__isnull=False).values_list("code", flat=True))
