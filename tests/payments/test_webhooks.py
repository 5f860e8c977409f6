"""Notifications: signed, stored once, believed about nothing but which object to ask for."""

import json
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client

from payments.models import Entry, Escrow, Mismatch, ProviderEvent
from payments.providers.base import Unknown
from payments.providers.sandbox import Sandbox
from payments.services import notices, sweeps
from payments.states import EscrowState, MismatchKind, PayinState
from sandbox.models import SandboxNotice
from sandbox.signing import HEADER, sign
from tests.factories import payments as money

LATER = timedelta(minutes=2)


@pytest.fixture(autouse=True)
def clock(time_machine_at_now: None) -> None:
    """The webhook reads the clock: it stands at `now`."""


@pytest.fixture
def time_machine_at_now(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.webhooks.timezone.now", lambda: now)


def body_of(key: str, event_id: str = "sbe_1", kind: str = "payment.paid", **more: object) -> bytes:
    return json.dumps({"id": event_id, "type": kind, "object": key, **more}).encode()


def deliver(body: bytes, *, at: datetime, header: str = "") -> int:
    return (
        Client()
        .post(
            "/webhooks/sandbox/",
            data=body,
            content_type="application/json",
            headers={HEADER: header or sign(body, now=at)},
        )
        .status_code
    )


def work(now: datetime) -> None:
    sweeps.finish_notices(now=now)


def test_a_signed_notification_is_stored_and_answered_at_once(
    escrow: Escrow, now: datetime
) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    assert deliver(body_of(payin.key), at=now) == 200

    event = ProviderEvent.objects.get()
    escrow.refresh_from_db()
    assert (event.processed_at, escrow.state) == (None, EscrowState.PAYMENT_PENDING)
    work(now)
    escrow.refresh_from_db()
    event.refresh_from_db()
    assert (event.outcome, escrow.state) == ("applied", EscrowState.HELD)


def test_the_banks_own_notification_is_accepted(escrow: Escrow, now: datetime) -> None:
    """What `sandbox.services.notices` writes is what the webhook reads."""
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    notice = SandboxNotice.objects.get()
    assert notice.notify_url.endswith("/webhooks/sandbox/")
    assert deliver(notice.body.encode(), at=now) == 200
    work(now)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD


def test_the_same_notification_twice_is_stored_once(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    for _time in range(2):
        assert deliver(body_of(payin.key), at=now) == 200
        work(now)
    assert ProviderEvent.objects.count() == 1
    assert Entry.objects.count() == 2


def test_the_same_fact_under_two_event_ids_is_posted_once(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    for event_id in ("sbe_1", "sbe_2"):
        deliver(body_of(payin.key, event_id), at=now)
    work(now)
    assert ProviderEvent.objects.count() == 2
    assert Entry.objects.count() == 2


def test_a_notification_that_runs_ahead_of_the_fact_changes_nothing(
    escrow: Escrow, now: datetime
) -> None:
    """“Paid”, says the message; the bank, when asked, says it waits."""
    payin = money.start_payin(escrow, now=now)
    deliver(body_of(payin.key), at=now)
    work(now)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN
    assert Entry.objects.count() == 0


def test_an_old_message_after_the_end_changes_nothing(held: Escrow, now: datetime) -> None:
    payin = held.payins.get()
    deliver(body_of(payin.key, kind="payment.failed"), at=now)
    work(now)
    payin.refresh_from_db()
    assert payin.state == PayinState.CAPTURED


@pytest.mark.parametrize(
    ("header", "minutes"),
    [
        ("nonsense", 0),
        ("t=1,v1=abc", 0),
        ("t=,v1=", 0),
        ("t=99999999999999999999,v1=ab", 0),
        ("", -6),
        ("", 6),
    ],
)
def test_what_the_bank_did_not_sign_now_is_refused(
    escrow: Escrow, now: datetime, header: str, minutes: int
) -> None:
    payin = money.start_payin(escrow, now=now)
    signed_at = now + timedelta(minutes=minutes)
    assert deliver(body_of(payin.key), at=signed_at, header=header) == 400
    assert ProviderEvent.objects.count() == 0


@pytest.mark.parametrize("minutes", [-4, 4])
def test_clocks_may_differ_a_little(escrow: Escrow, now: datetime, minutes: int) -> None:
    payin = money.start_payin(escrow, now=now)
    assert deliver(body_of(payin.key), at=now + timedelta(minutes=minutes)) == 200


def test_a_signature_of_another_body_is_refused(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    header = sign(body_of("another"), now=now)
    assert deliver(body_of(payin.key), at=now, header=header) == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"id": 1}', b"\xff\xfe"])
def test_signed_nonsense_is_refused_and_not_stored(db: None, now: datetime, body: bytes) -> None:
    assert deliver(body, at=now) == 400
    assert ProviderEvent.objects.count() == 0


def test_an_unknown_provider_is_not_found(db: None) -> None:
    assert Client().post("/webhooks/paypal/").status_code == 404


def test_a_get_is_not_allowed(db: None) -> None:
    assert Client().get("/webhooks/sandbox/").status_code == 405


def test_an_unknown_object_becomes_one_case(db: None, now: datetime) -> None:
    deliver(body_of("pi_nobody", "sbe_1"), at=now)
    deliver(body_of("pi_nobody", "sbe_2"), at=now)
    work(now)
    assert Mismatch.objects.get().kind == MismatchKind.UNKNOWN
    assert set(ProviderEvent.objects.values_list("outcome", flat=True)) == {"unknown"}


def test_while_the_provider_is_silent_the_notification_waits(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    deliver(body_of(payin.key), at=now)
    with patch.object(Sandbox, "fetch_payment", side_effect=Unknown):
        work(now)
    event = ProviderEvent.objects.get()
    assert event.processed_at is None

    work(now + timedelta(seconds=5))  # not again at once
    assert ProviderEvent.objects.get().attempts == 1
    work(now + LATER)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD


def test_a_worker_that_dies_leaves_the_notification_to_the_sweep(
    escrow: Escrow, now: datetime
) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    deliver(body_of(payin.key), at=now)
    event = ProviderEvent.objects.get()
    with (
        pytest.raises(SystemExit),
        patch("payments.services.payins.apply", side_effect=SystemExit),
    ):
        notices.work_on(provider_event_id=event.pk, now=now)
    work(now + LATER)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD
