"""The money desk is open to those who keep the books, too."""

from django.urls import reverse

from payments.models import Mismatch
from payments.services import destinations, escrows, payins, payouts
from payments.states import MismatchState, PayoutState
from tests.factories import payments as money


def test_finance_staff_send_back_what_does_not_fit(escrow, fitri, now, browser_of):
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now, outcome="other_amount")
    payins.look_up(payin_id=payin.pk, now=now)
    browser = browser_of(fitri)
    page = browser.get(reverse("payments:desk"))
    assert page.status_code == 200
    case = Mismatch.objects.get()
    sent = {"amount": case.held.minor, "reason": "Typed twice"}
    browser.post(reverse("payments:send-back", args=[case.pk]), sent)
    assert Mismatch.objects.get().state == MismatchState.RESOLVED
    assert payin.refunds.count() == 1


def test_two_people_of_finance_approve_a_large_payout_on_the_page(
    clara, farid, maya, fitri, gita, now, browser_of
):
    escrow = money.make_escrow(payer=clara, payee=farid, amount=money.rupiah(90_000_000), now=now)
    money.fund_escrow(escrow, now=now)
    escrows.release(escrow=escrow, by=clara, now=now)
    destination = destinations.add_destination(
        by=farid,
        institution="bri",
        account_number="123456789012345",
        holder_name=farid.name,
        now=now,
    )
    payout = payouts.request_payout(
        by=farid,
        amount=money.rupiah(80_000_000),
        destination=destination,
        idempotency_key="large",
        now=now,
    )
    approval = reverse("payments:approve-payout", args=[payout.pk])
    review = reverse("payments:review-payout", args=[payout.pk])
    payout.review_reason = "large_amount first_payout name_differs"
    payout.save(update_fields=["review_reason"])
    page = browser_of(fitri).get(review).text
    assert "It is sent when a second person approves it too." in page
    assert "Send this payout?" not in page
    assert "the person’s legal name" in page
    assert "your" not in page.partition("<dt>Why</dt>")[2].partition("</div>")[0]
    hers = browser_of(maya).get("/desk/money/").content.decode()
    assert "Payouts to check" not in hers
    assert "Nothing waits here." in hers
    assert browser_of(maya).post(approval).status_code == 404
    for person in (fitri, fitri):
        browser_of(person).post(approval)
    payout.refresh_from_db()
    assert (payout.state, payout.reviewed_by) == (PayoutState.IN_REVIEW, fitri)
    assert "You have approved it" in browser_of(fitri).get("/desk/money/").content.decode()
    assert "Send this payout?" in browser_of(gita).get(review).text
    browser_of(gita).post(approval)
    page = browser_of(fitri).get(review).text
    assert "a second person of finance must too" not in page
    assert f"{fitri.name} · {gita.name}" in page
    payout.refresh_from_db()
    assert payout.second_reviewed_by == gita
    assert payout.state != PayoutState.IN_REVIEW
