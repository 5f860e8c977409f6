"""What one may see of money. Amounts come as Money, lists as querysets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.roles import moderates
from accounts.selectors import last_security_change
from core.money import HOME, Money, exponent_of
from core.money_bar import Slice
from payments.balances import ACCOUNTS, MINOR
from payments.kinds import CODE_SHAPE, KIND_OF_CODE, WithheldKind
from payments.models import (
    Account,
    ConnectedAccount,
    Debt,
    Destination,
    Document,
    Earning,
    Entry,
    Escrow,
    Mismatch,
    Payin,
    Payout,
    PayoutPart,
    PayoutSchedule,
    PayoutStop,
    ProviderEvent,
    Refund,
    WithholdingSlip,
)
from payments.policies import keeps_books
from payments.states import (
    FUNDED,
    PART_OPEN,
    PAYOUT_OPEN,
    AccountKind,
    EarningState,
    EscrowState,
    MismatchState,
    PartState,
    PayinState,
    RefundState,
)
from payments.terms import current_policy
from payments.words import SLICE_LABELS


def least_payout(currency: str, now: datetime) -> Money:
    """The smallest payout: the policy's in rupiah, one unit of any other currency."""
    if currency == HOME:
        return Money(current_policy(now).payout_least_minor, currency)
    return Money(10 ** exponent_of(currency), currency)


def earning_with(pk: int) -> Earning:
    """The earning of this id."""
    return Earning.objects.get(pk=pk)


def missing_after(payin: Payin) -> Money:
    """What was still missing of the escrow when this payment had come (at most 1 query)."""
    total, received = payin.escrow.total, payin.received
    if received == total:
        return Money(0, total.currency)
    at = payin.captured_at
    so_far = payin.escrow.payins.filter(
        Q(captured_at__lt=at) | Q(captured_at=at, pk__lte=payin.pk), state=PayinState.CAPTURED
    )
    paid = so_far.aggregate(minor=Sum("received_minor", default=0))["minor"]
    return Money(total.minor - paid, total.currency)


def escrow_with(pk: int) -> Escrow:
    """The escrow of this id."""
    return Escrow.objects.get(pk=pk)


def payout_with(pk: int) -> Payout:
    """The payout of this id."""
    return Payout.objects.get(pk=pk)


def debts_ever_of(user: User) -> QuerySet[Debt]:
    """What a person owes or owed after chargebacks, the oldest first."""
    return Debt.objects.select_related("chargeback__payin__escrow").filter(user=user)


def debts_of(user: User) -> QuerySet[Debt]:
    """What a person still owes after chargebacks, the oldest first."""
    return debts_ever_of(user).filter(closed_at__isnull=True)


def owed_beside() -> Coalesce:
    """What the person of an account still owes in its currency, in minor units: an annotation."""
    debts = Debt.objects.filter(
        user=OuterRef("user"), currency=OuterRef("currency"), closed_at__isnull=True
    )
    settled = F("repaid_minor") + F("cancelled_minor") + F("written_off_minor")
    sums = debts.order_by().values("currency").annotate(owed=Sum(F("amount_minor") - settled))
    return Coalesce(Subquery(sums.values("owed")), 0)


def escrows_visible_to(user: User) -> QuerySet[Escrow]:
    """Escrows that a person pays or earns; a moderator sees all."""
    escrows = Escrow.objects.select_related("payer", "payee")
    return escrows if moderates(user) else escrows.filter(Q(payer=user) | Q(payee=user))


def escrows_paid_by(user: User) -> QuerySet[Escrow]:
    """Escrows that a person pays."""
    return Escrow.objects.select_related("payer", "payee").filter(payer=user)


def payins_of(user: User) -> QuerySet[Payin]:
    """A person's payments."""
    return Payin.objects.select_related("escrow__payee", "payer").filter(payer=user)


def payouts_of(user: User) -> QuerySet[Payout]:
    """A person's payouts, the newest first."""
    payouts = Payout.objects.select_related("destination__user").prefetch_related("parts")
    return payouts.filter(user=user).order_by("-pk")


def connection_of(user: User) -> ConnectedAccount | None:
    """The account with a provider that a person opened to be paid there."""
    accounts = ConnectedAccount.objects.select_related("destination")
    return accounts.filter(user=user).order_by("pk").first()


def destinations_of(user: User) -> QuerySet[Destination]:
    """Where a person is paid, the newest first."""
    destinations = Destination.objects.select_related("user", "connection")
    return destinations.filter(user=user, retired_at__isnull=True)


def earnings_of(user: User) -> QuerySet[Earning]:
    """What a person's releases brought, the newest first."""
    return Earning.objects.select_related("escrow").filter(payee=user).order_by("-pk")


def pending_earnings_of(user: User) -> QuerySet[Earning]:
    """Earnings that still wait, the next one first; not those that a bank took back whole."""
    rows = earnings_of(user).select_related("hold__level")
    waiting = rows.filter(state=EarningState.PENDING, taken_minor__lt=F("amount_minor"))
    return waiting.order_by("available_at", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """Where a person's earnings of one currency are."""

    pending: Money
    available: Money
    on_the_way: Money
    paid: Money


def earned_by(user: User, currency: str) -> Earned:
    """A person's earnings by place: from the book, and from the payouts (2 queries)."""
    rows = Account.objects.filter(user=user, currency=currency)
    book = dict(rows.values_list("kind", "balance_minor"))
    payouts = PayoutPart.objects.filter(payout__user=user, currency=currency).aggregate(
        on_the_way=Sum("amount_minor", filter=Q(state__in=PART_OPEN), default=0),
        paid=Sum("amount_minor", filter=Q(state=PartState.PAID), default=0),
    )
    return Earned(
        pending=Money(book.get(AccountKind.PENDING, 0), currency),
        available=Money(book.get(AccountKind.AVAILABLE, 0), currency),
        on_the_way=Money(payouts["on_the_way"], currency),
        paid=Money(payouts["paid"], currency),
    )


def currencies_of(user: User) -> list[str]:
    """The currencies that a person has earned in."""
    kinds = [AccountKind.PENDING, AccountKind.AVAILABLE]
    rows = Account.objects.filter(user=user, kind__in=kinds)
    return sorted(rows.values_list("currency", flat=True).distinct())


def has_money(user_id: int) -> bool:
    """Whether money of a person is held, on its way or not paid out."""
    own = Account.objects.filter(user=user_id, balance_minor__gt=0)
    held = Escrow.objects.filter(Q(payer=user_id) | Q(payee=user_id), held_minor__gt=0)
    sent = Payout.objects.filter(user=user_id, state__in=PAYOUT_OPEN)
    refunds = Refund.objects.filter(payin__payer=user_id, state=RefundState.REQUESTED)
    return any(rows.exists() for rows in (own, held, sent, refunds))


def documents_of(user: User) -> QuerySet[Document]:
    """A person's documents, the newest first."""
    return Document.objects.filter(person=user).order_by("-issued_at", "-pk")


def documents_visible_to(user: User) -> QuerySet[Document]:
    """One's own documents; whoever keeps the books may hand out anybody's once more."""
    if keeps_books(user):
        return Document.objects.select_related("person").order_by("-issued_at", "-pk")
    return documents_of(user)


def documents_matching(text: str) -> QuerySet[Document]:
    """Documents by their number (`INV-2026-42-0003`), or by a part of the name or e-mail."""
    found = Document.objects.select_related("person").order_by("-issued_at", "-pk")
    code = CODE_SHAPE.fullmatch(text.strip().upper())
    if code is None:
        words = text.strip().replace("\x00", "")
        return found.filter(Q(person__email__icontains=words) | Q(person__name__icontains=words))
    return found.filter(
        kind=KIND_OF_CODE[code["series"]],
        year=int(code["year"]),
        person=int(code["person"]),
        number=int(code["number"]),
    )


def slips_of(user: User) -> QuerySet[WithholdingSlip]:
    """Slips about what a person earned or paid, the newest first.

    What Karya withheld of a freelancer is no business of the client.
    """
    paid = Q(earning__escrow__payer=user) & ~Q(kind=WithheldKind.PPH22)
    mine = Q(earning__payee=user) | paid
    return WithholdingSlip.objects.select_related("earning__escrow").filter(mine)


def earnings_to_match(user: User) -> QuerySet[Earning]:
    """The newest hundred releases of a person, from both sides, for a slip to name."""
    mine = Q(payee=user) | Q(escrow__payer=user)
    found = Earning.objects.select_related("escrow").filter(mine)
    return found.order_by("-pk")[:100]


def lines_of(user: User) -> QuerySet[Entry]:
    """The lines of a person's own accounts in the book, the newest first."""
    about = Escrow.objects.filter(reference=OuterRef("transfer__reference"))
    return (
        Entry.objects.filter(account__user=user)
        .select_related("transfer", "account")
        .annotate(about=Subquery(about.values("description")[:1]))
        .order_by("-pk")
    )


def lines_about(escrows: Iterable[Escrow]) -> QuerySet[Entry]:
    """All lines of the book about some escrows, in the order of writing."""
    references = [escrow.reference for escrow in escrows]
    return (
        Entry.objects.filter(transfer__reference__in=references)
        .select_related("transfer", "account")
        .order_by("pk")
    )


def slices_of(
    escrows: Iterable[Escrow],
    *,
    taken: Mapping[str, int] | None = None,
    ahead: Money | None = None,
) -> list[Slice]:
    """Where the money of some escrows of one currency is; parts that are empty included.

    `taken` is what banks took of what had left the escrow, by the slice it was in; `ahead` is to be
    paid beside them.
    """
    live = [e for e in escrows if e.state != EscrowState.CANCELLED]
    if not live:
        return []
    sums = {
        "unpaid": sum(e.missing.minor for e in live if e.is_payable)
        + (ahead.minor if ahead else 0),
        "escrow": sum(e.held_minor for e in live),
        "released": sum(e.released_minor for e in live),
        "fee": sum(e.fee_minor for e in live),
        "tax": sum(e.ppn_minor + e.pph22_minor for e in live),
        "refunded": sum(e.refunded_minor for e in live),
        "charged-back": sum(e.charged_back_minor for e in live),
    }
    for kind, minor in (taken or {}).items():
        sums[kind] -= minor
        sums["charged-back"] += minor
    return [
        Slice(kind=kind, label=str(SLICE_LABELS[kind]), amount=Money(minor, live[0].currency))
        for kind, minor in sums.items()
    ]


def open_mismatches() -> QuerySet[Mismatch]:
    """Cases that wait for a person, the oldest first."""
    cases = Mismatch.objects.select_related("payin__payer", "payin__escrow")
    return cases.filter(state=MismatchState.OPEN).order_by("opened_at", "pk")


def escrows_to_be_decided() -> QuerySet[Escrow]:
    """Escrows of which a decision was asked (from day 75 on), the oldest first."""
    rows = Escrow.objects.select_related("payer", "payee")
    return rows.filter(state__in=FUNDED, pressed_at__isnull=False).order_by("held_at", "pk")


def events_about(case: Mismatch) -> QuerySet[ProviderEvent]:
    """What the provider told us of the payment or the refunds of a case, the newest first."""
    payin = case.payin
    keys = [payin.key, *payin.refunds.values_list("key", flat=True)] if payin is not None else []
    told = ProviderEvent.objects.filter(provider=case.provider, object_key__in=keys)
    return told.order_by("-received_at", "-pk")


def parts_of_payout(payout_id: int) -> list[int]:
    """The ids of a payout's parts, in order."""
    parts = PayoutPart.objects.filter(payout=payout_id).order_by("number")
    return list(parts.values_list("pk", flat=True))


def schedule_of(user: User, currency: str) -> PayoutSchedule | None:
    """How a person's money of a currency is paid out by itself."""
    schedules = PayoutSchedule.objects.select_related("destination")
    return schedules.filter(user=user, currency=currency).first()


def running_schedules_of(user: User) -> QuerySet[PayoutSchedule]:
    """How a person is paid by itself, the next run first; nothing where all is by hand."""
    schedules = PayoutSchedule.objects.select_related("destination")
    return schedules.filter(user=user, next_at__isnull=False).order_by("next_at")


def paused_until(user: User, now: datetime) -> datetime | None:
    """Until when payouts rest because the e-mail address or password was changed (2 queries)."""
    changed = last_security_change(user.pk)
    if changed is None:
        return None
    until = changed + timedelta(hours=current_policy(now).payout_pause_hours)
    return until if until > now else None


def is_stopped(user_id: int) -> bool:
    """Whether payouts of a person are stopped until staff has looked (1 query)."""
    return PayoutStop.objects.filter(user=user_id, lifted_at__isnull=True).exists()


def open_stops() -> QuerySet[PayoutStop]:
    """Stops that wait for staff, the oldest first."""
    stops = PayoutStop.objects.select_related("user", "destination__user")
    return stops.filter(lifted_at__isnull=True).order_by("opened_at", "pk")


def obstacle(user: User, destination: Destination, now: datetime) -> str:
    """What stands in the way of any payout there, as a word of `words.SKIPS`; empty for nothing."""
    found: dict[str, bool | datetime | None] = {
        "stopped": is_stopped(user.pk),
        "debt": debts_of(user).exists(),
        "cooling_off": destination.usable_at > now,
        "not_ready": destination.is_blocked,
        "paused": paused_until(user, now),
    }
    return next((word for word, stands in found.items() if stands), "")


@dataclass(frozen=True, slots=True)
class BookTotal:
    """The sum of all accounts of one kind and currency; credit above zero."""

    kind: AccountKind
    amount: Money


_TOTALS = f"""
    SELECT kind, currency, sum(balance_minor) FROM payments_account WHERE tracked GROUP BY 1, 2
    UNION ALL
    SELECT a.kind, a.currency, sum({MINOR})
    FROM {ACCOUNTS}
    WHERE NOT a.tracked GROUP BY 1, 2
    ORDER BY 2, 1
"""  # noqa: S608 -- constants of ours


def book_totals() -> list[BookTotal]:
    """The whole book by kind and currency: balances, and snapshots with the entries since.

    All totals of a currency sum to zero: what is owed is what is held.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS)
        return [
            BookTotal(AccountKind(kind), Money(int(minor), currency))
            for kind, currency, minor in cursor.fetchall()
        ]
