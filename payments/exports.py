"""What somebody takes along of paying."""

from accounts.models import User
from payments.models import PayerPhone


def paying_of(user: User) -> dict[str, str]:
    """The phone number that was given for an e-wallet; empty without one."""
    number = PayerPhone.objects.filter(user=user).values_list("number", flat=True).first()
    return {"phone": number or ""}
