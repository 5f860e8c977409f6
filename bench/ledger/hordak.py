"""django-hordak's transfer with the row lock and the balance check that no overdraft needs.

Run by `outside` with a Python that has `requirements-hordak.txt`; nothing of Karya is imported but
the clients, so that nothing of it is measured.
"""

import json
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

PEOPLE, RICH = 500, 1_000_000_000


def main(database: str) -> None:
    """Make the tables and the people, then work whenever a number of seconds is read."""
    from bench.ledger.clients import Clients  # noqa: PLC0415 -- after the settings

    _set_up(database)
    ids = _open_accounts()
    crew = Clients(lambda number: _transfer(ids, number), list(range(10_000_000)))
    for line in sys.stdin:
        if not line.strip():
            print(json.dumps({"pids": crew.pids}), flush=True)  # noqa: T201
            continue
        done = crew.run(float(line))
        print(  # noqa: T201
            json.dumps({"taken": done.taken, "deadlocks": done.deadlocks}), flush=True
        )
    crew.stop()


def _set_up(database: str) -> None:
    import dj_database_url  # noqa: PLC0415 -- it is hordak's

    settings.configure(
        DATABASES={"default": dj_database_url.parse(database)},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "mptt",
            "hordak",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        DEFAULT_CURRENCY="IDR",
        CURRENCIES=["IDR"],
    )
    django.setup()
    call_command("migrate", verbosity=0)


def _open_accounts() -> list[int]:
    """An account for each person, filled from the bank."""
    from hordak.models import Account, AccountType  # noqa: PLC0415 -- after the settings
    from moneyed import Money  # noqa: PLC0415

    with Account.objects.disable_mptt_updates():
        bank = Account.objects.create(name="Bank", type=AccountType.asset, currencies=["IDR"])
        people = [
            Account.objects.create(name=f"p{n}", type=AccountType.liability, currencies=["IDR"])
            for n in range(PEOPLE)
        ]
    Account.objects.rebuild()
    for person in people:
        person.transfer_to(bank, Money(RICH, "IDR"))
    return [person.pk for person in people]


@transaction.atomic
def _transfer(ids: list[int], number: int) -> None:
    from hordak.models import Account  # noqa: PLC0415
    from moneyed import Money  # noqa: PLC0415

    amount = Money(100, "IDR")
    giver = Account.objects.select_for_update().get(pk=ids[number % PEOPLE])
    taker = Account.objects.get(pk=ids[(number + 1 + number // PEOPLE) % PEOPLE])
    if giver.get_simple_balance()["IDR"] < amount:
        raise ValueError("overdrawn")
    taker.transfer_to(giver, amount)


if __name__ == "__main__":
    main(sys.argv[1])
