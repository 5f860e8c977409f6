"""Banks, e-wallets and accounts that payouts reach, and the shape of their numbers.

Lengths are those that the banks publish for their accounts; where a bank has several, all are
accepted. The provider has the last word.
"""

import re
from dataclasses import dataclass

from payments.states import Rail


@dataclass(frozen=True, slots=True)
class Institution:
    """A bank or an e-wallet of Indonesia."""

    code: str
    name: str
    rail: Rail
    shape: str
    digits: str = ""

    def tidy(self, number: str) -> str:
        """The number as it is kept: without signs between, a phone as people here write it."""
        digits = re.sub(r"[\s.+()-]", "", number)
        return re.sub(r"^62(?=8)", "0", digits) if self.rail == Rail.EWALLET else digits

    def accepts(self, number: str) -> bool:
        """Whether a number of digits has the right shape."""
        return re.fullmatch(self.shape, number, re.ASCII) is not None


_PHONE = r"(0|62)8\d{8,11}"


def _bank(code: str, name: str, lengths: str) -> Institution:
    return Institution(code, name, Rail.BANK, rf"\d{{{lengths}}}", digits=lengths.replace(",", "–"))


INSTITUTIONS: dict[str, Institution] = {
    one.code: one
    for one in (
        _bank("bca", "BCA", "10"),
        _bank("bri", "BRI", "15"),
        _bank("mandiri", "Bank Mandiri", "13"),
        _bank("bni", "BNI", "10"),
        _bank("btn", "BTN", "16"),
        _bank("bsi", "Bank Syariah Indonesia", "10"),
        _bank("cimb", "CIMB Niaga", "12,14"),
        _bank("permata", "Bank Permata", "10,16"),
        _bank("danamon", "Bank Danamon", "10,13"),
        _bank("ocbc", "OCBC", "12"),
        _bank("maybank", "Maybank", "10"),
        _bank("panin", "Bank Panin", "10"),
        _bank("jago", "Bank Jago", "12"),
        _bank("seabank", "SeaBank", "12"),
        _bank("blu", "blu by BCA Digital", "12"),
        _bank("bjb", "Bank BJB", "13"),
        _bank("jatim", "Bank Jatim", "10"),
        _bank("jateng", "Bank Jateng", "10,13"),
        _bank("papua", "Bank Papua", "10,16"),
        Institution("gopay", "GoPay", Rail.EWALLET, _PHONE),
        Institution("ovo", "OVO", Rail.EWALLET, _PHONE),
        Institution("dana", "DANA", Rail.EWALLET, _PHONE),
        Institution("shopeepay", "ShopeePay", Rail.EWALLET, _PHONE),
        Institution("linkaja", "LinkAja", Rail.EWALLET, _PHONE),
        Institution("stripe", "Stripe", Rail.STRIPE, r"acct_[0-9A-Za-z]{8,60}"),
    )
}


def phone_of(text: str) -> str:
    """A mobile number as people here write it (08…); empty for what is none."""
    digits = re.sub(r"^62(?=8)", "0", re.sub(r"[\s.+()-]", "", text))
    return digits if re.fullmatch(_PHONE, digits, re.ASCII) else ""


TYPED_IN = {
    code: one for code, one in INSTITUTIONS.items() if one.rail in {Rail.BANK, Rail.EWALLET}
}
"""Those whose number a person types in; others come from the provider's own onboarding."""


def channel_name(code: str) -> str:
    """The name of a bank or e-wallet that payments come through; its code where it is new to us."""
    return INSTITUTIONS[code].name if code in INSTITUTIONS else code.upper()
