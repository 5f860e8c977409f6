"""Budgets: what counts, what is told once, and that nobody is ever stopped."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core.errors import InvalidInput, NotAllowed
from notifications.models import Notification
from payments.services import chargebacks, escrows
from projects.models import Budget
from projects.services import budgets, milestones, postings
from projects.spent import standings_of
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories import projects as work
from tests.factories.payments import rupiah

pytestmark = pytest.mark.django_db
PAGE = "/budgets/"
API = "/api/v1/budgets"


def budget(by, amount, now, project=None):
    return budgets.set_budget(by=by, amount=rupiah(amount), project=project, now=now)


def pay(payer, payee, amount, now):
    escrow = money.make_escrow(payer=payer, payee=payee, amount=rupiah(amount), now=now)
    money.fund_escrow(escrow, now=now)
    escrow.refresh_from_db()
    return escrow


def told():
    kinds = Notification.objects.filter(kind__contains="budget").order_by("pk")
    return list(kinds.values_list("kind", flat=True))


def used(person, now):
    return [one.used for one in standings_of(person, now=now)]


def test_what_is_paid_this_month_is_used_and_what_comes_back_is_not(clara, farid, now):
    budget(clara, 10_000_000, now)
    pay(clara, farid, 1_000_000, now - timedelta(days=31))
    escrow = pay(clara, farid, 2_000_000, now)
    (paid,) = used(clara, now)
    assert paid == escrow.paid
    escrows.refund(escrow=escrow, by=farid, reason="The work is off", now=now)
    assert used(clara, now) == [rupiah(0)]


def take_back(escrow, amount, now):
    """The payer's bank takes back so many rupiah, and has not decided."""
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now, amount=amount)
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    return opened


@pytest.mark.parametrize("is_released", [True, False])
def test_what_a_bank_took_back_is_not_used_wherever_the_money_was(clara, farid, now, is_released):
    step = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    escrow = step.escrow
    budget(clara, 5_000_000, now)
    budget(clara, 5_000_000, now, step.contract.project)
    if is_released:
        milestones.approve_milestone(milestone=step, by=clara, now=now)
    opened = take_back(escrow, 400_000, now)
    left = escrow.paid - rupiah(400_000)
    assert used(clara, now) == [left, left]
    bank.decide(chargeback=opened, is_won=True, now=now)
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    assert used(clara, now) == [escrow.paid, escrow.paid]


def test_a_month_begins_where_the_client_lives(clara, farid, now):
    clara.timezone = "Asia/Jayapura"
    clara.save()
    budget(clara, 10_000_000, now)
    night = now.replace(month=12, day=31, hour=16)  # January there
    pay(clara, farid, 1_000_000, night)
    assert used(clara, night - timedelta(hours=2)) == [rupiah(0)]
    assert used(clara, night)[0].minor >= rupiah(1_000_000).minor


def test_each_mark_is_told_once_a_month(clara, farid, now):
    budget(clara, 10_000_000, now)
    pay(clara, farid, 5_000_000, now)
    assert told() == []
    pay(clara, farid, 3_500_000, now)
    pay(clara, farid, 100_000, now)
    assert told() == ["budget_nearly_used"]
    pay(clara, farid, 3_000_000, now)
    pay(clara, farid, 100_000, now)
    assert told() == ["budget_nearly_used", "budget_used"]
    next_month = now + timedelta(days=31)
    pay(clara, farid, 12_000_000, next_month)
    assert told() == ["budget_nearly_used", "budget_used", "budget_used"]


def test_a_large_payment_tells_the_highest_mark_only(clara, farid, now):
    budget(clara, 1_000_000, now)
    pay(clara, farid, 2_000_000, now)
    assert told() == ["budget_used"]
    news = Notification.objects.get(kind="budget_used")
    assert news.recipient == clara
    assert "Rp1,000,000" in news.sentence


def test_another_amount_begins_anew_and_tells_nothing_that_is_seen(clara, farid, now):
    budget(clara, 1_000_000, now)
    pay(clara, farid, 900_000, now)
    budget(clara, 2_000_000, now)
    assert told() == ["budget_nearly_used"]
    pay(clara, farid, 900_000, now)
    assert told() == ["budget_nearly_used"] * 2
    budget(clara, 500_000, now)
    pay(clara, farid, 100_000, now)
    assert told() == ["budget_nearly_used"] * 2
    assert Budget.objects.count() == 1


def test_a_project_has_a_budget_as_a_whole(clara, farid, now):
    contract = work.signed_contract(client=clara, freelancer=farid, now=now, steps=[1_000_000])
    budget(clara, 1_100_000, now, contract.project)
    pay(clara, farid, 5_000_000, now)
    assert told() == []
    work.fund(contract.milestones.get(), now=now)
    assert told() == ["project_budget_nearly_used"]
    assert used(clara, now + timedelta(days=60))[0].minor >= rupiah(1_000_000).minor


def test_others_payments_touch_nothing(clara, farid, sena, now):
    budget(clara, 100_000, now)
    pay(sena, farid, 1_000_000, now)
    assert (told(), used(clara, now)) == ([], [rupiah(0)])


@pytest.mark.parametrize("amount", [0, -5])
def test_a_budget_is_above_zero(clara, now, amount):
    with pytest.raises(InvalidInput):
        budget(clara, amount, now)
    with pytest.raises(IntegrityError, match="budget_is_positive"), transaction.atomic():
        Budget.objects.create(user=clara, amount_minor=amount, currency="IDR", set_at=now)


def test_postgres_keeps_one_for_each_purpose(clara, now):
    budget(clara, 100_000, now)
    with pytest.raises(IntegrityError, match="budget_is_one"), transaction.atomic():
        Budget.objects.create(user=clara, amount_minor=100, currency="IDR", set_at=now)


def test_nobody_budgets_anothers_project_or_removes_anothers_budget(clara, sena, now):
    project = work.open_project(by=clara, now=now)
    with pytest.raises(NotAllowed):
        budget(sena, 100_000, now, project)
    with pytest.raises(NotAllowed):
        budgets.remove_budget(budget=budget(clara, 100_000, now), by=sena)
    assert Budget.objects.count() == 1


class TestPages:
    def test_set_see_and_remove(self, clara, farid, browser_of, now):
        browser = browser_of(clara)
        assert "Set your first budget" in browser.get(PAGE).content.decode()
        answer = browser.post(PAGE, {"project": "", "amount": "1.000.000"}, follow=True)
        assert "Your budget is set" in answer.content.decode()
        page = browser.get("/spending/").content.decode()
        assert "Set a budget" not in page or "Nothing paid yet" in page
        mine = Budget.objects.get()
        assert mine.amount == rupiah(1_000_000)
        browser.post(f"{PAGE}{mine.pk}/removal/")
        assert not Budget.objects.exists()

    def test_a_discarded_draft_needs_no_budget(self, clara, browser_of, now):
        kept, gone = (work.draft(by=clara, now=now) for _number in range(2))
        postings.cancel_project(project=gone, by=clara, reason="", now=now)
        form = browser_of(clara).get(PAGE).context["form"]
        assert list(form.fields["project"].queryset) == [kept]

    @pytest.mark.parametrize("amount", ["", "abc", "-5", "0", "9" * 50, "1,5", "<b>"])
    def test_a_strange_amount_is_answered_in_words(self, clara, browser_of, amount):
        answer = browser_of(clara).post(PAGE, {"amount": amount})
        assert answer.status_code == 422
        assert not Budget.objects.exists()

    @pytest.mark.parametrize("project", ["x", "-1", "99999999999999999999", "\x00"])
    def test_a_strange_project_is_answered_in_words(self, clara, browser_of, project):
        answer = browser_of(clara).post(PAGE, {"amount": "100000", "project": project})
        assert answer.status_code == 422

    def test_strangers_see_and_change_their_own_only(self, clara, sena, maya, browser_of, now):
        mine = budget(clara, 123_000, now)
        theirs = work.open_project(by=clara, now=now)
        for other in (sena, maya):
            browser = browser_of(other)
            assert "123,000" not in browser.get(PAGE).content.decode()
            assert browser.post(f"{PAGE}{mine.pk}/removal/").status_code == 404
            assert browser.delete(f"{API}/{mine.pk}").status_code == 404
            body = {"amount": "100000", "project": theirs.pk}
            assert browser.post(PAGE, body).status_code == 422
            assert browser.get(API).json() == []
        assert Client().get(PAGE).status_code == 302
        assert Budget.objects.count() == 1

    def test_the_page_to_pay_says_it_politely_and_stops_nobody(self, clara, farid, browser_of, now):
        contract = work.signed_contract(client=clara, freelancer=farid, now=now, steps=[1_000_000])
        escrow = milestones.start_funding(milestone=contract.milestones.get(), by=clara, now=now)
        page = f"/pay/{escrow.pk}/"
        browser = browser_of(clara)
        assert "above your budget" not in browser.get(page).content.decode()
        budget(clara, 400_000, now)
        budget(clara, 300_000, now, contract.project)
        text = browser.get(page).content.decode()
        assert "above your budget of Rp400,000 for this month. You can pay all the same." in text
        assert f"above your budget of Rp300,000 for “{contract.project.title}”" in text
        answer = browser.post(page, {"way": "va:bca", "key": "a"})
        assert answer.status_code in {302, 200}
        budget(clara, 400_000_000, now)
        budget(clara, 300_000_000, now, contract.project)
        assert "above your budget" not in browser.get(page).content.decode()

    def test_spending_draws_each_budget_with_words(self, clara, farid, browser_of, now):
        pay(clara, farid, 1_000_000, now)
        assert "You have set no budget" in browser_of(clara).get("/spending/").content.decode()
        budget(clara, 500_000, now)
        assert 'role="img" aria-label=' in browser_of(clara).get("/spending/").content.decode()

    def test_as_many_queries_for_many_as_for_one(
        self, clara, browser_of, now, django_assert_max_num_queries
    ):
        browser = browser_of(clara)
        budget(clara, 500_000, now)
        browser.get(PAGE)
        for _ in range(3):
            budget(clara, 500_000, now, work.open_project(by=clara, now=now))
        with django_assert_max_num_queries(10):
            browser.get(PAGE)


def test_by_the_api(clara, browser_of, now):
    browser = browser_of(clara)
    project = work.open_project(by=clara, now=now)

    def post(**body):
        return browser.post(API, body, content_type="application/json")

    assert post(amount_minor=100_000_00).status_code == 201
    made = post(amount_minor=200_000_00, project=project.pk).json()
    assert (made["project"], made["left_minor"], made["percent"]) == (project.pk, 200_000_00, 0)
    assert [one["project"] for one in browser.get(API).json()] == [None, project.pk]
    for wrong in ({}, {"amount_minor": "x"}, {"amount_minor": 0}, {"amount_minor": 150}):
        assert post(**wrong).status_code == 400, wrong
    assert post(amount_minor=100, project=999_999).status_code == 404
    assert browser.delete(f"{API}/{made['id']}").status_code == 204
    assert Client().get(API).status_code in {401, 403}
