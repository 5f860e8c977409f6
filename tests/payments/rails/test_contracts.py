"""The providers' published examples, read by our adapters; each fixture names its source."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.money import Money
from payments.providers.base import Status, Subject, Unknown
from payments.providers.midtrans import payments as midtrans_payments
from payments.providers.midtrans.channels import EXPONENTS as MIDTRANS
from payments.providers.midtrans.channels import INSTITUTIONS as MIDTRANS_BANKS
from payments.providers.units import from_number, to_units
from payments.providers.xendit import payments, payouts, reports, webhooks
from payments.providers.xendit.channels import EXPONENTS as XENDIT
from payments.providers.xendit.channels import INSTITUTIONS as XENDIT_CODES
from payments.rails import INSTITUTIONS
from payments.states import Rail
from tests.doubles.server import Canned
from tests.factories.payments import rupiah

FIXTURES = Path(__file__).parents[2] / "fixtures"


def published(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text())["body"]


@pytest.fixture
def canned(settings: Any) -> Iterator[Canned]:
    with Canned() as double:
        settings.XENDIT_API_BASE = settings.MIDTRANS_API_BASE = double.base
        yield double


def test_every_fixture_names_its_source() -> None:
    files = [*FIXTURES.glob("xendit/*.json"), *FIXTURES.glob("midtrans/*.json")]
    assert len(files) == 11
    assert all(json.loads(f.read_text())["source"].startswith("https://docs.") for f in files)


@pytest.mark.parametrize(
    ("name", "url", "instructions"),
    [
        ("wallet", "https://redirect.partner.com/shopeepay-auth-xyz", {}),
        ("account", "", {"bank": "bri", "va_number": "8881761038089006"}),
    ],
)
def test_payment_requests(canned: Canned, name: str, url: str, instructions: Any) -> None:
    body = published(f"xendit/payment_request_{name}")
    reference = body["payment_request_id"]
    canned.answers["GET", f"/v3/payment_requests/{reference}"] = (200, body)
    found = payments.fetch(body["reference_id"], reference)
    assert found is not None
    assert (found.status, found.checkout_url) == (Status.WAITING, url)
    assert found.instructions == instructions


def test_a_qr(canned: Canned) -> None:
    body = published("xendit/payment_request_qr")
    reference = body["payment_request_id"]
    canned.answers["GET", f"/v3/payment_requests/{reference}"] = (200, body)
    found = payments.fetch("qr_th_321654", reference)
    assert found is not None
    assert found.instructions["qr_string"].startswith("000201010211")
    assert (found.amount, found.expires_at) == (
        rupiah(1_500),
        datetime(2025, 1, 15, 23, 59, 59, tzinfo=UTC),
    )


def test_a_capture(canned: Canned) -> None:
    payment = published("xendit/payment")
    request = published("xendit/payment_request_wallet") | {
        "status": "SUCCEEDED",
        "latest_payment_id": payment["payment_id"],
    }
    reference = request["payment_request_id"]
    canned.answers["GET", f"/v3/payment_requests/{reference}"] = (200, request)
    canned.answers["GET", f"/v3/payments/{payment['payment_id']}"] = (200, payment)
    canned.answers["GET", "/transactions"] = (200, published("xendit/transactions"))
    found = payments.fetch("order_ph_987654", reference)
    assert found is not None
    assert (found.status, found.amount) == (Status.DONE, rupiah(1_999))


def test_the_report(canned: Canned) -> None:
    canned.answers["GET", "/transactions"] = (200, published("xendit/transactions"))
    day = datetime(2025, 6, 1, tzinfo=UTC)
    (row,) = reports.list_settled(day, day.replace(day=2))
    assert (row.subject, row.key, row.amount, row.cost) == (
        Subject.PAYMENT,
        "payref-123456",
        rupiah(100_000),
        rupiah(1_000),
    )
    assert row.reference == "pr-123e4567-e89b-12d3-a456-426614174003"


def test_payouts_by_reference(canned: Canned) -> None:
    canned.answers["GET", "/v2/payouts"] = (200, published("xendit/payouts"))
    found = payouts.fetch("myref-1482928194")
    assert found is not None
    assert (found.status, found.amount) == (Status.PROCESSING, rupiah(10_000))
    assert payouts.fetch("another") is None


@pytest.mark.parametrize(
    ("name", "subject", "key"),
    [
        ("payment", Subject.PAYMENT, "example_reference_id"),
        ("refund", Subject.REFUND, "b2756a1e-e6cd-4352-9a68-0483aa2b6a2"),
        ("payout", Subject.PAYOUT, "myref-1482928194"),
    ],
)
def test_callbacks(name: str, subject: Subject, key: str) -> None:
    body = json.dumps(published(f"xendit/callback_{name}")).encode()
    notice = webhooks.verify(body=body, headers={"x-callback-token": "t"}, token="t")
    assert (notice.subject, notice.object_key) == (subject, key)


def test_charges_of_midtrans(canned: Canned) -> None:
    for name, instructions in (
        ("permata", {"bank": "permata", "va_number": "8778000002332015"}),
        ("qris", {"qr_string": "00020...a-long-string...75C"}),
    ):
        body = published(f"midtrans/charge_{name}")
        canned.answers["GET", f"/v2/{body['order_id']}/status"] = (200, body)
        found = midtrans_payments.fetch(body["order_id"])
        assert found is not None
        assert (found.status, found.instructions) == (Status.WAITING, instructions)


@pytest.mark.parametrize("table", [XENDIT, MIDTRANS])
def test_rupiah_cross_both_ways(table: dict[str, int]) -> None:
    assert to_units(rupiah(100_000), table) == 100_000
    for written in (100_000, "100000", "100000.0", "100000.00"):
        assert from_number(written, "IDR", table) == rupiah(100_000)
    with pytest.raises(ValueError, match="no whole amount"):
        to_units(Money(1_50, "IDR"), table)
    with pytest.raises(ValueError, match="not offered"):
        to_units(Money(1_00, "USD"), table)
    for garbled in ("1999.01", "x", "NaN", None, True, [], "1e99"):
        with pytest.raises(Unknown):
            from_number(garbled, "IDR", table)
    with pytest.raises(Unknown):
        from_number(1, "PHP", table)


def test_every_institution_has_a_code() -> None:
    typed = {c for c, one in INSTITUTIONS.items() if one.rail in {Rail.BANK, Rail.EWALLET}}
    assert set(XENDIT_CODES) == typed
    assert set(MIDTRANS_BANKS) == {c for c in typed if INSTITUTIONS[c].rail == Rail.BANK}
