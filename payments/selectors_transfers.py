"""The ledger explorer: transfers by whatever number one has of them, and what each belongs to."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from payments.models import (
    Account,
    Chargeback,
    Debt,
    Earning,
    Entry,
    Escrow,
    Payin,
    Payout,
    PayoutPart,
    ReconciliationCase,
    Refund,
    TaxRemittance,
    Transfer,
)
from payments.selectors_ledger import PAGE, Chunk
from payments.states import AccountKind

Owner: TypeAlias = (
    Payin
    | Escrow
    | Earning
    | Payout
    | PayoutPart
    | Refund
    | Chargeback
    | Debt
    | ReconciliationCase
    | TaxRemittance
)
_KEY = re.compile(r"(?P<what>[a-z-]+):(?P<pk>[0-9]{1,18}):")


@dataclass
class _Wanted:
    """By what to find transfers."""

    keys: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)


def transfers_found(text: str, *, before: int | None = None) -> Chunk[Transfer]:
    """Transfers of exactly this key, reference, or key or number at a provider (6 queries)."""
    wanted = _Wanted(keys={text}, references={text})
    _add_sent(wanted, text)
    ids = (
        Transfer.objects.filter(key__in=wanted.keys)
        .values_list("pk", flat=True)
        .union(
            Transfer.objects.filter(reference__in=wanted.references).values_list("pk", flat=True),
            Transfer.objects.filter(pk__in=wanted.ids).values_list("pk", flat=True),
        )
    )
    rows = Transfer.objects.filter(pk__in=ids).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return Chunk(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def _add_sent(wanted: _Wanted, text: str) -> None:
    """What went to or came from a provider under this key or number of theirs."""
    cash = Account.objects.filter(kind=AccountKind.PROVIDER_CASH)
    providers = sorted(set(cash.values_list("provider", flat=True)))  # the indexes begin with it
    ours = {"key": text}
    theirs = {"provider__in": providers, "provider_reference": text}
    for payin in Payin.objects.filter(**ours).union(Payin.objects.filter(**theirs)):
        wanted.keys.add(f"payin:{payin.pk}:captured")
        wanted.references.add(str(payin))
    for refund in Refund.objects.filter(**ours).union(Refund.objects.filter(**theirs)):
        wanted.keys |= {f"refund:{refund.pk}:{end}" for end in ("done", "failed", "returned")}
        wanted.ids.add(refund.asked_in_id)
    for part in PayoutPart.objects.filter(**ours).union(PayoutPart.objects.filter(**theirs)):
        wanted.references.add(f"payout:{part.payout_id}")
    for chargeback in Chargeback.objects.filter(provider__in=providers, reference=text):
        wanted.keys |= {f"chargeback:{chargeback.pk}:{what}" for what in ("taken", "fee", "won")}


def transfer_with(pk: int) -> Transfer | None:
    """A transfer with the hold that it resolves, or the one that resolved it (1 query)."""
    return Transfer.objects.select_related("resolves", "resolved_by").filter(pk=pk).first()


def lines_of_transfer(transfer: Transfer) -> list[Entry]:
    """The entries of a transfer, in the order of writing (1 query)."""
    entries = transfer.entries.select_related("account__user", "account__escrow")
    return list(entries.order_by("pk"))


def owners_of(transfer: Transfer) -> list[Owner]:
    """The rows that a transfer was written for, the nearest first; none known: empty (1 query)."""
    key = _KEY.match(transfer.key)
    find = _OWNERS.get(key["what"]) if key else None
    return find(int(key["pk"])) if key and find else []


def _payin(pk: int) -> list[Owner]:
    one = Payin.objects.select_related("payer", "escrow__payee").filter(pk=pk).first()
    return [one, one.escrow] if one else []


def _escrow(pk: int) -> list[Owner]:
    return list(Escrow.objects.select_related("payer", "payee").filter(pk=pk))


def _earning(pk: int) -> list[Owner]:
    one = Earning.objects.select_related("payee", "escrow__payer").filter(pk=pk).first()
    return [one, one.escrow] if one else []


def _payout(pk: int) -> list[Owner]:
    return list(Payout.objects.select_related("user").filter(pk=pk))


def _part(pk: int) -> list[Owner]:
    one = PayoutPart.objects.select_related("payout__user").filter(pk=pk).first()
    return [one, one.payout] if one else []


def _refund(pk: int) -> list[Owner]:
    rows = Refund.objects.select_related("payin__payer", "payin__escrow__payee")
    one = rows.filter(pk=pk).first()
    return [one, one.payin, one.payin.escrow] if one else []


def _chargeback(pk: int) -> list[Owner]:
    rows = Chargeback.objects.select_related("payin__payer", "payin__escrow__payee")
    one = rows.filter(pk=pk).first()
    return [one, one.payin, one.payin.escrow] if one else []


def _debt(pk: int) -> list[Owner]:
    one = Debt.objects.select_related("user", "chargeback").filter(pk=pk).first()
    return [one, one.chargeback] if one else []


def _case(pk: int) -> list[Owner]:
    return list(ReconciliationCase.objects.filter(pk=pk))


def _remittance(pk: int) -> list[Owner]:
    return list(TaxRemittance.objects.filter(pk=pk))


_OWNERS: dict[str, Callable[[int], list[Owner]]] = {
    "payin": _payin,
    "escrow": _escrow,
    "earning": _earning,
    "payout": _payout,
    "payout-part": _part,
    "refund": _refund,
    "chargeback": _chargeback,
    "debt": _debt,
    "case": _case,
    "remittance": _remittance,
}
