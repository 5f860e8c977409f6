"""Which payments banks took back, and what freelancers owe since, for those who keep the books."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from payments.decided import Chapter, chapters_of
from payments.models import Chargeback, Debt, Entry
from payments.states import CHARGEBACK_LIVE, AccountKind, TransferKind


def open_chargebacks() -> QuerySet[Chargeback]:
    """Chargebacks that no bank has decided, the nearest deadline first."""
    rows = chargebacks_to_see().filter(state__in=sorted(CHARGEBACK_LIVE))
    return rows.order_by(F("evidence_due_at").asc(nulls_last=True), "pk")


def decided_chargebacks() -> QuerySet[Chargeback]:
    """Those that are won or lost, the latest first."""
    return chargebacks_to_see().exclude(state__in=sorted(CHARGEBACK_LIVE)).order_by("-pk")


def chargebacks_to_see() -> QuerySet[Chargeback]:
    """All chargebacks with the payment and both sides."""
    return Chargeback.objects.select_related("payin__escrow__payer", "payin__escrow__payee")


def debts_to_see() -> QuerySet[Debt]:
    """All debts with their person, their payment and both of its sides."""
    return Debt.objects.select_related(
        "user", "written_off_by", "chargeback__payin__escrow__payer", "chargeback__payin__escrow"
    )


def open_debts() -> QuerySet[Debt]:
    """What is still owed, the oldest first."""
    return debts_to_see().filter(closed_at__isnull=True)


def settled_debts() -> QuerySet[Debt]:
    """What is repaid, written off or not owed after all, the latest first."""
    return debts_to_see().filter(closed_at__isnull=False).order_by("-closed_at", "-pk")


def story_of(debt: Debt) -> list[Chapter]:
    """A debt from the bank's first word to its end, in order (3 queries)."""
    chargeback = debt.chargeback
    told = [
        Chapter(at=one.happened_at, title=one.title, amount=chargeback.amount, by=one.actor)
        for one in chargeback.changes.select_related("actor")
    ]
    owed = Chapter(
        at=debt.opened_at, title=_("The rest became a debt"), amount=debt.amount, tone="warn"
    )
    chapters = [*told, owed, *_repayments(debt)]
    for one in debt.decisions.select_related("asked_by", "second_by"):
        chapters += chapters_of(one)
    return sorted(chapters, key=lambda chapter: chapter.at)


def _repayments(debt: Debt) -> list[Chapter]:
    entries = Entry.objects.select_related("transfer").filter(
        transfer__reference=f"debt:{debt.pk}",
        transfer__kind=TransferKind.DEBT_REPAID,
        account__kind=AccountKind.FREELANCER_DEBT,
    )
    return [
        Chapter(
            at=one.transfer.posted_at,
            title=_("Repaid from earnings"),
            amount=one.amount,
            tone="good",
        )
        for one in entries
    ]
