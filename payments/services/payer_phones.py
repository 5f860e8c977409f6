"""The phone number of a payer's e-wallet, asked for where a way to pay needs it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput
from payments.models import PayerPhone
from payments.rails import phone_of


@transaction.atomic
def remember_phone(*, by: User, number: str, now: datetime) -> PayerPhone:
    """Keep the number for the next payment by e-wallet; raises InvalidInput for what is none."""
    phone = phone_of(number)
    if not phone:
        raise InvalidInput(_("Write a mobile number such as 081234567890."))
    kept, _is_new = PayerPhone.objects.update_or_create(
        user=by, defaults={"number": phone, "changed_at": now}
    )
    return kept


@transaction.atomic
def forget_phone(*, user_id: int) -> None:
    """Somebody has left."""
    PayerPhone.objects.filter(user=user_id).delete()


def phone_of_payer(user_id: int) -> str:
    """The number as last given (08…); empty where none was (1 query)."""
    number = PayerPhone.objects.filter(user=user_id).values_list("number", flat=True).first()
    return number or ""
