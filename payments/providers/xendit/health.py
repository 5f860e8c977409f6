"""Whether Xendit takes our key and knows our codes of banks and e-wallets."""

from payments.providers.base import Unknown
from payments.providers.units import word
from payments.providers.xendit import client
from payments.providers.xendit.channels import CURRENCY, INSTITUTIONS


def trouble() -> str:
    """What is wrong, or an empty text. Source: Xendit's Python library 7.0, payouts_channels."""
    try:
        listed = client.get("/payouts_channels", [("currency", CURRENCY)])
    except Unknown as error:
        return f"Xendit does not serve us ({error}): see XENDIT_SECRET_KEY"
    rows = listed if isinstance(listed, list) else []
    missing = sorted(set(INSTITUTIONS.values()) - {word(row, "channel_code") for row in rows})
    return f"Xendit pays out to no {', '.join(missing)}" if missing else ""
