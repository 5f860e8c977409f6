"""What somebody takes along of paying."""

from datetime import datetime
from typing import Any

from accounts.models import User
from core.money import Money, format_money
from payments.models import (
    Chargeback,
    Debt,
    Destination,
    Earning,
    PayerPhone,
    Payin,
    Payout,
    Refund,
    SetAside,
    StatementLetter,
)


def paying_of(user: User) -> dict[str, Any]:
    """All money of theirs: paid, earned, paid out, gone back, owed, set aside; and letters."""
    number = PayerPhone.objects.filter(user=user).values_list("number", flat=True).first()
    letters = StatementLetter.objects.filter(person=user).order_by("pk")
    return {
        **_money_of(user),
        **_back_of(user),
        "debts": _debts_of(user),
        "set_asides": _set_asides_of(user),
        "phone": number or "",
        "statement_letters": [
            {
                "year": letter.year,
                "state": letter.state,
                "file": letter.file_name,
                "handed_in_at": letter.handed_in_at.isoformat(),
                "reason": letter.reason,
            }
            for letter in letters
        ],
    }


def _money_of(user: User) -> dict[str, Any]:
    return {
        "payments": [
            {
                "for": one.escrow.description,
                "asked": format_money(one.amount),
                "arrived": _arrived(one),
                "by": one.method,
                "state": one.state,
                "created_at": one.created_at.isoformat(),
            }
            for one in Payin.objects.filter(payer=user).select_related("escrow").order_by("pk")
        ],
        "earnings": [
            {
                "for": one.escrow.description,
                "amount": format_money(one.amount),
                "before_fees": format_money(one.gross),
                "taken_back_while_pending": format_money(one.amount - one.left),
                "earned_at": one.earned_at.isoformat(),
            }
            for one in Earning.objects.filter(payee=user).select_related("escrow").order_by("pk")
        ],
        "payouts": [
            {
                "amount": format_money(one.amount),
                "to": str(one.destination),
                "state": one.state,
                "created_at": one.created_at.isoformat(),
            }
            for one in Payout.objects.filter(user=user).select_related("destination").order_by("pk")
        ],
        "destinations": [
            {"place": str(one), "holder": one.holder_name, "added_at": one.created_at.isoformat()}
            for one in Destination.objects.filter(user=user).order_by("pk")
        ],
    }


def _arrived(payin: Payin) -> str:
    """What came, with what was more than could be credited; nothing where none came."""
    if payin.received is None:
        return ""
    more = Money(payin.surplus_minor, payin.received.currency)
    return format_money(payin.received + more)


def _back_of(user: User) -> dict[str, Any]:
    """Refunds to the person, and what banks took back of what they paid or earned."""
    refunds = Refund.objects.filter(payin__payer=user).select_related("payin__escrow")
    taken = Chargeback.objects.select_related("payin__escrow").order_by("pk")
    return {
        "refunds": [
            {
                "for": one.payin.escrow.description,
                "amount": format_money(one.amount),
                "state": one.state,
                "reason": one.reason_text,
                "asked_at": one.created_at.isoformat(),
                "done_at": _moment(one.done_at),
            }
            for one in refunds.order_by("pk")
        ],
        "taken_back_by_your_bank": [_chargeback(one) for one in taken.filter(payin__payer=user)],
        "taken_back_by_a_clients_bank": [
            {**_chargeback(one), "of_your_earnings": format_money(one.from_payee)}
            for one in taken.filter(payin__escrow__payee=user, taken_at__isnull=False)
        ],
    }


def _chargeback(one: Chargeback) -> dict[str, str]:
    return {
        "for": one.payin.escrow.description,
        "amount": format_money(one.amount),
        "state": one.state,
        "opened_at": one.opened_at.isoformat(),
        "taken_at": _moment(one.taken_at),
        "decided_at": _moment(one.settled_at),
    }


def _debts_of(user: User) -> list[dict[str, str]]:
    rows = Debt.objects.filter(user=user).select_related("chargeback__payin__escrow")
    return [
        {
            "for": one.chargeback.payin.escrow.description,
            "amount": format_money(one.amount),
            "repaid": format_money(one.repaid),
            "written_off": format_money(one.written_off),
            "not_owed_after_all": format_money(one.cancelled),
            "still_owed": format_money(one.outstanding),
            "opened_at": one.opened_at.isoformat(),
            "closed_at": _moment(one.closed_at),
        }
        for one in rows
    ]


def _set_asides_of(user: User) -> list[dict[str, Any]]:
    rows = SetAside.objects.filter(user=user).order_by("currency", "pk")
    return [
        {
            "for": jar.kind,
            "amount": format_money(jar.amount),
            "percent_of_each_earning": jar.share_bps / 100,
            "changes": [
                {
                    "what": one.act,
                    "amount": format_money(Money(one.amount_minor, jar.currency)),
                    "at": one.happened_at.isoformat(),
                }
                for one in jar.changes.order_by("happened_at", "pk")
            ],
        }
        for jar in rows
    ]


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
