"""A client's spending: months, contracts, where the money is, and nobody else's."""

import io
import zipfile

import pytest

from marketplace.spending.statement import payments_of, spending_of
from payments.models import Escrow
from payments.services import escrows
from tests.factories import payments as money
from tests.factories import projects as work
from tests.factories.accounts import make_client
from tests.factories.payments import rupiah

pytestmark = pytest.mark.django_db


def hold(payer, payee, amount, now):
    escrow = money.make_escrow(payer=payer, payee=payee, amount=rupiah(amount), now=now)
    money.fund_escrow(escrow, now=now)
    escrow.refresh_from_db()
    return escrow


def year_of(person, year, **narrowed):
    payments = payments_of(person, currency="IDR")
    return spending_of(payments, currency="IDR", year=year, **narrowed)


def parts(spent):
    others = (spent.held, spent.released, spent.fee, spent.refunded, spent.charged_back)
    return sum(one.minor for one in others)


def test_the_parts_are_what_was_paid(clara, farid, now):
    escrows.release(escrow=hold(clara, farid, 1_000_000, now), by=clara, now=now)
    hold(clara, farid, 400_000, now)
    escrows.refund(
        escrow=hold(clara, farid, 300_000, now), by=farid, reason="The work is off", now=now
    )
    total = year_of(clara, now.year).total
    assert total.released == rupiah(900_000)
    assert total.held.minor >= rupiah(400_000).minor
    assert total.refunded.minor >= rupiah(300_000).minor
    assert total.paid.minor == parts(total)


def test_a_year_by_months_in_ones_own_zone(clara, farid, now):
    clara.timezone = "Asia/Jayapura"
    clara.save()
    hold(clara, farid, 1_000_000, now.replace(month=12, day=31, hour=16))  # January there
    assert year_of(clara, 2026).is_empty
    found = year_of(clara, 2027)
    assert [one.month.month for one in found.months if one.spent.paid] == [1]


def test_contracts_stand_apart_and_one_can_be_chosen(clara, farid, now):
    work.running_contract(client=clara, freelancer=farid, now=now, steps=[1_000_000, 2_000_000])
    work.running_contract(client=clara, freelancer=farid, now=now, steps=[3_000_000])
    found = year_of(clara, now.year)
    assert len(found.contracts) == 2
    dearest = found.contracts[0]
    alone = year_of(clara, now.year, contract=dearest.pk)
    assert [one.pk for one in alone.contracts] == [dearest.pk]
    assert alone.total == dearest.spent
    assert sum(one.spent.paid.minor for one in found.contracts) == found.total.paid.minor


def test_a_project_gathers_its_contracts(clara, farid, now):
    work.running_contract(client=clara, freelancer=farid, now=now, steps=[1_000_000, 2_000_000])
    work.running_contract(client=clara, freelancer=farid, now=now, steps=[3_000_000])
    hold(clara, farid, 100_000, now)
    found = year_of(clara, now.year)
    assert [one.contracts for one in found.projects] == [1, 1, 0]
    assert found.projects[2].pk is None
    assert sum(one.spent.paid.minor for one in found.projects) == found.total.paid.minor


def test_what_the_bank_took_back_has_its_column(clara, farid, browser_of, now):
    escrow = hold(clara, farid, 1_000_000, now)
    browser = browser_of(clara)
    assert browser.get("/spending/").content.decode().count("Taken back by your bank") == 0
    escrow.charged_back_minor, escrow.held_minor = escrow.held_minor, 0
    Escrow.objects.filter(pk=escrow.pk).update(
        charged_back_minor=escrow.charged_back_minor, held_minor=0, state="reversed"
    )
    assert browser.get("/spending/").content.decode().count("Taken back by your bank") >= 4


class TestPages:
    def test_empty_full_and_asked_for_nonsense(self, clara, farid, browser_of, now):
        browser = browser_of(clara)
        assert "Nothing paid yet" in browser.get("/spending/").content.decode()
        hold(clara, farid, 1_000_000, now)
        page = browser.get("/spending/?year=abc&currency=XYZ&contract=-1").content.decode()
        assert "<svg" in page
        assert "Farid" in page

    def test_as_many_queries_for_many_as_for_one(
        self, clara, farid, browser_of, now, django_assert_max_num_queries
    ):
        browser = browser_of(clara)
        browser.get("/spending/")
        for count in (1, 3):
            for _ in range(count):
                work.running_contract(client=clara, freelancer=farid, now=now)
            with django_assert_max_num_queries(8):
                browser.get("/spending/")

    def test_export_runs_no_formula(self, clara, farid, browser_of, now):
        farid.name = "=cmd()"
        farid.save()
        hold(clara, farid, 1_000_000, now)
        answer = browser_of(clara).get("/spending/export/")
        text = answer.content.decode("utf-8-sig")
        assert ",'=cmd()," in text.splitlines()[1]

    def test_export_as_a_workbook(self, clara, farid, browser_of, now):
        hold(clara, farid, 1_000_000, now)
        answer = browser_of(clara).get("/spending/export/?kind=xlsx")
        assert answer["Content-Disposition"].endswith(f'-{now.year}.xlsx"')
        sheet = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml")
        assert b"Farid Hidayat" in sheet
        assert browser_of(clara).get("/spending/export/?kind=exe")["Content-Type"][:8] == "text/csv"

    def test_strangers_see_their_own_only(self, clara, farid, browser_of, client, now):
        hold(clara, farid, 1_000_000, now)
        for other in (farid, make_client("Dewi Lestari")):
            assert "Nothing paid yet" in browser_of(other).get("/spending/").content.decode()
        for path in ("/spending/", "/spending/export/"):
            assert client.get(path).status_code == 302

    def test_a_moderator_sees_no_other_spending(self, clara, farid, maya, browser_of, now):
        hold(clara, farid, 1_000_000, now)
        assert "Nothing paid yet" in browser_of(maya).get("/spending/").content.decode()


def test_by_the_api(clara, farid, browser_of, client, now):
    hold(clara, farid, 1_000_000, now)
    body = browser_of(clara).get("/api/v1/spending?year=x&contract=9").json()
    assert (body["currency"], len(body["months"])) == ("IDR", 12)
    assert body["total"]["held_minor"] >= rupiah(1_000_000).minor
    assert browser_of(farid).get("/api/v1/spending").json()["contracts"] == []
    assert client.get("/api/v1/spending").status_code in {401, 403}
