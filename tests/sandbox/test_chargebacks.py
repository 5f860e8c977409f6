"""A cardholder disputes a payment at the practice bank."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from payments.providers.chargebacks import ChargebackStatus, Evidence, TellsChargebacks
from payments.providers.sandbox import Sandbox
from payments.services.registry import chargebacks_at
from sandbox.models import SandboxNotice, SandboxPayment
from sandbox.services import bank, chargebacks, clock
from sandbox.states import ChargebackState
from tests.factories import payments as money

_WORDS = {"narrative": "The work was delivered.", "facts": {}, "file": ""}


@pytest.fixture
def paid(clara: User, farid: User, now: datetime) -> SandboxPayment:
    """A payment of a million rupiah that has arrived."""
    escrow = money.make_held(payer=clara, payee=farid, now=now)
    return SandboxPayment.objects.get(key=escrow.payins.get().key)


def test_the_bank_takes_all_and_tells(paid: SandboxPayment, now: datetime) -> None:
    chargeback = chargebacks.open_chargeback(payment=paid, now=now)

    assert chargeback is not None
    assert (chargeback.amount, chargeback.fee) == (1_000_000, 150_000)
    told = SandboxNotice.objects.filter(kind="chargeback.opened")
    assert [notice.object_key for notice in told] == [chargeback.reference]


def test_one_at_a_time_and_never_more_than_was_paid(paid: SandboxPayment, now: datetime) -> None:
    first = chargebacks.open_chargeback(payment=paid, now=now, amount=2_000_000)
    again = chargebacks.open_chargeback(payment=paid, now=now, amount=5)

    assert first == again
    assert first is not None
    assert first.amount == 1_000_000


def test_an_unpaid_payment_cannot_be_disputed(clara: User, farid: User, now: datetime) -> None:
    payin = money.start_payin(money.make_escrow(payer=clara, payee=farid, now=now), now=now)
    payment = SandboxPayment.objects.get(key=payin.key)

    assert chargebacks.open_chargeback(payment=payment, now=now) is None
    assert not payment.chargebacks.exists()


def test_without_an_answer_the_cardholder_wins(paid: SandboxPayment, now: datetime) -> None:
    chargeback = chargebacks.open_chargeback(payment=paid, now=now)
    assert chargeback is not None

    clock.settle_due(now=chargeback.answer_by - timedelta(seconds=1))
    chargeback.refresh_from_db()
    assert chargeback.state == ChargebackState.NEEDS_RESPONSE
    clock.settle_due(now=chargeback.answer_by)
    chargeback.refresh_from_db()
    assert chargeback.state == ChargebackState.LOST


def test_evidence_is_taken_once(paid: SandboxPayment, now: datetime) -> None:
    chargeback = chargebacks.open_chargeback(payment=paid, now=now)
    assert chargeback is not None
    reference = chargeback.reference

    for _time in range(2):
        chargebacks.take_evidence(reference=reference, evidence=_WORDS, now=now)
    with pytest.raises(bank.Declined):
        chargebacks.take_evidence(reference=reference, evidence={"narrative": "No."}, now=now)

    chargeback.refresh_from_db()
    assert (chargeback.state, chargeback.evidence) == (ChargebackState.UNDER_REVIEW, _WORDS)


def test_a_decision_stands(paid: SandboxPayment, now: datetime) -> None:
    chargeback = chargebacks.open_chargeback(payment=paid, now=now)
    assert chargeback is not None

    chargebacks.decide(chargeback=chargeback, is_won=True, now=now)
    chargebacks.decide(chargeback=chargeback, is_won=False, now=now)

    chargeback.refresh_from_db()
    assert chargeback.state == ChargebackState.WON


def test_the_port_tells_of_it(paid: SandboxPayment, now: datetime) -> None:
    chargeback = chargebacks.open_chargeback(payment=paid, now=now, amount=400_000)
    assert chargeback is not None
    provider = chargebacks_at("sandbox")
    assert isinstance(provider, TellsChargebacks)

    found = provider.fetch_chargeback(chargeback.reference)
    assert found is not None
    assert (found.status, found.payment_key) == (ChargebackStatus.NEEDS_RESPONSE, paid.key)
    assert (found.amount, found.fee) == (money.rupiah(400_000), money.rupiah(150_000))

    evidence = Evidence(narrative="The work was delivered.", facts={"terms": "1"}, bundle="All")
    provider.submit_evidence(chargeback.reference, evidence, now=now)
    answered = provider.fetch_chargeback(chargeback.reference)
    assert answered is not None
    assert answered.status == ChargebackStatus.UNDER_REVIEW


@pytest.mark.parametrize("name", ["", "SBC", "SBCx", "SBP00000001", "SBC99999999"])
def test_the_port_does_not_know_others(db: None, name: str) -> None:
    assert Sandbox().fetch_chargeback(name) is None


def test_a_tester_disputes_and_the_bank_decides_on_the_page(
    client: Client, paid: SandboxPayment
) -> None:
    page, address = (reverse(f"sandbox:{n}", args=[paid.token]) for n in ("checkout", "dispute"))
    assert "disputes this payment" in client.get(page).text

    client.post(address, {"step": "open", "amount": "250000"})
    assert "SBC" in client.get(page).text
    client.post(address, {"step": "lost"})

    chargeback = paid.chargebacks.get()
    assert (chargeback.amount, chargeback.state) == (250_000, ChargebackState.LOST)


def test_nonsense_on_the_page_changes_nothing(client: Client, paid: SandboxPayment) -> None:
    address = reverse("sandbox:dispute", args=[paid.token])

    for junk in ({}, {"step": "steal"}, {"step": "open", "amount": "-1"}):
        assert client.post(address, junk).status_code == 302

    assert not paid.chargebacks.exists()
