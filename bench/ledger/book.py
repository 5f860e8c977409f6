"""Fills a database for the benchmark: many funded milestones, and a book of many entries.

One contract is made by the services that people use; the others are copies of its rows, made in
SQL with the triggers off, since ten million entries by services would take a day.
"""

from datetime import UTC, datetime
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction

from accounts.models import FreelancerProfile, User
from core.money import Money
from payments import ledger
from payments.ledger import Line, Pocket
from payments.models import Account, Entry, Escrow, Payin, Transfer
from payments.services import checks
from payments.states import AccountKind, TransferKind
from projects.models import Bid, Contract, Milestone, Project, Terms
from projects.services import milestones as milestones_of
from projects.states import MilestoneState
from tests.factories import projects as work
from tests.factories.accounts import make_client, make_freelancer

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
PEOPLE = 500
STEPS = 1000  # ids of copies begin here
BATCH = 500_000


def fill(*, milestones: int, entries: int) -> None:
    """Migrate, and make `milestones` ready to be approved in a book of about `entries`."""
    call_command("migrate", verbosity=0)
    client, freelancer = make_client("Clara Wijaya"), make_freelancer("Farid Hidayat")
    contract = work.running_contract(
        client=client, freelancer=freelancer, now=NOW, steps=[1_000_000, 1_000_000]
    )
    first = contract.milestones.get(position=1)
    milestones_of.deliver(milestone=first, by=freelancer, message="Here it is.", now=NOW)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _copy_people(client, freelancer)
        _copy_work(contract, first, milestones)
    _grow_book(entries)
    with connection.cursor() as cursor:
        _move_sequences(cursor)
    _vacuum()


def _copy_people(client: User, freelancer: User) -> None:
    for person, side in ((client, "c"), (freelancer, "f")):
        start = STEPS if side == "c" else STEPS + PEOPLE
        words = {"email": f"'{side}' || g || '@bench.test'", "handle": f"'{side}' || g"}
        _copy(User, person.pk, PEOPLE, {"id": f"{start} + g", **words})
    profile = FreelancerProfile.objects.get(user=freelancer)
    at = f"{STEPS + PEOPLE} + g"
    _copy(FreelancerProfile, profile.pk, PEOPLE, {"id": f"{STEPS} + g", "user_id": at})


def _copy_work(contract: Contract, first: Milestone, many: int) -> None:
    client, freelancer = (
        f"{STEPS} + 1 + g %% {PEOPLE - 1}",
        f"{STEPS + PEOPLE} + 1 + g %% {PEOPLE - 1}",
    )
    own = {"id": f"{STEPS} + g"}
    sides = {"client_id": client, "freelancer_id": freelancer}
    second = contract.milestones.get(position=2)
    terms, bid = contract.terms_id, contract.bid_id
    escrow = Escrow.objects.get(milestone=first)
    payin = escrow.payins.get()
    at = f"{STEPS} + g"
    _copy(Project, contract.project_id, many, own | {"client_id": client, "import_key": "NULL"})
    _copy(Bid, bid, many, own | {"project_id": at, "freelancer_id": freelancer, "terms_id": at})
    _copy(Terms, terms, many, own | {"bid_id": at})
    of = {"project_id": at, "bid_id": at, "terms_id": at}
    _copy(Contract, contract.pk, many, own | sides | of)
    _copy(Escrow, escrow.pk, many, own | {
        "payer_id": client, "payee_id": freelancer, "reference": f"'milestone:' || {at}",
    })  # fmt: skip
    _copy(Milestone, first.pk, many, own | {"contract_id": at, "escrow_id": at})
    _copy(Milestone, second.pk, many, {
        "id": f"{STEPS + 10_000_000} + g", "contract_id": at,
    })  # fmt: skip
    keys = {
        "key": "'pi_bench' || g",
        "request_key": "'bench' || g",
        "provider_reference": "'ref' || g",
    }
    _copy(Payin, payin.pk, many, own | keys | {"escrow_id": at, "payer_id": client})
    _copy(Account, Account.objects.get(escrow=escrow).pk, many, own | {"escrow_id": at})
    capture = Transfer.objects.get(key=f"payin:{payin.pk}:captured")
    _copy(Transfer, capture.pk, many, own | {
        "key": f"'payin:' || {at} || ':captured'", "reference": f"'milestone:' || {at}",
    })  # fmt: skip
    for number, entry in enumerate(capture.entries.order_by("pk")):
        account = at if entry.account.escrow_id else str(entry.account_id)
        ids = f"{STEPS} + {number * many} + g"
        _copy(Entry, entry.pk, many, {"id": ids, "transfer_id": at, "account_id": account})


def _grow_book(entries: int) -> None:
    """Older transfers of two entries each, between accounts of the platform."""
    cash, fee = (
        Account.objects.get_or_create(
            kind=kind, provider=provider, currency="IDR", tracked=False,
            may_go_negative=True, defaults={"opened_at": NOW},
        )[0].pk
        for kind, provider in (("provider_cash", "old"), ("provider_fee", "old"))
    )  # fmt: skip
    start, wanted = 20_000_000, max(entries - Entry.objects.count(), 0) // 2
    for done in range(0, wanted, BATCH):
        part = min(BATCH, wanted - done)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(_OLD_TRANSFERS, {"first": start + done, "many": part, "now": NOW})
            for number, (account, sign) in enumerate(((cash, -1), (fee, 1))):
                ids = start + 10_000_000 * number + done
                given = {"ids": ids, "first": start + done, "many": part, "account": account}
                cursor.execute(_OLD_ENTRIES, given | {"minor": sign * 100_00})


_OLD_TRANSFERS = """
    INSERT INTO payments_transfer (id, key, request_hash, kind, reference, xid, posted_at)
    SELECT %(first)s + g, 'old:' || (%(first)s + g), md5(g::text) || md5(g::text), 'capture',
           'old:' || (%(first)s + g), 1, %(now)s
    FROM generate_series(1, %(many)s) g
"""
_OLD_ENTRIES = """
    INSERT INTO payments_entry (id, transfer_id, account_id, currency, amount_minor)
    SELECT %(ids)s + g, %(first)s + g, %(account)s, 'IDR', %(minor)s
    FROM generate_series(1, %(many)s) g
"""


def _copy(model: type[models.Model], pk: int, many: int, other: dict[str, str]) -> None:
    """Copies of one row; `other` says in SQL what differs, with `g` as the number of the copy."""
    table = model._meta.db_table
    fields = model._meta.concrete_fields
    columns = [field.column for field in fields if not isinstance(field, models.GeneratedField)]
    values = ", ".join(f"({other[c]})" if c in other else f't."{c}"' for c in columns)
    names = ", ".join(f'"{c}"' for c in columns)
    sql = (
        f"INSERT INTO {table} ({names}) SELECT {values} "  # noqa: S608
        f"FROM generate_series(1, {many}) g, {table} t WHERE t.id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])


def _move_sequences(cursor: Any) -> None:
    """What is written from now on gets ids above the copies."""
    for model in (User, FreelancerProfile, Project, Bid, Terms, Contract, Escrow, Milestone, Payin,
                  Account, Transfer, Entry):  # fmt: skip
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608
            f"(SELECT max(id) FROM {table}))"
        )


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def client_of(copy: int) -> int:
    """Whose milestone it is."""
    return STEPS + 1 + (copy - STEPS) % (PEOPLE - 1)


def bare() -> list[int]:
    """Escrows that no milestone knows: the core without the work above it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE projects_milestone SET escrow_id = NULL, state = 'agreed'"
            " WHERE id %% 2 = 0 AND id BETWEEN %s AND %s RETURNING contract_id",
            [STEPS + 1, STEPS + 9_999_999],
        )
        found = [row[0] for row in cursor.fetchall()]  # a copy's escrow has its contract's number
        cursor.execute("RESET session_replication_role")
    return found


def enrich() -> None:
    """Give every client something to give away."""
    rich = Money(10**13, "IDR")
    for number in range(PEOPLE):
        lines = [
            Line(Pocket(kind=AccountKind.PROVIDER_CASH, provider="old"), -rich),
            Line(Pocket(kind=AccountKind.AVAILABLE, user_id=STEPS + 1 + number), rich),
        ]
        key, kind = f"rich:{number}", TransferKind.CAPTURE
        ledger.post(key=key, kind=kind, lines=lines, reference="bench")


def prove() -> None:
    """After all that, the book is right."""
    assert checks.check_ledger() == []


def ready() -> list[int]:
    """The milestones that can be approved, in no particular order."""
    rows = Milestone.objects.filter(state=MilestoneState.SUBMITTED, pk__gt=STEPS)
    return list(rows.order_by("?").values_list("pk", flat=True))
