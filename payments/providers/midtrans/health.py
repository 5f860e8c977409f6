"""Whether Midtrans takes our keys and knows our codes of banks."""

from django.conf import settings

from payments.providers.base import Refused, Unknown
from payments.providers.midtrans import client
from payments.providers.midtrans.channels import INSTITUTIONS
from payments.providers.units import word


def trouble() -> str:
    """What is wrong, or an empty text; an order that is not there proves the key."""
    try:
        client.get("/v2/karya-doctor/status")
    except (Refused, Unknown) as error:
        return f"Midtrans does not serve us ({error}): see MIDTRANS_SERVER_KEY"
    try:
        return _payouts() if settings.IRIS_CREATOR_KEY else ""
    except Unknown as error:
        return f"Midtrans pays nothing out ({error}): see IRIS_CREATOR_KEY"


def _payouts() -> str:
    answer = client.payouts("GET", "/beneficiary_banks", user=settings.IRIS_CREATOR_KEY)
    rows = answer.body.get("beneficiary_banks") if isinstance(answer.body, dict) else None
    known = {word(row, "code") for row in rows} if isinstance(rows, list) else set()
    missing = sorted(set(INSTITUTIONS.values()) - known)
    return f"Midtrans pays out to no {', '.join(missing)}" if missing else ""
