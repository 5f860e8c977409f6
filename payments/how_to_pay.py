"""Step by step: how to pay to a virtual account, in the words of each bank's own menus.

Menus are called as the banks call them, in Indonesian in every language, because that is what
stands on the screen; banks rename them now and then.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One place to pay at, and what to do there, in order."""

    title: str
    steps: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Menus:
    app: str
    in_app: str
    at_atm: str


_MENUS = {
    "bca": _Menus(
        app="BCA mobile",
        in_app="m-Transfer › BCA Virtual Account",
        at_atm="Transaksi Lainnya › Transfer › Ke Rek BCA Virtual Account",
    ),
    "bni": _Menus(
        app="BNI Mobile Banking",
        in_app="Transfer › Virtual Account Billing",
        at_atm="Menu Lainnya › Transfer › Virtual Account Billing",
    ),
    "bri": _Menus(
        app="BRImo",
        in_app="BRIVA",
        at_atm="Transaksi Lain › Pembayaran › Lainnya › BRIVA",
    ),
    "mandiri": _Menus(
        app="Livin’ by Mandiri",
        in_app="Bayar › Virtual Account",
        at_atm="Bayar/Beli › Lainnya › Multi Payment",
    ),
    "permata": _Menus(
        app="PermataMobile X",
        in_app="Bayar Tagihan › Virtual Account",
        at_atm="Transaksi Lainnya › Pembayaran › Pembayaran Lainnya › Virtual Account",
    ),
    "bsi": _Menus(
        app="BYOND by BSI",
        in_app="Bayar › Virtual Account",
        at_atm="Menu Lainnya › Pembayaran/Pembelian › Virtual Account",
    ),
}


def guides_for(bank: str, name: str) -> list[Guide]:
    """How to pay to a virtual account of this bank: by its app, at its machine, from another."""
    menus = _MENUS.get(bank)
    own = [_by_app(menus), _at_machine(menus, name)] if menus is not None else []
    return [*own, _from_elsewhere(name)]


def _by_app(menus: _Menus) -> Guide:
    return Guide(
        title=_("With the app %(app)s") % {"app": menus.app},
        steps=[
            _("Open the app and sign in."),
            _("Choose %(menu)s.") % {"menu": menus.in_app},
            _("Enter the number above, without spaces."),
            _("Check the name and the amount, and confirm with your PIN."),
        ],
    )


def _at_machine(menus: _Menus, name: str) -> Guide:
    return Guide(
        title=_("At an ATM of %(bank)s") % {"bank": name},
        steps=[
            _("Put your card in and enter your PIN."),
            _("Choose %(menu)s.") % {"menu": menus.at_atm},
            _("Enter the number above, without spaces."),
            _("Check the name and the amount, confirm, and keep the slip."),
        ],
    )


def _from_elsewhere(name: str) -> Guide:
    return Guide(
        title=_("From another bank or e-wallet"),
        steps=[
            _("Choose a transfer to another bank, and there %(bank)s.") % {"bank": name},
            _("Enter the number above as the account number."),
            _("Enter exactly the amount above, and confirm."),
            _("Your own bank may charge for a transfer to another bank."),
        ],
    )
