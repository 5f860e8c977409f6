"""When a bank takes a payment back: what is frozen, who reads it, and the draft of the answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from core.errors import NotAllowed, WrongState
from evidence.models import Bundle
from evidence.services import attachments, bundles, drafts, sheets
from evidence.states import PartKind
from payments.models import Chargeback
from payments.services import chargeback_answers, chargebacks
from projects.services import milestones
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from staff.models import AuditEntry
from tests.factories import contracts as made
from tests.factories import payments as money

pytestmark = pytest.mark.django_db


def take_back(escrow, now):
    """The payer's bank takes the payment, and Karya hears of it."""
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    at_bank = bank.open_chargeback(payment=payment, now=now)
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    return Chargeback.objects.get()


@pytest.fixture
def taken(submitted, now):
    return take_back(submitted.escrow, now)


def test_the_milestone_of_the_payment_is_frozen_at_once(taken, submitted, clara):
    bundle = taken.evidence
    assert (bundle.dispute, bundle.milestone) == (None, submitted)
    assert bundle.facts["about"] == {
        "chargeback": taken.pk,
        "provider": "sandbox",
        "reference": taken.reference,
        "payment": taken.payin.key,
        "reason": taken.reason,
        "amount_minor": 100_000_000,
        "currency": "IDR",
        "milestone": submitted.pk,
    }
    assert [p.kind for p in bundle.parts.all()] == list(PartKind)
    assert bundle.code == f"evidence-chargeback-{taken.pk}"
    assert dict(sheets.sections_of(bundle)[0].facts)["Amount"] == "Rp1,000,000"


def test_a_dispute_and_a_chargeback_each_have_their_own(dispute, submitted, now):
    take_back(submitted.escrow, now)
    assert Bundle.objects.count() == 2


def test_a_payment_for_no_milestone_has_its_money(clara, farid, now):
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    money.pay(escrow, 1_000_000, now=now, method="card")
    bundle = take_back(escrow, now).evidence
    assert [p.kind for p in bundle.parts.all()] == [PartKind.PAYMENTS]
    assert drafts.draft_for(bundle) == ""


def test_told_twice_it_is_one_bundle(taken, now):
    chargebacks.look_up(provider="sandbox", reference=taken.reference, now=now)
    assert bundles.freeze_chargeback(chargeback=taken, now=now) == taken.evidence
    assert Bundle.objects.count() == 1


def test_the_sweep_finds_an_old_one(taken, now):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM evidence_bundlefile; DELETE FROM evidence_part")
        cursor.execute("DELETE FROM evidence_bundle")
        cursor.execute("RESET session_replication_role")
    assert bundles.freeze_missing(now=now + timedelta(hours=1)) == 1
    assert Bundle.objects.get().is_late


def test_the_draft_says_what_was_agreed_delivered_and_said(taken, submitted, clara, farid):
    words = drafts.draft_for(taken.evidence)
    assert f"{clara} (the client) and {farid} (the freelancer) signed the contract" in words
    assert "on 10 November 2026: Rp1,000,000 for 1 step(s)" in words
    assert "The client paid for the step “Logo for a batik shop”: Rp1,000,000 on 10" in words
    assert "Delivery 1 on 10 November 2026: “Here it is.” Files: logo final (1).txt (SHA" in words
    assert "Both sides exchanged 2 message(s) from 10 November 2026 to 10 November 2026." in words
    assert "The client wrote on 10 November 2026." in words
    assert "approved" not in words
    assert taken.evidence.sha256 in words


def test_the_draft_says_who_approved(submitted, clara, now):
    made.approve(submitted, now=now)
    words = drafts.draft_for(take_back(submitted.escrow, now).evidence)
    assert f"{clara} approved the work on 10 November 2026." in words


def test_the_draft_says_that_silence_approved(submitted, now):
    later = submitted.review_deadline_at
    milestones.approve_by_clock(milestone=submitted, now=later)
    words = drafts.draft_for(take_back(submitted.escrow, later).evidence)
    assert "so by the terms the work counted as accepted on 24 November 2026." in words


def test_the_draft_fits_into_the_answer_however_much_was_written(taken, fitri, now):
    bundle = taken.evidence
    for part in bundle.parts.all():
        facts = part.facts
        if part.kind == PartKind.DELIVERIES:
            file = {"name": "x" * 150, "size": 1, "sha256": "0" * 64}
            facts = [facts[0] | {"number": n, "files": [file] * 10} for n in range(1, 30)]
        part.content = bundles.canonical(facts)
    words = drafts.draft_for(bundle)
    assert len(words) <= drafts.LONGEST < chargeback_answers.LONGEST


ADDRESSES = ("", "download/zip/", "download/pdf/")


def test_finance_reads_it_and_is_written_down(taken, browser_of, fitri):
    for address in ADDRESSES:
        path = f"/desk/chargebacks/{taken.pk}/evidence/{address}"
        assert browser_of(fitri).get(path).status_code == 200, path
    assert list(AuditEntry.objects.order_by("pk").values_list("actor", "action", "subject_id")) == [
        (fitri.pk, "evidence.read", str(taken.pk)),
        (fitri.pk, "evidence.download", str(taken.pk)),
        (fitri.pk, "evidence.download", str(taken.pk)),
    ]


def test_nobody_else_reads_it(taken, browser_of, clara, farid, sena, maya, adi):
    for address in ADDRESSES:
        path = f"/desk/chargebacks/{taken.pk}/evidence/{address}"
        for person in (clara, farid, sena, maya, adi):
            assert browser_of(person).get(path).status_code == 404, (person, path)
        assert "/accounts/login/" in Client().get(path).headers["Location"]
    assert not AuditEntry.objects.exists()


def test_nor_does_a_bookkeeper_who_paid_it(taken, browser_of, clara):
    clara.is_finance = True
    clara.save()
    path = f"/desk/chargebacks/{taken.pk}/evidence/"
    assert browser_of(clara).get(path).status_code == 404


def test_the_draft_is_sent_from_the_page(taken, browser_of, fitri):
    page = browser_of(fitri)
    Chargeback.objects.update(evidence_due_at=None)  # the bank's deadline is over in real time
    asked = page.get(f"/desk/chargebacks/{taken.pk}/").content.decode()
    assert f"/desk/chargebacks/{taken.pk}/evidence/" in asked
    text = page.get(f"/desk/chargebacks/{taken.pk}/evidence/").content.decode()
    assert f'action="/desk/chargebacks/{taken.pk}/"' in text
    words = drafts.draft_for(taken.evidence)
    page.post(
        f"/desk/chargebacks/{taken.pk}/", {"narrative": words.replace("\n", "\r\n"), "act": "send"}
    )
    taken.refresh_from_db()
    assert taken.narrative.replace("\r\n", "\n") == words
    text = page.get(f"/desk/chargebacks/{taken.pk}/evidence/").content.decode()
    assert "Draft of an answer" not in text


@pytest.fixture
def in_time(taken):
    """The bank still waits, by the clock on the wall too."""
    Chargeback.objects.update(evidence_due_at=None)
    taken.refresh_from_db()
    return taken


@pytest.mark.parametrize("language", ["en", "id"])
def test_one_press_puts_the_pdf_with_the_answer(in_time, browser_of, fitri, language):
    path = f"/desk/chargebacks/{in_time.pk}/evidence/attachment/"
    for _twice in range(2):
        answer = browser_of(fitri).post(path, headers={"accept-language": language})
        assert answer["Location"] == f"/desk/chargebacks/{in_time.pk}/"
    [file] = in_time.files.all()
    assert (file.name, file.content_type) == (f"{in_time.evidence.code}.pdf", "application/pdf")
    with file.file.open("rb") as stored:
        content = stored.read()
    assert b"/Lang(en)" in content.replace(b" ", b"")
    assert AuditEntry.objects.filter(actor=fitri, action="evidence.attach").count() == 2


def test_nobody_else_attaches_it(in_time, browser_of, clara, farid, sena, maya):
    path = f"/desk/chargebacks/{in_time.pk}/evidence/attachment/"
    for person in (clara, farid, sena, maya):
        assert browser_of(person).post(path).status_code == 404
    with pytest.raises(NotAllowed):
        attachments.attach_pdf(bundle=in_time.evidence, by=clara, now=in_time.opened_at)
    assert browser_of(clara).get(path).status_code == 405
    assert not in_time.files.exists()
    assert not AuditEntry.objects.exists()


def test_nothing_is_attached_once_the_answer_is_written(in_time, fitri, now):
    chargeback_answers.answer(chargeback=in_time, by=fitri, narrative="It was approved.", now=now)
    with pytest.raises(WrongState):
        attachments.attach_pdf(bundle=in_time.evidence, by=fitri, now=now)
    assert not in_time.files.exists()
    assert not AuditEntry.objects.filter(action="evidence.attach").exists()
