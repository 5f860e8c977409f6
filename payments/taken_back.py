"""Which payments banks took back, and what freelancers owe since, for those who keep the books."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from payments.decided import Chapter, chapters_of
from payments.models import Chargeback, Debt, Entry, Escrow, Mismatch
from payments.models.chargebacks import LOSS_ACCEPTED, ChargebackChange
from payments.states import (
    CHARGEBACK_LIVE,
    AccountKind,
    ChargebackState,
    MismatchState,
    TransferKind,
)

_PARTS: dict[str, Any] = {
    "released": F("from_pending_minor") + F("from_available_minor") + F("debt_minor"),
    "fee": F("from_fee_minor"),
    "tax": F("from_ppn_minor") + F("from_pph22_minor"),
}


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


def taken_from(user: User) -> QuerySet[Chargeback]:
    """What banks took, and have not given back, of what this person had earned; newest first."""
    rows = _not_given_back().select_related("payin__escrow").filter(payin__escrow__payee=user)
    had = Q(from_pending_minor__gt=0) | Q(from_available_minor__gt=0) | Q(debt_minor__gt=0)
    return rows.filter(had).order_by("-pk")


def earned_and_taken(user: User, currency: str, since: datetime, before: datetime) -> QuerySet[Any]:
    """What banks took in a time of what somebody had earned, as `net_minor`; the oldest first."""
    rows = taken_from(user).filter(currency=currency, taken_at__gte=since, taken_at__lt=before)
    return rows.annotate(net_minor=_PARTS["released"]).order_by("taken_at", "pk")


def released_and_taken(
    currency: str, since: datetime, before: datetime, **side: User
) -> QuerySet[Any]:
    """What banks took in a time of money that a person, `payer` or `payee`, had released or got.

    Minor units under `released`, `fee` and `tax`; the oldest first (1 query).
    """
    mine = {f"payin__escrow__{name}": person for name, person in side.items()}
    rows = _not_given_back().filter(
        currency=currency, taken_at__gte=since, taken_at__lt=before, **mine
    )
    people = ("payin__escrow__payer__client_profile", "payin__escrow__payee__client_profile")
    left = rows.annotate(**_PARTS).filter(Q(released__gt=0) | Q(fee__gt=0) | Q(tax__gt=0))
    return left.select_related(*people).order_by("taken_at", "pk")


def taken_of_released(escrows: Iterable[Escrow]) -> dict[str, int]:
    """What banks took of money that had left these escrows, by where it was (at most 1 query)."""
    left = [escrow.pk for escrow in escrows if escrow.released_minor or escrow.fee_minor]
    taken = taken_by_escrow(left).values()
    return {part: sum(one[part] for one in taken) for part in _PARTS} if taken else {}


def taken_by_escrow(pks: Collection[int]) -> dict[int, dict[str, int]]:
    """The same for each escrow of which a bank took some (1 query, none for no escrow).

    Minor units under `released`, `fee` and `tax`.
    """
    if not pks:
        return {}
    rows = _not_given_back().filter(payin__escrow__in=pks).values("payin__escrow").order_by()
    sums = {part: Sum(columns, default=0) for part, columns in _PARTS.items()}
    found = rows.annotate(**sums).values_list("payin__escrow", *_PARTS)
    return {pk: dict(zip(_PARTS, minors, strict=True)) for pk, *minors in found}


def taken_of_escrow(*, column: str = "pk", only_released: bool = False) -> Coalesce:
    """For a query of escrows: what banks took of money that had left each, in minor units.

    `column` names the escrow in other queries; `only_released` leaves out fees and taxes.
    """
    rows = _not_given_back().filter(payin__escrow=OuterRef(column)).order_by()
    released = _PARTS["released"]
    taken = released if only_released else released + _PARTS["fee"] + _PARTS["tax"]
    sums = rows.values("payin__escrow").annotate(minor=Sum(taken)).values("minor")
    return Coalesce(Subquery(sums), Value(0))


def is_kept_by_bank(escrow: Escrow) -> bool:
    """Whether a bank that has not decided took of it, or a case keeps it frozen (2 queries)."""
    live = Chargeback.objects.filter(payin__escrow=escrow, state__in=sorted(CHARGEBACK_LIVE))
    return live.filter(from_escrow_minor__gt=0).exists() or has_freezing_case(escrow)


def has_freezing_case(escrow: Escrow) -> bool:
    """Whether somebody has to look first at what a bank wants back of it (1 query)."""
    cases = Mismatch.objects.filter(payin__escrow=escrow, is_freezing=True)
    return cases.filter(state=MismatchState.OPEN).exists()


def _not_given_back() -> QuerySet[Chargeback]:
    return Chargeback.objects.filter(taken_at__isnull=False).exclude(state=ChargebackState.WON)


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


def story_of_chargeback(chargeback: Chargeback) -> list[Chapter]:
    """A chargeback from the bank's first word, with who decided what about it (2 queries)."""
    chapters = [
        Chapter(
            at=one.happened_at,
            title=one.title,
            by=one.actor,
            text=one.reason,
            state=one.to_state,
            icon=one.icon,
        )
        for one in _told(chargeback)
    ]
    for one in chargeback.decisions.select_related("asked_by", "second_by"):
        chapters += chapters_of(one)
    return sorted(chapters, key=lambda chapter: chapter.at)


def story_of(debt: Debt) -> list[Chapter]:
    """A debt from the bank's first word to its end, in order (4 queries)."""
    owed = Chapter(
        at=debt.opened_at, title=_("The rest became a debt"), amount=debt.amount, tone="bad"
    )
    chapters = [*story_of_chargeback(debt.chargeback), owed, *_repayments(debt)]
    for one in debt.decisions.select_related("asked_by", "second_by"):
        chapters += chapters_of(one)
    return sorted(chapters, key=lambda chapter: chapter.at)


def _told(chargeback: Chargeback) -> QuerySet[ChargebackChange]:
    """What happened to it; who accepted a loss, the decision about it tells better."""
    return chargeback.changes.select_related("actor").exclude(kind=LOSS_ACCEPTED)


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
