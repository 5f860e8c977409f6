"""What the minute's sweeps promise while a provider is broken: every row has its turn."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from payments.models import Destination, PayoutPart, PayoutStop, ProviderEvent, Refund
from payments.providers.base import Unknown
from payments.providers.sandbox import Sandbox
from payments.services import escrows, notices, payins, payouts, sweeps
from payments.unanswered import trouble, unanswered
from tests.factories import payments as money
from tests.factories.payments import rupiah

LATER = timedelta(minutes=2)
pytestmark = pytest.mark.usefixtures("quiet_workers")


class Broken(Exception):
    """A provider whose answer nobody foresaw."""


def breaks(monkeypatch: pytest.MonkeyPatch, name: str, error: type[Exception]) -> list[str]:
    """Whatever is asked of the bank in this way fails; answers with what was asked for."""
    asked: list[str] = []

    def fail(_self: Sandbox, key: Any, *_rest: Any, **_more: Any) -> Any:
        asked.append(key)
        raise error("broken")

    monkeypatch.setattr(Sandbox, name, fail)
    return asked


def make_event(name: str, now: datetime, **given: Any) -> ProviderEvent:
    return ProviderEvent.objects.create(
        provider="sandbox",
        event_id=name,
        kind="payment.paid",
        subject="payment",
        object_key=given.pop("object_key", name),
        payload={},
        received_at=now,
        **given,
    )


def test_a_row_that_breaks_stops_no_other(
    clara: User, farid: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _each in range(2):
        money.start_payin(money.make_escrow(payer=clara, payee=farid, now=now), now=now)
    asked = breaks(monkeypatch, "fetch_payment", Broken)
    with pytest.raises(ExceptionGroup, match="2 failed"):
        sweeps.finish_payins(now=now + LATER)
    assert len(asked) == 2


@pytest.mark.parametrize("error", [Unknown, Broken])
def test_a_refund_without_an_answer_is_behind_the_others(
    clara: User,
    farid: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
) -> None:
    for _each in range(2):
        held = money.make_held(payer=clara, payee=farid, now=now)
        escrows.refund(escrow=held, by=farid, now=now, reason="agreed")
    breaks(monkeypatch, "fetch_refund", error)
    with nullcontext() if error is Unknown else pytest.raises(ExceptionGroup):
        sweeps.finish_refunds(now=now)
    assert set(Refund.objects.values_list("tried_at", flat=True)) == {now}


def test_asking_is_written_down_before_the_answer(
    clara: User, farid: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    payin = money.start_payin(money.make_escrow(payer=clara, payee=farid, now=now), now=now)
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    for name in ("fetch_payment", "fetch_payout"):
        breaks(monkeypatch, name, Unknown)
    part = payout.parts.get()
    payins.look_up(payin_id=payin.pk, now=now + LATER)
    payouts.look_up_part(part_id=part.pk, now=now + LATER)
    payin.refresh_from_db()
    part.refresh_from_db()
    assert (payin.tried_at, part.tried_at) == (now + LATER, now + LATER)


def test_notices_are_worked_on_in_turn_and_ever_more_seldom(
    clara: User, farid: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    payin = money.start_payin(money.make_escrow(payer=clara, payee=farid, now=now), now=now)
    old = make_event("old", now - timedelta(days=1), object_key=payin.key, tried_at=now)
    new = make_event("new", now, object_key=payin.key)
    asked = breaks(monkeypatch, "fetch_payment", Broken)
    with pytest.raises(ExceptionGroup):
        sweeps.finish_notices(now=now + LATER)
    new.refresh_from_db()
    old.refresh_from_db()
    assert (len(asked), new.attempts, old.attempts) == (1, 1, 0)
    with pytest.raises(ExceptionGroup):
        sweeps.finish_notices(now=now + timedelta(minutes=11))
    old.refresh_from_db()
    assert (len(asked), old.attempts) == (3, 1)


def test_a_run_ends_before_the_next_ones_pile_up(
    now: datetime, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make_event(f"e{number}", now)
    clock = iter(range(0, 1_000, 30))
    monkeypatch.setattr(sweeps, "monotonic", lambda: float(next(clock)))
    done: list[int] = []
    monkeypatch.setattr(
        notices, "work_on", lambda *, provider_event_id, now: done.append(provider_event_id)
    )
    sweeps.finish_notices(now=now)
    assert len(done) == 1  # at 30 seconds, and not at 60


def test_parts_of_a_stopped_person_are_not_handed_out(
    clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now, amount=rupiah(100_000))
    part = payout.parts.get()
    assert sweeps.parts_to_send(now=now) == [part.pk]
    PayoutStop.objects.create(
        user=farid, destination=Destination.objects.get(user=farid), opened_at=now
    )
    assert sweeps.parts_to_send(now=now) == []
    PayoutPart.objects.filter(pk=part.pk).update(state="submitted", submitted_at=now)
    assert sweeps.parts_to_send(now=now) == [part.pk]  # it has left already: its end must be known


def test_what_nobody_answers_for_a_day_is_shown_to_those_who_keep_the_books(
    clara: User, farid: User, fitri: User, now: datetime, browser_of: Any
) -> None:
    held = money.make_held(payer=clara, payee=farid, now=now)
    escrows.refund(escrow=held, by=farid, now=now, reason="agreed")
    make_event("unheard", now)
    assert unanswered(now + timedelta(hours=23)) == {}
    day = now + timedelta(days=1)
    assert unanswered(day) == {"sandbox": 2}
    assert trouble(now=day).endswith("at sandbox: 2")
    with time_machine.travel(day, tick=False):
        page = browser_of(fitri).get(reverse("payments:desk")).text
    assert "Sandbox has given no clear answer about 2" in page
