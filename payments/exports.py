"""What somebody takes along of paying."""

from typing import Any

from accounts.models import User
from payments.models import PayerPhone, StatementLetter


def paying_of(user: User) -> dict[str, Any]:
    """The phone number that was given for an e-wallet, empty without one; statement letters."""
    number = PayerPhone.objects.filter(user=user).values_list("number", flat=True).first()
    letters = StatementLetter.objects.filter(person=user).order_by("pk")
    return {
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
