"""Questions about the taxes that Karya takes."""

from django.db.models import Q, QuerySet

from accounts.models import User
from payments.kinds import LetterState
from payments.models import StatementLetter, TaxPolicy
from payments.policies import keeps_books


def tax_policies() -> QuerySet[TaxPolicy]:
    """Every version, the newest first."""
    return TaxPolicy.objects.order_by("-effective_at")


def letters_of(user: User) -> QuerySet[StatementLetter]:
    """One's own letters, the newest first."""
    return StatementLetter.objects.filter(person=user)


def letters_visible_to(user: User) -> QuerySet[StatementLetter]:
    """One's own; for those who keep the books, everybody's."""
    mine = Q(pk__isnull=False) if keeps_books(user) else Q(person=user)
    return StatementLetter.objects.select_related("person").filter(mine)


def letters_to_check() -> QuerySet[StatementLetter]:
    """Those that wait, the oldest first."""
    waiting = StatementLetter.objects.filter(state=LetterState.WAITING)
    return waiting.select_related("person").order_by("handed_in_at", "pk")
