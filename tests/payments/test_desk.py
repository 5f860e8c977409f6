"""The money desk is open to those who keep the books, too."""

from django.urls import reverse

from payments.models import Mismatch
from payments.services import payins
from payments.states import MismatchState
from tests.factories import payments as money


def test_finance_staff_send_back_what_does_not_fit(escrow, fitri, now, browser_of):
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now, outcome="other_amount")
    payins.look_up(payin_id=payin.pk, now=now)
    browser = browser_of(fitri)
    page = browser.get(reverse("payments:desk"))
    assert page.status_code == 200
    browser.post(reverse("payments:send-back", args=[Mismatch.objects.get().pk]))
    assert Mismatch.objects.get().state == MismatchState.RESOLVED
    assert payin.refunds.count() == 1
