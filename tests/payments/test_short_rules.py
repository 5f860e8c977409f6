"""Rules whose bodies are functions in Postgres say what the models say, and still refuse."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from core.money import Money
from payments.ledger import Line, Pocket, post
from payments.models import Account, Entry, Transfer
from payments.models.escrows import _HOLDING, _NEEDS_ALL
from payments.services import settling
from payments.states import (
    OWNED_BY_PROVIDER,
    OWNED_BY_USER,
    TRACKED,
    UNPAID,
    AccountKind,
    EscrowState,
    TransferKind,
)
from tests.factories import payments as money
from tests.payments.test_ledger import receive, refused, sql

CASH = Pocket(kind=AccountKind.PROVIDER_CASH, provider="sandbox")


def said(expression: str, *arguments: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", arguments)
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("state", EscrowState)
def test_each_state_is_judged_by_sql_as_by_the_model(state: EscrowState) -> None:
    word = state.value
    assert said("payments_escrow_unpaid(%s, 1)", word) == (state not in UNPAID)
    assert said("payments_escrow_unpaid(%s, 0)", word) is True
    assert said("payments_escrow_complete(%s, 1)", word) == (state not in _NEEDS_ALL)
    assert said("payments_escrow_complete(%s, 0)", word) is True
    is_holding = state in _HOLDING or state == EscrowState.FROZEN
    assert said("payments_escrow_holds(%s, 0, 0)", word) == (not is_holding)
    assert said("payments_escrow_holds(%s, 1, 0)", word) == is_holding
    assert said("payments_escrow_holds(%s, 0, 1)", word) == (
        not is_holding or state == EscrowState.FROZEN
    )
    is_part = state == EscrowState.PARTLY_PAID
    for paid, missing, until in ((0, 1, timezone.now()), (1, 0, timezone.now()), (1, 1, None)):
        answer = said("payments_escrow_part(%s, %s, %s, %s)", word, paid, missing, until)
        assert answer == (not is_part)
    assert said("payments_escrow_part(%s, 1, 1, now())", word) is True


@pytest.mark.django_db
@pytest.mark.parametrize("kind", AccountKind)
def test_each_kind_of_account_is_judged_by_sql_as_by_the_model(kind: AccountKind) -> None:
    word = kind.value
    assert said("payments_account_of_user(%s, 1)", word) == (kind in OWNED_BY_USER)
    assert said("payments_account_of_user(%s, NULL)", word) == (kind not in OWNED_BY_USER)
    assert said("payments_account_of_provider(%s, 'x')", word) == (kind in OWNED_BY_PROVIDER)
    assert said("payments_account_of_provider(%s, '')", word) == (kind not in OWNED_BY_PROVIDER)
    assert said("payments_account_is_tracked(%s, true, false)", word) == (kind in TRACKED)
    assert said("payments_account_is_tracked(%s, false, true)", word) == (kind not in TRACKED)
    assert said("payments_account_is_tracked(%s, true, true)", word) is False


@pytest.mark.django_db
def test_rupiah_are_whole_and_cents_are_not_asked() -> None:
    assert said("payments_is_whole('IDR', 100)") is True
    assert said("payments_is_whole('IDR', -150)") is False
    assert said("payments_is_whole('USD', 150)") is True


def test_entries_of_no_transfer_are_refused(clara: User) -> None:
    receive(clara)
    one, two = Account.objects.order_by("pk")
    with refused("transfer_is_sealed"):
        sql(
            "INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)"
            " VALUES (999999, %s, 'IDR', 100), (999999, %s, 'IDR', -100)",
            one.pk,
            two.pk,
        )


def test_one_insert_for_two_transfers_balances_each_of_them(clara: User) -> None:
    """Both together would sum to zero."""
    receive(clara)
    one, two = Account.objects.order_by("pk")
    with refused("entries_sum_to_zero"):
        first = _bare_transfer("a")
        second = _bare_transfer("b")
        sql(
            "INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)"
            " VALUES (%s, %s, 'IDR', 100), (%s, %s, 'IDR', -100)",
            first,
            one.pk,
            second,
            two.pk,
        )


@pytest.mark.django_db(transaction=True)
def test_one_insert_for_two_transfers_cannot_reach_a_sealed_one(clara: User) -> None:
    sealed = receive(clara)
    one, two = Account.objects.order_by("pk")
    with refused("transfer_is_sealed"):
        fresh = _bare_transfer("a")
        sql(
            "INSERT INTO payments_entry (transfer_id, account_id, currency, amount_minor)"
            " VALUES (%s, %s, 'IDR', 100), (%s, %s, 'IDR', -100),"
            "        (%s, %s, 'IDR', 100), (%s, %s, 'IDR', -100)",
            *(fresh, one.pk, fresh, two.pk, sealed, one.pk, sealed, two.pk),
        )


def test_two_lines_for_one_pocket_are_two_entries_and_one_move(clara: User) -> None:
    pocket = Pocket(kind=AccountKind.UNAPPLIED, user_id=clara.pk)
    lines = [
        Line(CASH, Money(-300_00, "IDR")),
        Line(pocket, Money(100_00, "IDR")),
        Line(pocket, Money(200_00, "IDR")),
    ]
    post(key="k", kind=TransferKind.UNMATCHED, lines=lines, reference="test")
    assert Entry.objects.count() == 3
    assert Account.objects.get(user=clara).balance == Money(300_00, "IDR")


def test_an_escrow_that_moved_meanwhile_is_not_divided(clara: User, farid: User) -> None:
    """Whoever did not lock the row, and decided by what it was, is refused by Postgres."""
    now = timezone.now()
    escrow = money.make_held(payer=clara, payee=farid, now=now)
    stale = type(escrow).objects.get(pk=escrow.pk)
    type(escrow).objects.filter(pk=escrow.pk).update(state=EscrowState.FROZEN)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        settling.settle(
            stale, EscrowState.RELEASED, earned=stale.shares, by=None, now=now, reason=""
        )
    cause = refusal.value.__cause__
    assert cause.diag.constraint_name == "escrow_moves_from_its_state"  # type: ignore[union-attr]
    assert not Transfer.objects.filter(key=f"escrow:{escrow.pk}:settled").exists()


def _bare_transfer(key: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_transfer (key, request_hash, kind, reference, xid, posted_at)"
            " VALUES (%s, 'h', 'unmatched', 'test', 0, now()) RETURNING id",
            [key],
        )
        return int(cursor.fetchone()[0])
