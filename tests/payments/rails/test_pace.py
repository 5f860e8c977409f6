"""Many payouts at once: a bounded number in flight, a rest after 429, and nothing twice."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from payments import tasks
from payments.models import PayoutPart, ProviderPace
from payments.services import escrows, pace, payins, payouts, sweeps
from payments.states import AccountKind, Method, PartState
from tests.doubles.server import Asked
from tests.doubles.xendit import XenditDouble
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance

pytestmark = pytest.mark.usefixtures("quiet_workers")
MANY = 12


def prepare(xendit: XenditDouble, farid: User, clara: User, now: datetime) -> list[int]:
    """Twelve approved payouts of Rp50.000; their parts."""
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    payin = payins.start_payin(
        escrow=escrow,
        method=Method.VA,
        channel="bri",
        by=clara,
        idempotency_key="va",
        return_url="http://testserver/paid/",
        now=now,
    )
    xendit.pay(payin.key)
    payins.look_up(payin_id=payin.pk, now=now)
    escrows.release(escrow=escrow, by=clara, now=now)
    for _each in range(MANY):
        money.request_payout(farid, now=now, amount=rupiah(50_000))
    return list(PayoutPart.objects.values_list("pk", flat=True))


def states() -> set[str]:
    return set(PayoutPart.objects.values_list("state", flat=True))


def test_after_429_everything_rests_and_then_goes_on_once(
    xendit: XenditDouble, farid: User, clara: User, now: datetime
) -> None:
    parts = prepare(xendit, farid, clara, now)
    xendit.break_next("POST", "/v2/payouts", "429")
    for part in parts:
        payouts.send_part(part_id=part, now=now)
    assert len(xendit.of("POST", "/v2/payouts")) == 1
    assert ProviderPace.objects.get().rests_until == now + timedelta(seconds=90)  # as they asked
    assert not PayoutPart.objects.filter(leased_until__isnull=False).exists()

    assert sweeps.parts_to_send(now=now + timedelta(seconds=89)) == []
    later = now + timedelta(seconds=91)
    assert len(sweeps.parts_to_send(now=later)) == MANY
    money.run_payouts(now=later)
    assert states() == {PartState.PROCESSING}
    assert len(xendit.payouts) == MANY
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(300_000)


def test_a_rest_while_asking_first_sends_nothing(
    xendit: XenditDouble, farid: User, clara: User, now: datetime
) -> None:
    parts = prepare(xendit, farid, clara, now)
    xendit.break_next("GET", "/v2/payouts", "429")
    payouts.send_part(part_id=parts[0], now=now)
    assert xendit.payouts == {}
    assert pace.resting(now) == ["xendit"]


def test_each_429_halves_what_is_asked_at_once_and_each_answer_takes_one_back(
    db: None, now: datetime
) -> None:
    def allowed(moment: datetime) -> int:
        return pace.at_once("xendit", most=8, now=moment)

    assert allowed(now) == 8
    moment, seen = now, []
    for _each in range(5):
        pace.slow_down(provider="xendit", seconds=0, now=moment)
        pace.slow_down(
            provider="xendit", seconds=0, now=moment
        )  # another worker's answer of that moment
        assert allowed(moment) == 0
        rest = ProviderPace.objects.get().rests_until
        assert rest is not None
        seen.append((int((rest - moment).total_seconds()), allowed(rest)))
        moment = rest
    assert seen == [(10, 4), (20, 2), (40, 1), (80, 1), (160, 1)]
    for _each in range(5):
        pace.speed_up("xendit", now=moment)
    assert allowed(moment) == 8


def test_no_rest_is_longer_than_five_minutes(db: None, now: datetime) -> None:
    pace.slow_down(provider="xendit", seconds=99_999, now=now)
    assert ProviderPace.objects.get().rests_until == now + timedelta(minutes=5)


def test_the_minutes_task_hands_out_those_never_tried_first(
    xendit: XenditDouble, farid: User, clara: User, now: datetime
) -> None:
    parts = prepare(xendit, farid, clara, now)
    PayoutPart.objects.filter(pk=parts[0]).update(tried_at=now - timedelta(hours=1))
    assert sweeps.parts_to_send(now=now) == [*parts[1:], parts[0]]
    tasks.sweep_payouts.apply()
    assert len(xendit.payouts) == MANY


@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_each_once_and_no_more_at_once_than_allowed(
    xendit: XenditDouble, farid: User, clara: User, now: datetime, settings: Any
) -> None:
    settings.PAYOUTS_AT_ONCE = 3
    parts = prepare(xendit, farid, clara, now)
    seen = _Watch(xendit)
    moment = now
    for _round in range(60):
        _all_at_once(parts, moment)
        if states() == {PartState.PROCESSING}:
            break
        moment += timedelta(seconds=95)
    assert states() == {PartState.PROCESSING}
    assert len(xendit.payouts) == MANY
    keys = [one.headers["idempotency-key"] for one in xendit.of("POST", "/v2/payouts")]
    assert len(set(keys)) == MANY
    assert seen.refused > 0
    assert 1 < seen.most <= 3
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(300_000)


class _Watch:
    """Counts how many senders hold a part while Xendit is asked, and refuses every fourth order."""

    def __init__(self, xendit: XenditDouble) -> None:
        self.most, self.orders, self.refused = 0, 0, 0
        xendit.take_fault = self.fault  # type: ignore[method-assign]

    def fault(self, asked: Asked) -> str:
        if asked.method != "POST":
            return ""
        self.most = max(self.most, PayoutPart.objects.filter(leased_until__isnull=False).count())
        connection.close()
        self.orders += 1
        self.refused += self.orders % 4 == 0
        return "429" if self.orders % 4 == 0 else ""


def _all_at_once(parts: list[int], moment: datetime) -> None:
    """Eight workers, each of them trying every part, in another order."""

    def work(first: int) -> None:
        try:
            for part in parts[first:] + parts[:first]:
                payouts.send_part(part_id=part, now=moment)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
