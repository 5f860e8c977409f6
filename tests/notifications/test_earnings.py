"""What freelancers are told of earnings that repay a debt or are set aside, and of its end."""

from datetime import datetime

import pytest

from accounts.models import User
from core.money import Money
from notifications.models import Notification
from payments.selectors import debts_of
from payments.services import chargebacks, payouts, set_asides
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah

pytestmark = pytest.mark.django_db
DEBT = rupiah(900_000)


def become_indebted(freelancer: User, payer: User, now: datetime, times: int = 1) -> None:
    """Each time Rp900.000 that were paid out, and that a bank then took back."""
    escrows = [money.earn(freelancer, payer=payer, now=now) for _ in range(times)]
    payout = money.request_payout(freelancer, now=now, amount=rupiah(900_000 * times))
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now)
    payouts.look_up(payout_id=payout.pk, now=now)
    for escrow in escrows:
        take_back(escrow.payins.get().key, now)
    Notification.objects.all().delete()


def take_back(key: str, now: datetime) -> None:
    opened = bank.open_chargeback(payment=SandboxPayment.objects.get(key=key), now=now)
    assert opened is not None
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)


def keep_a_share(freelancer: User, bps: int) -> None:
    set_asides.set_share(by=freelancer, kind="tax", currency="IDR", share_bps=bps)


def words_to(person: User) -> list[tuple[str, str]]:
    news = Notification.objects.filter(recipient=person).order_by("pk")
    return [(one.title, one.sentence) for one in news]


def kinds_to(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def earn(freelancer: User, payer: User, now: datetime, amount: Money) -> None:
    """A payment of so much, of which the freelancer gets 90%."""
    money.earn(freelancer, payer=payer, now=now, amount=amount)


def test_what_all_repaid_a_debt_is_not_called_available(
    clara: User, farid: User, now: datetime
) -> None:
    become_indebted(farid, clara, now)
    earn(farid, clara, now, rupiah(400_000))
    assert kinds_to(farid) == ["earnings_all_repaid"]
    ((title, sentence),) = words_to(farid)
    assert title == "Rp360,000 of what you owed is repaid"
    assert "none of it can be paid out" in sentence


def test_only_what_is_left_of_it_can_be_paid_out(clara: User, farid: User, now: datetime) -> None:
    become_indebted(farid, clara, now)
    keep_a_share(farid, 5_000)
    earn(farid, clara, now, rupiah(4_000_000))
    assert kinds_to(farid) == ["debt_repaid", "earnings_repaid_kept"]
    (_debt, (title, sentence)) = words_to(farid)
    assert title == "Rp900,000 can be paid out"
    assert "Rp900,000 repaid what you owed and Rp1,800,000 is set aside" in sentence


def test_a_debt_that_is_over_is_told_once_all_debts_got_their_part(
    clara: User, farid: User, now: datetime
) -> None:
    become_indebted(farid, clara, now, times=2)
    earn(farid, clara, now, rupiah(1_500_000))
    assert kinds_to(farid) == ["debt_repaid_others_open", "earnings_all_repaid"]
    earn(farid, clara, now, rupiah(1_000_000))
    assert not debts_of(farid).exists()
    assert kinds_to(farid)[2:] == ["debt_repaid", "earnings_repaid"]
    assert words_to(farid)[2][1].endswith("You owe Karya nothing any more.")


def test_what_is_set_aside_is_not_called_available(clara: User, farid: User, now: datetime) -> None:
    keep_a_share(farid, 2_500)
    earn(farid, clara, now, rupiah(1_000_000))
    assert kinds_to(farid) == ["earnings_kept"]
    assert words_to(farid)[0][0] == "Rp675,000 can be paid out"


def test_what_fills_a_jar_that_a_bank_emptied_is_set_aside(
    clara: User, farid: User, now: datetime
) -> None:
    escrow = money.earn(farid, payer=clara, now=now)
    set_asides.put_aside(by=farid, kind="tax", amount=DEBT, now=now)
    take_back(escrow.payins.get().key, now)
    Notification.objects.all().delete()
    earn(farid, clara, now, rupiah(400_000))
    earn(farid, clara, now, rupiah(1_000_000))
    assert kinds_to(farid) == ["earnings_all_kept", "earnings_kept"]
    assert [title for title, _sentence in words_to(farid)] == [
        "Rp360,000 is set aside",
        "Rp360,000 can be paid out",
    ]


def test_without_debt_and_shares_all_of_it_can_be_paid_out(
    clara: User, farid: User, now: datetime
) -> None:
    earn(farid, clara, now, rupiah(1_000_000))
    assert kinds_to(farid) == ["earnings_available"]
    assert words_to(farid)[0][0] == "Rp900,000 can be paid out"
