"""A freelancer's income: months, clients, what is ahead and how likely it is."""

from datetime import date, timedelta

import pytest

from marketplace.income.chances import History, Stage, percent_of
from marketplace.income.forecast import forecast_of
from marketplace.income.statement import clients_of, statement_of, years_of
from payments.services import chargebacks, escrows
from projects.services import bids, milestones
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories import projects as work
from tests.factories.accounts import make_client
from tests.factories.payments import rupiah

pytestmark = pytest.mark.django_db


def earn(payer, payee, amount, now):
    escrow = money.make_escrow(payer=payer, payee=payee, amount=rupiah(amount), now=now)
    money.fund_escrow(escrow, now=now)
    escrows.release(escrow=escrow, by=payer, now=now)


def test_a_year_by_months_in_ones_own_zone(clara, farid, now):
    farid.timezone = "Asia/Jayapura"
    farid.save()
    new_year = now.replace(month=12, day=31, hour=16)  # January in Jayapura
    earn(clara, farid, 1_000_000, new_year)
    earn(clara, farid, 500_000, new_year + timedelta(days=40))
    year = statement_of(farid, currency="IDR", year=2027)
    assert {m.month.month: m.net for m in year.months if m.net} == {
        1: rupiah(900_000),
        2: rupiah(450_000),
    }
    assert (year.gross, year.fee, year.net) == (
        rupiah(1_500_000),
        rupiah(150_000),
        rupiah(1_350_000),
    )
    assert years_of(farid, "IDR") == [2027]
    assert statement_of(farid, currency="IDR", year=2026).is_empty


def test_who_it_came_from(clara, farid, now):
    later = now + timedelta(days=400)
    earn(clara, farid, 9_000_000, now)
    earn(clara, farid, 3_000_000, later)
    earn(make_client("Dewi Lestari"), farid, 1_000_000, later)
    found = clients_of(farid, currency="IDR", since=later - timedelta(days=365))
    assert [(one.name, one.net, one.percent) for one in found] == [
        ("Clara Wijaya", rupiah(2_700_000), 75),
        ("Dewi Lestari", rupiah(900_000), 25),
    ]


def take_back(escrow, now, amount=None):
    """The payer's bank takes back a payment, or so many rupiah of it."""
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now, amount=amount)
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)


def test_what_a_bank_took_back_came_from_nobody(clara, farid, now):
    dewi = make_client("Dewi Lestari")
    earn(clara, farid, 2_000_000, now)
    earn(dewi, farid, 900_000, now)
    taken = money.earn(farid, payer=clara, now=now)
    take_back(taken, now)
    gone = money.earn(farid, payer=make_client("Rina Sari"), now=now)
    take_back(gone, now)
    part = money.earn(farid, payer=dewi, now=now, amount=rupiah(1_000_000))
    take_back(part, now, amount=1_000_000 - 90_000)
    found = clients_of(farid, currency="IDR", since=now)
    assert [(one.name, one.net.minor, one.releases) for one in found] == [
        ("Clara Wijaya", 180_000_000, 1),
        ("Dewi Lestari", 90_000_000, 2),
    ]
    assert [one.percent for one in found] == [67, 33]


@pytest.mark.parametrize(
    ("stage", "history", "percent"),
    [
        (Stage.RELEASED, History(0, 50), 100),
        (Stage.FUNDED, History(), 90),
        (Stage.BID, History(), 8),
        (Stage.BID, History(came=10, decided=10), 54),
        (Stage.BID, History(came=0, decided=30), 2),
        (Stage.AGREED, History(came=90, decided=90), 97),
    ],
)
def test_chances_move_with_ones_own_history(stage, history, percent):
    assert percent_of(stage, history) == percent


def test_every_stage_is_ahead_with_its_chance(clara, farid, now):
    work.running_contract(client=clara, freelancer=farid, now=now, steps=[1_000_000, 2_000_000])
    project = work.open_project(by=clara, now=now)
    bid = work.bid_on(project, by=farid, now=now)
    ahead = forecast_of(farid, currency="IDR", now=now)
    stages = {item.stage: (item.net, item.percent) for item in ahead.items}
    assert stages == {
        Stage.FUNDED: (rupiah(900_000), 90),
        Stage.AGREED: (rupiah(1_800_000), 70),
        Stage.BID: (rupiah(900_000), 16),  # one of one bid before was accepted
    }
    assert ahead.expected == rupiah(810_000) + rupiah(1_260_000) + rupiah(144_000)
    bids.withdraw_bid(bid=bid, by=farid, now=now)
    assert Stage.BID not in {
        item.stage for item in forecast_of(farid, currency="IDR", now=now).items
    }


def test_a_delivery_is_nearer_and_months_add_up(clara, farid, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    ahead = forecast_of(farid, currency="IDR", now=now)
    (item,) = ahead.items
    assert (item.stage, item.percent, item.month) == (Stage.DELIVERED, 95, date(2026, 11, 1))
    assert [m.month for m in ahead.months][-1] == date(2027, 4, 1)
    assert ahead.months[0].sure == ahead.months[0].expected == item.expected
    assert ahead.months[0].at_most == rupiah(900_000)
    milestones.approve_milestone(milestone=milestone, by=clara, now=now)
    assert forecast_of(farid, currency="IDR", now=now).items == []


def test_what_is_late_counts_in_this_month(clara, farid, now):
    work.delivered_milestone(client=clara, freelancer=farid, now=now)
    ahead = forecast_of(farid, currency="IDR", now=now + timedelta(days=90))
    assert ahead.months[0].expected == rupiah(855_000)


class TestPages:
    @pytest.mark.parametrize("path", ["/income/", "/income/forecast/"])
    def test_empty_and_full(self, clara, farid, browser_of, now, path):
        browser = browser_of(farid)
        assert browser.get(path).status_code == 200
        earn(clara, farid, 1_000_000, now)
        work.running_contract(client=clara, freelancer=farid, now=now)
        page = browser.get(path + "?year=abc&currency=XYZ").content.decode()
        assert "<svg" in page

    @pytest.mark.parametrize(("path", "most"), [("/income/", 9), ("/income/forecast/", 11)])
    def test_as_many_queries_for_three_as_for_one(
        self, clara, farid, browser_of, now, path, most, django_assert_num_queries
    ):
        browser = browser_of(farid)
        browser.get(path)
        for count in (1, 2):
            for _ in range(count):
                earn(clara, farid, 1_000_000, now)
                work.running_contract(client=clara, freelancer=farid, now=now)
            with django_assert_num_queries(most):
                browser.get(path)

    def test_leaning_on_one_client_is_said(self, clara, farid, browser_of, now):
        earn(clara, farid, 1_000_000, now)
        page = browser_of(farid).get("/income/").content.decode()
        assert "100% of your income comes from Clara Wijaya" in page

    def test_export_runs_no_formula(self, clara, farid, browser_of, now):
        clara.name = "=cmd()"
        clara.save()
        earn(clara, farid, 1_000_000, now)
        answer = browser_of(farid).get("/income/export/")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert text.splitlines()[1].endswith(",'=cmd(),1000000.00,100000.00,900000.00,IDR")

    def test_a_client_who_left_is_named_as_everywhere(self, clara, farid, browser_of, now):
        earn(clara, farid, 1_000_000, now)
        left = {"is_active": False, "closed_at": now, "name": f"#{clara.pk}"}
        type(clara).objects.filter(pk=clara.pk).update(**left)
        browser = browser_of(farid)
        answer = browser.get("/income/export/")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert ",Closed account,1000000.00," in text
        page = browser.get("/income/").content.decode()
        assert "100% of your income comes from Closed account" in page

    def test_strangers_see_their_own_only(self, clara, farid, sena, browser_of, client, now):
        earn(clara, farid, 1_000_000, now)
        assert "Clara" not in browser_of(sena).get("/income/").content.decode()
        assert client.get("/income/").status_code == 302
