"""The practice bank as a second party: keys remembered, limits kept, everything told."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from sandbox.exponents import from_bank, to_bank
from sandbox.models import SandboxNotice, SandboxPayment, SandboxPayout
from sandbox.services import bank, clock
from sandbox.signing import HEADER, is_signed, sign
from sandbox.states import PaymentState, PayoutState, RefundState

pytestmark = pytest.mark.django_db


class Shop(HTTPServer):
    """Somebody who is told things: keeps what came, answers as it is set."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.heard: list[tuple[bytes, str]] = []
        self.answer = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook/"


class Counter(BaseHTTPRequestHandler):
    server: Shop

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((body, self.headers[HEADER]))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def make_payment(now: datetime, **asked: Any) -> SandboxPayment:
    given_ = {
        "amount": 100_000,
        "currency": "IDR",
        "method": "va",
        "description": "Logo",
        "return_url": "/back/",
        "notify_url": "http://127.0.0.1:9/hook/",
    }
    return bank.create_payment(
        key=asked.pop("key", "k"), now=now, expires_at=now + timedelta(hours=1), **given_ | asked
    )


def make_payout(now: datetime, **asked: Any) -> SandboxPayout:
    given_ = {
        "amount": 100_000,
        "currency": "IDR",
        "institution": "bca",
        "account_number": "1234567890",
        "holder_name": "Farid",
        "description": "x",
        "notify_url": "http://127.0.0.1:9/hook/",
    }
    return bank.create_payout(key=asked.pop("key", "k"), now=now, **given_ | asked)


def pay(payment: SandboxPayment, now: datetime, **decided: Any) -> SandboxPayment:
    words = {"outcome": "success", "delay_seconds": 0, "is_told_twice": False} | decided
    return bank.decide_payment(payment=payment, now=now, **words)


def test_the_same_key_answers_with_the_same_object(now: datetime) -> None:
    assert make_payment(now) == make_payment(now)
    assert make_payout(now) == make_payout(now)


def test_the_same_key_with_other_words_is_declined(now: datetime) -> None:
    make_payment(now)
    make_payout(now)
    with pytest.raises(bank.Declined, match="key_reused"):
        make_payment(now, amount=2)
    with pytest.raises(bank.Declined, match="key_reused"):
        make_payout(now, amount=2)


@pytest.mark.parametrize(
    ("outcome", "state", "paid"),
    [
        ("success", PaymentState.PAID, 100_000),
        ("failure", PaymentState.FAILED, None),
        ("other_amount", PaymentState.PAID, 101_000),
    ],
)
def test_the_tester_chooses_the_outcome(
    now: datetime, outcome: str, state: str, paid: int | None
) -> None:
    payment = pay(make_payment(now), now, outcome=outcome)
    assert (payment.state, payment.paid_amount) == (state, paid)
    assert SandboxNotice.objects.get().kind == f"payment.{state}"


def test_a_delayed_payment_settles_in_time(now: datetime) -> None:
    payment = pay(make_payment(now), now, delay_seconds=30)
    clock.settle_due(now=now + timedelta(seconds=29))
    payment.refresh_from_db()
    assert payment.state == PaymentState.PROCESSING
    clock.settle_due(now=now + timedelta(seconds=30))
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID


def test_a_decision_is_made_once(now: datetime) -> None:
    payment = make_payment(now)
    pay(payment, now)
    assert pay(payment, now, outcome="failure").state == PaymentState.PAID
    assert SandboxNotice.objects.count() == 1


def test_nobody_paid_in_time(now: datetime) -> None:
    payment = make_payment(now)
    clock.settle_due(now=now + timedelta(hours=2))
    payment.refresh_from_db()
    assert payment.state == PaymentState.EXPIRED


def test_refunds_never_exceed_what_was_paid(now: datetime) -> None:
    payment = pay(make_payment(now), now)
    asked = {"payment_key": "k", "now": now}
    one = bank.create_refund(key="r1", amount=60_000, **asked)
    assert bank.create_refund(key="r1", amount=60_000, **asked) == one
    with pytest.raises(bank.Declined, match="key_reused"):
        bank.create_refund(key="r1", amount=1, **asked)
    with pytest.raises(bank.Declined, match="refund_too_large"):
        bank.create_refund(key="r2", amount=40_001, **asked)
    bank.create_refund(key="r2", amount=40_000, **asked)
    clock.settle_due(now=now + timedelta(minutes=1))
    assert [r.state for r in payment.refunds.all()] == [RefundState.DONE] * 2


def test_what_was_not_paid_is_not_refunded(now: datetime) -> None:
    make_payment(now)
    with pytest.raises(bank.Declined, match="not_paid"):
        bank.create_refund(payment_key="k", key="r", amount=1, now=now)


@pytest.mark.parametrize(
    ("number", "states"),
    [
        ("1234567890", [PayoutState.PAID, PayoutState.PAID]),
        ("1234560000", [PayoutState.FAILED, PayoutState.FAILED]),
        ("1234569999", [PayoutState.PAID, PayoutState.RETURNED]),
    ],
)
def test_the_account_number_decides_about_a_payout(
    now: datetime, number: str, states: list[str]
) -> None:
    payout, seen = make_payout(now, account_number=number), []
    for minute in (1, 2):
        clock.settle_due(now=now + timedelta(minutes=minute))
        payout.refresh_from_db()
        seen.append(payout.state)
    assert seen == states


def test_notifications_are_signed_and_delivered_once(now: datetime, shop: Shop) -> None:
    pay(make_payment(now, notify_url=shop.url), now)
    clock.deliver_due(now=now)
    clock.deliver_due(now=now)
    [(body, header)] = shop.heard
    assert json.loads(body)["object"] == "k"
    assert is_signed(body, header, now=now)
    assert not is_signed(body + b" ", header, now=now)


def test_a_doubled_notification_has_one_event_id(now: datetime, shop: Shop) -> None:
    pay(make_payment(now, notify_url=shop.url), now, is_told_twice=True)
    clock.deliver_due(now=now)
    one, two = (json.loads(body) for body, _header in shop.heard)
    assert one == two


def test_a_bad_answer_is_tried_again_later(now: datetime, shop: Shop) -> None:
    shop.answer = 500
    pay(make_payment(now, notify_url=shop.url), now)
    clock.deliver_due(now=now)
    notice = SandboxNotice.objects.get()
    assert (notice.answer, notice.delivered_at) == ("500", None)

    clock.deliver_due(now=now + timedelta(seconds=1))
    assert len(shop.heard) == 1
    shop.answer = 200
    clock.deliver_due(now=now + timedelta(seconds=5))
    notice.refresh_from_db()
    assert (notice.answer, notice.attempts) == ("200", 2)
    assert notice.delivered_at is not None


def test_a_shop_that_is_away_is_told_later_and_at_last_given_up(now: datetime) -> None:
    pay(make_payment(now), now)
    at = now
    for _attempt in range(10):
        clock.deliver_due(now=at)
        at += timedelta(hours=2)
    notice = SandboxNotice.objects.get()
    assert (notice.answer, notice.attempts, notice.due_at) == ("ConnectionError", 7, None)


def test_signatures_depend_on_secret_and_time(now: datetime, settings: Any) -> None:
    header = sign(b"body", now=now)
    assert is_signed(b"body", header, now=now)
    assert not is_signed(b"body", header, now=now + timedelta(minutes=6))
    assert not is_signed(b"body", header, now=now - timedelta(minutes=6))
    settings.SANDBOX_SECRET = "another"
    assert not is_signed(b"body", header, now=now)


@given(st.integers(0, 10**13), st.sampled_from(["IDR", "USD", "JPY", "EUR"]))
def test_amounts_cross_over_and_back(units: int, currency: str) -> None:
    assert to_bank(from_bank(units, currency)) == units


def test_the_bank_counts_whole_rupiah_and_cents() -> None:
    assert to_bank(Money(150_000_00, "IDR")) == 150_000
    assert to_bank(Money(19_99, "USD")) == 19_99
    assert to_bank(Money(500, "JPY")) == 500
    with pytest.raises(ValueError, match="no whole amount"):
        to_bank(Money(150, "IDR"))
