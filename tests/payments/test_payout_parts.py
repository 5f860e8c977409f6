"""Payouts in parts: each ends for itself, and the payout stands as all of them say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services import security
from core.errors import NotAllowed, WrongState
from payments.kinds import DocumentKind
from payments.models import Document, Payout, PayoutPart, PayoutSchedule, Transfer
from payments.names import compare
from payments.providers.sandbox import Sandbox
from payments.services import payout_schedules, payouts, sweeps
from payments.services.documents import issuing, slips
from payments.services.payout_schedules import Plan
from payments.services.windows import opens_at, parts_of
from payments.states import AccountKind, Cadence, NameMatch, PartState, PayoutState
from sandbox.models import SandboxPayout
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance
from tests.payments.test_ledger import refused

LATER = timedelta(minutes=2)


def earn_much(farid: User, clara: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now, amount=rupiah(400_000_000))
    money.earn(farid, payer=clara, now=now, amount=rupiah(400_000_000))


def approve(payout: Payout, *people: User, now: datetime) -> Payout:
    for person in people:
        payouts.approve_payout(payout=payout, by=person, now=now)
    payout.refresh_from_db()
    return payout


def test_a_sum_above_the_cap_is_sent_in_parts(
    clara: User, farid: User, fitri: User, gita: User, now: datetime, quiet_workers: None
) -> None:
    earn_much(farid, clara, now)
    payout = money.request_payout(farid, now=now, amount=rupiah(600_000_000))
    assert [p.amount for p in payout.parts.all()] == [
        rupiah(250_000_000),
        rupiah(250_000_000),
        rupiah(100_000_000),
    ]
    assert Transfer.objects.filter(kind="payout_hold").count() == 1
    approve(payout, fitri, gita, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now + LATER)
    money.run_payouts(now=now + LATER)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID
    assert SandboxPayout.objects.count() == 3
    assert balance(AccountKind.PAYOUT_CLEARING) == rupiah(0)
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(120_000_000)


def test_a_part_that_fails_comes_back_alone_and_is_sent_elsewhere_once(
    clara: User, farid: User, fitri: User, gita: User, now: datetime, quiet_workers: None
) -> None:
    earn_much(farid, clara, now)
    payout = money.request_payout(farid, now=now, amount=rupiah(600_000_000))
    approve(payout, fitri, gita, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    last = payout.parts.get(number=3)
    SandboxPayout.objects.filter(key=last.key).update(account_number="1234560000")
    money.settle_bank(now=now + LATER)
    money.run_payouts(now=now + LATER)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PARTLY_PAID
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(220_000_000)
    slip = Document.objects.get(kind=DocumentKind.PAYOUT_SLIP)
    assert (slip.amount, slip.facts["asked_minor"]) == (rupiah(500_000_000), 600_000_000_00)
    assert len(slip.facts["reference"].split(", ")) == 2
    assert "You asked for Rp600,000,000" in str(slips.payout_slip(slip))
    assert issuing.catch_up() == 0

    again = payouts.retry_payout(
        payout=payout, destination=payout.destination, by=farid, now=now + LATER
    )
    same = payouts.retry_payout(
        payout=payout, destination=payout.destination, by=farid, now=now + LATER
    )
    assert again == same
    assert again.amount == rupiah(100_000_000)
    with pytest.raises(NotAllowed):
        payouts.retry_payout(payout=payout, destination=payout.destination, by=clara, now=now)


def test_the_database_lets_each_part_end_once_and_by_its_own_transfer(
    clara: User, farid: User, fitri: User, gita: User, now: datetime, quiet_workers: None
) -> None:
    earn_much(farid, clara, now)
    payout = money.request_payout(farid, now=now, amount=rupiah(600_000_000))
    approve(payout, fitri, gita, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now + LATER)
    first, second, _third = payout.parts.all()
    payouts.look_up_part(part_id=first.pk, now=now + LATER)
    end = PayoutPart.objects.get(pk=first.pk).settled_in
    with refused("payoutpart_is_settled_once"):
        PayoutPart.objects.filter(pk=first.pk).update(settled_in=payout.held_in)
    with refused("payoutpart_is_settled_once"):
        PayoutPart.objects.filter(pk=first.pk).update(settled_in=None, state="processing")
    with refused("payoutpart_has_its_own_end"):
        PayoutPart.objects.filter(pk=second.pk).update(settled_in=end, state="paid")


def test_a_large_payout_needs_two_different_finance_people(
    clara: User, farid: User, maya: User, fitri: User, gita: User, now: datetime,
    quiet_workers: None,
) -> None:  # fmt: skip
    earn_much(farid, clara, now)
    payout = money.request_payout(farid, now=now, amount=rupiah(60_000_000))
    assert payout.needs_two
    with pytest.raises(NotAllowed):
        payouts.approve_payout(payout=payout, by=maya, now=now)
    assert approve(payout, fitri, fitri, now=now).state == PayoutState.IN_REVIEW
    assert approve(payout, gita, now=now).state == PayoutState.APPROVED
    assert (payout.reviewed_by, payout.second_reviewed_by) == (fitri, gita)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"second_reviewed_by": "fitri", "reviewed_by": "fitri"}, "payout_two_different_people"),
        ({"reviewed_by": "farid"}, "payout_nobody_reviews_their_own"),
        ({"state": "approved"}, "payout_large_needs_two_people"),
    ],
)
def test_the_database_holds_the_rule_of_two(
    clara: User, farid: User, fitri: User, now: datetime, change: dict[str, str], constraint: str
) -> None:
    people = {"farid": farid, "fitri": fitri}
    earn_much(farid, clara, now)
    payout = money.request_payout(farid, now=now, amount=rupiah(60_000_000))
    written = {name: people.get(value, value) for name, value in change.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(**written)


def test_nobody_with_ties_approves(
    clara: User, farid: User, fitri: User, now: datetime, quiet_workers: None
) -> None:
    money.earn(farid, payer=fitri, now=now, amount=rupiah(10_000_000))
    payout = money.request_payout(farid, now=now, amount=rupiah(9_000_000))
    with pytest.raises(NotAllowed):
        payouts.approve_payout(payout=payout, by=fitri, now=now)


def test_a_late_check_is_escalated_once(clara: User, farid: User, now: datetime) -> None:
    earn_much(farid, clara, now)
    payout = money.request_payout(farid, now=now, amount=rupiah(60_000_000))
    assert payout.review_by == now + timedelta(days=1)
    assert sweeps.escalate_reviews(now=now + timedelta(hours=23)) == 0
    assert sweeps.escalate_reviews(now=now + timedelta(hours=25)) == 1
    assert sweeps.escalate_reviews(now=now + timedelta(hours=26)) == 0


def test_payouts_rest_after_a_change_of_password_or_email(
    clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    security.note_password_change(user=farid, now=now)
    with pytest.raises(WrongState):
        money.request_payout(farid, now=now + timedelta(hours=47))
    assert Payout.objects.count() == 0
    assert money.request_payout(farid, now=now + timedelta(hours=48)).amount == rupiah(900_000)


def test_rtgs_waits_for_the_next_working_day() -> None:
    rtgs = next(one for one in Sandbox().payout_rails("IDR") if one.name == "rtgs")
    friday = datetime(2026, 11, 13, 7, 0, tzinfo=UTC)  # 14:00 in Jakarta: the cut-off
    assert opens_at(rtgs, friday - timedelta(minutes=1)) == friday - timedelta(minutes=1)
    assert opens_at(rtgs, friday) == datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    eve = datetime(2026, 12, 24, 8, 0, tzinfo=UTC)
    assert opens_at(rtgs, eve).date() > datetime(2026, 12, 25, tzinfo=UTC).date()


def test_no_part_is_below_the_least_of_its_rail() -> None:
    fast = Sandbox().payout_rails("IDR")[0]
    parts = parts_of(rupiah(250_000_001), fast)
    assert parts == [rupiah(249_990_001), rupiah(10_000)]


def test_a_schedule_pays_once_for_its_day(
    clara: User, farid: User, now: datetime, quiet_workers: None
) -> None:
    money.earn(farid, payer=clara, now=now)
    plan = Plan(
        cadence=Cadence.WEEKLY, weekday=2, destination=money.make_destination(farid, now=now)
    )
    schedule = payout_schedules.save_schedule(by=farid, currency="IDR", plan=plan, now=now)
    due = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)
    assert schedule.next_at == due  # Wednesday, nine in Jakarta
    assert sweeps.run_schedules(now=due - timedelta(minutes=1)) == 0
    sweeps.run_schedules(now=due)
    PayoutSchedule.objects.update(next_at=due)  # the clock went back
    sweeps.run_schedules(now=due)
    payout = Payout.objects.get()
    assert payout.amount == rupiah(900_000)
    schedule.refresh_from_db()
    assert (schedule.next_at, schedule.last_skip) == (due + timedelta(days=7), "")

    sweeps.run_schedules(now=due + timedelta(days=7))
    schedule.refresh_from_db()
    assert schedule.last_skip == "below_least"
    assert Payout.objects.count() == 1


def test_a_provider_that_is_busy_is_left_alone(
    clara: User, farid: User, now: datetime, settings: object, quiet_workers: None
) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now)
    settings.PAYOUTS_AT_ONCE = 0  # type: ignore[attr-defined]
    assert payouts.send_part(part_id=payout.parts.get().pk, now=now) is False
    assert payout.parts.get().state == PartState.WAITING


@pytest.mark.parametrize(
    ("holder", "legal", "match"),
    [
        ("FARID HIDAYAT", "Farid Hidayat", NameMatch.MATCH),
        ("HIDAYAT FARID", "Farid Hidayat", NameMatch.MATCH),
        ("DR. IR. FARID HIDAYAT, S.KOM., M.M.", "Farid Hidayat", NameMatch.MATCH),
        ("M FARID HIDAYAT", "Muhammad Farid Hidayat", NameMatch.MATCH),
        ("José Müller", "JOSE MULLER", NameMatch.MATCH),
        ("NUR'AINI", "Nuraini", NameMatch.MATCH),
        ("FARID", "Farid Hidayat", NameMatch.CLOSE),
        ("FARID HIDAYATT", "Farid Hidayat", NameMatch.CLOSE),
        ("F", "Farid Hidayat", NameMatch.DIFFERS),
        ("BUDI SANTOSO", "Farid Hidayat", NameMatch.DIFFERS),
        ("", "Farid Hidayat", NameMatch.DIFFERS),
    ],
)
def test_names_are_compared_as_people_write_them(holder: str, legal: str, match: NameMatch) -> None:
    assert compare(holder, legal) == match
