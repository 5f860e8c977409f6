"""What `manage.py doctor` says of keys and codes."""

from typing import Any

from payments.providers.midtrans.channels import INSTITUTIONS as BANKS
from payments.providers.xendit.channels import INSTITUTIONS as CODES
from payments.services import provider_health
from tests.doubles.midtrans import MidtransDouble
from tests.doubles.xendit import XenditDouble


def test_xendit_is_well_ill_or_off(xendit: XenditDouble, settings: Any) -> None:
    xendit.channels = list(CODES.values())
    assert provider_health.xendit() == ""
    xendit.channels.remove("ID_PAPUA")
    assert provider_health.xendit() == "Xendit pays out to no ID_PAPUA"
    settings.XENDIT_SECRET_KEY = "wrong"
    assert provider_health.xendit().endswith("(401): see XENDIT_SECRET_KEY")
    settings.PAYMENT_PROVIDERS = ["sandbox"]
    assert provider_health.xendit() == ""


def test_midtrans_is_well_ill_or_off(midtrans: MidtransDouble, settings: Any) -> None:
    midtrans.banks = list(BANKS.values())
    assert provider_health.midtrans() == ""
    midtrans.banks.remove("papua")
    assert provider_health.midtrans() == "Midtrans pays out to no papua"
    settings.IRIS_CREATOR_KEY = "wrong"
    assert provider_health.midtrans().endswith("(401): see IRIS_CREATOR_KEY")
    settings.MIDTRANS_SERVER_KEY = "wrong"
    assert provider_health.midtrans().endswith("(401): see MIDTRANS_SERVER_KEY")
