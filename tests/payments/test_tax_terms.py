"""Which taxes a contract carries: versioned switches, statement letters, and what people read."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import FreelancerProfile, User
from core.errors import InvalidInput, NotAllowed, WrongState
from notifications.models import Notification
from payments.exports import paying_of
from payments.kinds import DocumentKind, LetterState, TaxKind, WithheldKind
from payments.models import (
    Document,
    Earning,
    StatementLetter,
    TaxPolicy,
    TaxRate,
    WithholdingSlip,
)
from payments.selectors import slices_of, slips_of
from payments.selectors_taxes import letters_exceeded
from payments.services import escrows, letters
from payments.services.documents import printing, spreadsheets, years
from payments.terms import (
    book_day,
    current_fee_terms,
    exemption_of,
    fee_terms_for,
    tax_rates_at,
)
from projects.models import Contract
from projects.services import milestones
from staff.models import AuditEntry
from tests.factories import payments as money
from tests.factories import projects as work
from tests.factories.payments import rupiah

Browser = Callable[[User], Client]


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def taxed(db: None, now: datetime) -> TaxPolicy:
    """Both taxes are taken since yesterday."""
    return TaxPolicy.objects.create(
        effective_at=now - timedelta(days=1),
        source="Letters of the tax office",
        source_indonesian="Surat kantor pajak",
        charges_ppn=True,
        collects_pph22=True,
    )


def a_letter(person: User, now: datetime, year: int = 2026) -> StatementLetter:
    upload = SimpleUploadedFile("surat.pdf", b"%PDF-1.7 letter")
    return letters.hand_in(by=person, year=year, upload=upload, now=now)


def accept(letter: StatementLetter, by: User, now: datetime) -> StatementLetter:
    return letters.decide(letter=letter, accepted=True, reason="", by=by, now=now)


def test_with_both_switches_off_nothing_is_taken(farid: User, now: datetime) -> None:
    terms = fee_terms_for(farid, now)
    assert (terms.ppn_bps, terms.pph22_bps) == (0, 0)


@pytest.mark.parametrize(
    ("charges", "collects", "expected"),
    [(True, False, (1100, 0)), (False, True, (0, 50)), (True, True, (1100, 50))],
)
def test_each_switch_is_a_row_of_its_own_day(
    farid: User, now: datetime, charges: bool, collects: bool, expected: tuple[int, int]
) -> None:
    TaxPolicy.objects.create(
        effective_at=now, source="x", charges_ppn=charges, collects_pph22=collects
    )
    terms = fee_terms_for(farid, now)
    assert (terms.ppn_bps, terms.pph22_bps) == expected
    assert fee_terms_for(farid, now - timedelta(seconds=1)).ppn_bps == 0


def test_a_later_rate_or_switch_never_changes_a_signed_contract(
    taxed: TaxPolicy, clara: User, farid: User, now: datetime
) -> None:
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    TaxRate.objects.create(
        kind=TaxKind.PPN_ON_FEE, rate_bps=2000, effective_on=now.date(), source="a new law"
    )
    TaxPolicy.objects.create(effective_at=now + timedelta(hours=1), source="not any more")
    later = now + timedelta(hours=2)
    assert current_fee_terms(now).ppn_bps == 2000
    assert fee_terms_for(farid, later).ppn_bps == 0

    milestone = work.fund(contract.milestones.get(), now=later)
    escrow = milestone.escrow
    assert escrow is not None
    assert (escrow.ppn_bps, escrow.pph22_bps) == (1100, 50)
    milestones.approve_milestone(milestone=milestone, by=clara, now=later)
    escrow.refresh_from_db()
    assert (escrow.released, escrow.taxes) == (rupiah(884_000), rupiah(16_000))


def test_the_rows_are_never_edited_and_have_a_source(taxed: TaxPolicy, now: datetime) -> None:
    for statement in (
        "UPDATE payments_taxpolicy SET charges_ppn = false",
        "DELETE FROM payments_taxpolicy",
    ):
        with (
            pytest.raises(IntegrityError, match="it is append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with pytest.raises(IntegrityError, match="tax_policy_has_a_source"), transaction.atomic():
        TaxPolicy.objects.create(effective_at=now, source="")
    with pytest.raises(IntegrityError, match="tax_rate_is_whole_points"), transaction.atomic():
        TaxRate.objects.create(
            kind="pph23",
            rate_bps=100,
            base_numerator=1,
            base_denominator=3,
            effective_on=now.date(),
            source="x",
        )


def test_an_accepted_letter_exempts_until_the_year_ends(
    taxed: TaxPolicy, farid: User, fitri: User, now: datetime
) -> None:
    letter = a_letter(farid, now)
    assert fee_terms_for(farid, now).pph22_bps == 50
    accept(letter, fitri, now)
    assert (fee_terms_for(farid, now).ppn_bps, fee_terms_for(farid, now).pph22_bps) == (1100, 0)
    last_moment = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)  # in Jakarta
    assert fee_terms_for(farid, last_moment).pph22_bps == 0
    assert fee_terms_for(farid, last_moment + timedelta(seconds=1)).pph22_bps == 50


def test_a_contract_signed_while_exempt_stays_exempt(
    taxed: TaxPolicy, clara: User, farid: User, fitri: User, now: datetime
) -> None:
    letter = accept(a_letter(farid, now), fitri, now)
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    letters.withdraw(letter=letter, by=farid)
    assert fee_terms_for(farid, now).pph22_bps == 50
    assert Contract.objects.get(pk=contract.pk).fee_terms.pph22_bps == 0


def test_only_finance_decides_and_never_about_themselves(
    farid: User, clara: User, maya: User, fitri: User, gita: User, now: datetime
) -> None:
    letter = a_letter(farid, now)
    for person in (farid, clara, maya):
        with pytest.raises(NotAllowed):
            accept(letter, person, now)
    own = a_letter(fitri, now)
    with pytest.raises(NotAllowed):
        accept(own, fitri, now)
    assert accept(own, gita, now).state == LetterState.ACCEPTED
    with (
        pytest.raises(IntegrityError, match="statement_letter_not_by_oneself"),
        transaction.atomic(),
    ):
        StatementLetter.objects.filter(pk=own.pk).update(decided_by=fitri)


def test_a_decision_is_told_written_down_and_made_once(
    farid: User, fitri: User, gita: User, now: datetime
) -> None:
    letter = a_letter(farid, now)
    assert Notification.objects.filter(kind="letter_to_check", recipient=fitri).count() == 1
    with pytest.raises(InvalidInput):
        letters.decide(letter=letter, accepted=False, reason=" ", by=fitri, now=now)
    for _again in range(2):
        letters.decide(letter=letter, accepted=False, reason="No stamp.", by=fitri, now=now)
    with pytest.raises(WrongState):
        accept(letter, gita, now)
    assert Notification.objects.filter(kind="letter_refused", recipient=farid).count() == 1
    entry = AuditEntry.objects.get(action="taxes.decide_letter")
    assert (entry.person, entry.reason, entry.after) == (
        farid,
        "No stamp.",
        {"state": "refused"},
    )


def test_one_letter_counts_for_a_year(farid: User, fitri: User, now: datetime) -> None:
    first = a_letter(farid, now)
    second = a_letter(farid, now)
    first.refresh_from_db()
    assert first.state == LetterState.WITHDRAWN
    with pytest.raises(WrongState):
        accept(first, fitri, now)
    accept(second, fitri, now)
    with pytest.raises(WrongState):
        a_letter(farid, now)
    a_letter(farid, now, year=2027)
    for year in (2025, 2028):
        with pytest.raises(InvalidInput):
            a_letter(farid, now, year=year)
    with (
        pytest.raises(IntegrityError, match="statement_letter_one_that_counts"),
        transaction.atomic(),
    ):
        StatementLetter.objects.filter(pk=first.pk).update(state=LetterState.WAITING)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"state": "accepted"}, "statement_letter_is_decided_by_somebody"),
        ({"decided_at": datetime(2026, 1, 1, tzinfo=UTC)}, "is_decided_by_somebody"),
    ],
)
def test_the_rules_of_letters_are_the_databases(
    farid: User, now: datetime, change: dict[str, Any], rule: str
) -> None:
    a_letter(farid, now)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        StatementLetter.objects.update(**change)


def test_a_release_leaves_its_slip_by_itself_and_the_client_sees_none(
    clara: User, farid: User, now: datetime
) -> None:
    held = money.make_held(payer=clara, payee=farid, now=now, fee_terms=money.taxed_terms())
    escrows.release(escrow=held, by=clara, now=now)
    slip = WithholdingSlip.objects.get()
    paper = Document.objects.get(kind=DocumentKind.EARNING_SLIP)
    assert (slip.kind, slip.slip_number, slip.recorded_by) == (
        WithheldKind.PPH22,
        paper.code,
        None,
    )
    assert (slip.base_minor, slip.amount) == (1_000_000_00, rupiah(5_000))
    assert slips_of(farid).count() == 1
    assert slips_of(clara).count() == 0
    facts = (paper.facts["fee_minor"], paper.facts["ppn_minor"], paper.facts["pph22_minor"])
    assert facts == (100_000_00, 11_000_00, 5_000_00)
    assert printing.pdf_of(paper).startswith(b"%PDF")


def test_without_tax_there_is_no_slip(held: Any, now: datetime) -> None:
    escrows.release(escrow=held, by=held.payer, now=now)
    assert WithholdingSlip.objects.count() == 0


def test_a_slip_of_karya_is_one_and_says_that_nobody_recorded_it(
    clara: User, farid: User, now: datetime
) -> None:
    held = money.make_held(payer=clara, payee=farid, now=now, fee_terms=money.taxed_terms())
    escrows.release(escrow=held, by=clara, now=now)
    slip = WithholdingSlip.objects.get()
    with (
        pytest.raises(IntegrityError, match="withholding_slip_says_who_recorded_it"),
        transaction.atomic(),
    ):
        WithholdingSlip.objects.update(recorded_by=farid)
    slip.pk, slip.slip_number = None, "another"
    with (
        pytest.raises(IntegrityError, match="withholding_slip_of_karya_is_one"),
        transaction.atomic(),
    ):
        slip.save()


def test_the_year_tells_taxes_apart_and_what_clients_withheld_stays_missing(
    clara: User, farid: User, now: datetime
) -> None:
    terms = money.taxed_terms(client_bps=300)
    held = money.make_held(payer=clara, payee=farid, now=now, fee_terms=terms)
    escrows.release(escrow=held, by=clara, now=now)
    names = ("fee_minor", "ppn_minor", "pph22_minor", "net_minor", "withheld_minor")
    found = {}
    for kind, person in (
        (DocumentKind.FREELANCER_YEAR, farid),
        (DocumentKind.CLIENT_YEAR, clara),
    ):
        pack = years.issue_year(person=person, kind=kind, year=2026, currency="IDR", now=now)
        row = pack.facts["rows"][0]
        found[kind] = (pack.amount, *(row[name] // 100 for name in names), row["without_slip"])
        assert printing.pdf_of(pack).startswith(b"%PDF")
        assert "14300.00" in spreadsheets.csv_of(pack).decode() or person == farid
    assert found == {
        DocumentKind.FREELANCER_YEAR: (rupiah(1_000_000), 100_000, 11_000, 5_000, 884_000, 0, 1),
        DocumentKind.CLIENT_YEAR: (rupiah(1_033_300), 130_000, 14_300, 5_000, 884_000, 0, 1),
    }


def test_an_invoice_names_the_tax_on_the_clients_fee(
    clara: User, farid: User, now: datetime
) -> None:
    terms = money.taxed_terms(client_bps=300)
    money.make_held(payer=clara, payee=farid, now=now, fee_terms=terms)
    paper = Document.objects.get(kind=DocumentKind.INVOICE)
    table = printing.sheet_of(paper).tables[0].rows
    assert [row[0] for row in table][1:] == ["Fee for clients", "PPN on the fee (11%)"]
    assert [row[1] for row in table] == ["Rp1,000,000", "Rp30,000", "Rp3,300"]


def test_the_money_bar_shows_the_taxes(clara: User, farid: User, now: datetime) -> None:
    held = money.make_held(payer=clara, payee=farid, now=now, fee_terms=money.taxed_terms())
    escrow = escrows.release(escrow=held, by=clara, now=now)
    shown = {one.kind: one.amount for one in slices_of([escrow]) if one.amount}
    assert shown == {
        "released": rupiah(884_000),
        "fee": rupiah(100_000),
        "tax": rupiah(16_000),
    }


READ = {
    "en": ("PPN on the freelancer’s fee, 11%", "PPh 22 of the freelancer, 0.5%", "Rp884,000"),
    "id": ("PPN atas biaya freelancer, 11%", "PPh 22 freelancer, 0,5%", "Rp884.000"),
}


@pytest.mark.parametrize("language", READ)
def test_a_freelancer_reads_every_tax_before_signing(
    taxed: TaxPolicy, clara: User, farid: User, browser_of: Browser, language: str
) -> None:
    bid = work.offered_bid(client=clara, freelancer=farid, now=taxed.effective_at)
    browser = browser_of(farid)
    browser.post(reverse("set_language"), {"language": language})
    page = text_of(browser.get(reverse("projects:accept", args=[bid.pk])))
    assert all(words in page for words in READ[language])


def test_the_bid_preview_takes_both_taxes_off(
    taxed: TaxPolicy, clara: User, farid: User, browser_of: Browser
) -> None:
    project = work.open_project(by=clara, now=taxed.effective_at)
    page = text_of(browser_of(farid).get(reverse("projects:bid", args=[project.pk])))
    assert 'data-ppn="1100" data-pph22="50"' in page
    assert "PPN on the fee, 11%" in page


def test_without_taxes_no_page_speaks_of_them(
    clara: User, farid: User, browser_of: Browser, now: datetime
) -> None:
    bid = work.offered_bid(client=clara, freelancer=farid, now=now)
    pages = [
        browser_of(farid).get(reverse("projects:accept", args=[bid.pk])),
        browser_of(clara).get(reverse("projects:show-bid", args=[bid.pk])),
        browser_of(farid).get(reverse("fees")),
    ]
    assert all(page.status_code == 200 for page in pages)
    assert not any("PPN" in text_of(page) or "PPh" in text_of(page) for page in pages)


def test_the_page_of_taxes_takes_a_letter_and_gives_it_back(
    taxed: TaxPolicy, farid: User, sena: User, fitri: User, browser_of: Browser
) -> None:
    address = reverse("payments:taxes")
    browser = browser_of(farid)
    page = browser.get(address)
    year = page.context["form"].fields["year"].choices[0][0]
    upload = SimpleUploadedFile("surat.pdf", b"%PDF-1.7 letter")
    assert browser.post(address, {"year": year, "upload": upload}).status_code == 302
    letter = StatementLetter.objects.get()
    file = reverse("payments:letter-file", args=[letter.pk])
    seen = {farid: 200, fitri: 200, sena: 404}
    assert {person: browser_of(person).get(file).status_code for person in seen} == seen
    withdrawal = reverse("payments:withdraw-letter", args=[letter.pk])
    assert browser_of(sena).post(withdrawal).status_code == 404
    assert browser.post(withdrawal).status_code == 302
    assert StatementLetter.objects.get().state == LetterState.WITHDRAWN
    assert browser.post(address, {"year": "1", "upload": ""}).status_code == 422


def test_the_desk_of_taxes_is_for_finance_alone(
    farid: User, maya: User, fitri: User, browser_of: Browser, now: datetime
) -> None:
    letter = a_letter(farid, now)
    desk, decision = (
        reverse("payments:tax-desk"),
        reverse("payments:decide-letter", args=[letter.pk]),
    )
    for person in (farid, maya):
        assert browser_of(person).get(desk).status_code == 404
        assert browser_of(person).post(decision, {"decision": "accept"}).status_code == 404
    assert "surat.pdf" in text_of(browser_of(fitri).get(desk))
    browser_of(fitri).post(decision, {"decision": "junk"})
    assert StatementLetter.objects.get().is_waiting
    browser_of(fitri).post(decision, {"decision": "accept"})
    assert StatementLetter.objects.get().state == LetterState.ACCEPTED


def test_sources_of_rates_are_said_in_the_readers_language(
    farid: User, browser_of: Browser, now: datetime
) -> None:
    rates = {rate.kind: rate for rate in tax_rates_at(now.date())}
    rate = rates[TaxKind.PPH22_MARKETPLACE]
    with translation.override("id"):
        assert rate.source_text == "PMK 37/2025: 0,5% dari bruto tanpa PPN"
        assert all(one.source_indonesian for one in rates.values())
    with translation.override("en"):
        assert rate.source_text == "PMK 37/2025: 0.5% of gross without PPN"
    browser = browser_of(farid)
    browser.post(reverse("set_language"), {"language": "id"})
    for address in ("payments:slips", "payments:taxes"):
        page = text_of(browser.get(reverse(address)))
        assert "0,5% dari bruto tanpa PPN" in page
        assert "of gross without" not in page


def test_the_taxes_of_a_release_are_in_the_api(
    clara: User, farid: User, browser_of: Browser, now: datetime
) -> None:
    held = money.make_held(payer=clara, payee=farid, now=now, fee_terms=money.taxed_terms())
    escrows.release(escrow=held, by=clara, now=now)
    found = browser_of(farid).get(f"/api/v1/escrows/{held.pk}").json()
    names = ("ppn_bps", "pph22_bps", "fee_minor", "ppn_minor", "pph22_minor", "client_ppn_minor")
    assert [found[name] for name in names] == [1100, 50, 100_000_00, 11_000_00, 5_000_00, 0]
    assert Earning.objects.get().amount == rupiah(884_000)


def test_who_lives_and_is_paid_abroad_is_not_taxed_here(
    taxed: TaxPolicy, farid: User, now: datetime
) -> None:
    FreelancerProfile.objects.filter(user=farid).update(country="SG")
    assert (exemption_of(farid, now), fee_terms_for(farid, now).pph22_bps) == ("abroad", 0)
    assert fee_terms_for(farid, now).ppn_bps == 1100  # the fee is Karya's, whoever pays it
    money.make_destination(farid, now=now)  # an Indonesian bank: a seller in the country
    assert (exemption_of(farid, now), fee_terms_for(farid, now).pph22_bps) == (None, 50)


def test_a_letter_of_somebody_who_earned_more_is_seen_and_ended(
    clara: User, farid: User, fitri: User, browser_of: Browser, now: datetime
) -> None:
    moment = timezone.now()
    TaxPolicy.objects.create(
        effective_at=moment, source="x", collects_pph22=True, letter_most_minor=1_000_000_00
    )
    letter = accept(a_letter(farid, moment, year=book_day(moment).year), fitri, moment)
    money.earn(farid, payer=clara, now=moment)
    assert not letters_exceeded(moment).exists()  # just what the letter says
    money.earn(farid, payer=clara, now=moment)
    assert [one.gross for one in letters_exceeded(moment)] == [rupiah(2_000_000)]
    browser = browser_of(fitri)
    assert "Rp2,000,000" in text_of(browser.get(reverse("payments:tax-desk")))
    decision = reverse("payments:decide-letter", args=[letter.pk])
    browser.post(decision, {"decision": "refuse", "reason": "You earned more."})
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == (LetterState.REFUSED, "You earned more.")
    assert fee_terms_for(farid, moment).pph22_bps == 50
    assert not letters_exceeded(moment).exists()
    told = Notification.objects.filter(recipient=farid, kind="letter_refused")
    assert told.count() == 1
    with pytest.raises(WrongState):
        accept(letter, fitri, moment)


def test_letters_are_handed_in_and_withdrawn_by_the_api(
    farid: User, sena: User, browser_of: Browser
) -> None:
    browser, year = browser_of(farid), book_day(timezone.now()).year
    upload = SimpleUploadedFile("surat.pdf", b"%PDF-1.7 letter")
    made = browser.post("/api/v1/taxes/letters", {"year": year, "file": upload})
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    again = browser.get("/api/v1/taxes").json()
    assert (again["ppn_bps"], again["exemption"]) == (0, None)
    assert [one["year"] for one in again["letters"]] == [year]
    address = f"/api/v1/taxes/letters/{made.json()['id']}"
    assert browser_of(sena).delete(address).status_code == 404
    assert browser.delete(address).status_code == 204
    assert browser.get("/api/v1/taxes").json()["letters"][0]["state"] == "withdrawn"
    for junk in ({}, {"year": "x", "file": "y"}, {"year": 2020}):
        assert browser.post("/api/v1/taxes/letters", junk).status_code in (400, 422)


def test_ones_letters_are_taken_along(farid: User, now: datetime) -> None:
    a_letter(farid, now)
    taken = paying_of(farid)["statement_letters"]
    assert [(one["year"], one["state"], one["file"]) for one in taken] == [
        (2026, "waiting", "surat.pdf")
    ]


@pytest.mark.parametrize("is_taxed", [True, False])
def test_files_have_columns_of_taxes_only_where_there_were_any(
    clara: User, farid: User, browser_of: Browser, now: datetime, is_taxed: bool
) -> None:
    terms = money.taxed_terms() if is_taxed else None
    held = money.make_held(payer=clara, payee=farid, now=now, fee_terms=terms)
    escrows.release(escrow=held, by=clara, now=now)
    files = [
        b"".join(browser_of(person).get(address)).decode("utf-8-sig")
        for person, address in ((farid, "/income/export/"), (clara, "/spending/export/"))
    ]
    for person, kind in (
        (farid, DocumentKind.FREELANCER_YEAR),
        (clara, DocumentKind.CLIENT_YEAR),
    ):
        pack = years.issue_year(person=person, kind=kind, year=2026, currency="IDR", now=now)
        files.append(spreadsheets.csv_of(pack).decode("utf-8-sig"))
        heads = [column.label for column in printing.sheet_of(pack).tables[0].columns]
        assert ("PPh 22" in heads) == is_taxed
    lines = [file.lower().splitlines()[:2] for file in files]
    assert [("pp" in head or "tax" in head) for head, _row in lines] == [is_taxed] * 4
    assert all(head.count(",") == row.count(",") for head, row in lines)
