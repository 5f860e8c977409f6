"""What somebody takes along of paying."""

from typing import Any

from accounts.models import User
from core.money import format_money
from payments.models import Destination, Earning, PayerPhone, Payin, Payout, StatementLetter


def paying_of(user: User) -> dict[str, Any]:
    """Payments, earnings, payouts, where they go, the phone of an e-wallet, statement letters."""
    number = PayerPhone.objects.filter(user=user).values_list("number", flat=True).first()
    letters = StatementLetter.objects.filter(person=user).order_by("pk")
    return {
        **_money_of(user),
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
                "amount": format_money(one.amount),
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
