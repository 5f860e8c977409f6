"""The work that is measured: each takes the number of a thing and does it once."""

from accounts.models import User
from bench.ledger import book
from bench.ledger.book import NOW, PEOPLE, STEPS
from core.events import Event
from core.money import Money
from payments import ledger
from payments.ledger import Line, Pocket
from payments.models import Escrow
from payments.services import earnings, escrows, settling
from payments.states import AccountKind, TransferKind
from projects.models import Milestone
from projects.services import milestones

HUNDRED = Money(100_00, "IDR")
FEE = Money(10_00, "IDR")


def post_to_one_fee_account(number: int) -> object:
    """A posting of three lines; the fee goes to one account for all."""
    return _post(number, "one", "one")


def post_to_spread_fee_accounts(number: int) -> object:
    """The same; the fee goes to as many accounts as there are people."""
    return _post(number, "spread", f"p{number % PEOPLE}")


def transfer(number: int) -> object:
    """From one person's account to another's, neither below zero: what hordak is compared with."""
    giver, taker = number % (PEOPLE - 1), (number + 1 + number // PEOPLE) % (PEOPLE - 1)
    lines = [
        Line(Pocket(kind=AccountKind.AVAILABLE, user_id=STEPS + 1 + giver), -HUNDRED),
        Line(Pocket(kind=AccountKind.AVAILABLE, user_id=STEPS + 1 + taker), HUNDRED),
    ]
    return ledger.post(
        key=f"bench:transfer:{number}",
        kind=TransferKind.CORRECTION,
        lines=lines,
        reference=f"b:{number}",
    )


def release(number: int) -> object:
    """The release core: state, history, posting and earning in one transaction; nobody is told.

    For the rest of its process nobody is told of anything; each kind of work has its own.
    """
    for module in (escrows, settling, earnings):
        vars(module)["publish"] = _tell_nobody
    return escrows.release(escrow=Escrow(pk=number), by=None, now=NOW)


def approve(number: int) -> object:
    """The whole service that the client's click calls, news included."""
    client = User(pk=book.client_of(number))
    return milestones.approve_milestone(milestone=Milestone(pk=number), by=client, now=NOW)


def _tell_nobody(_event: Event) -> None:
    pass


def _post(number: int, name: str, provider: str) -> object:
    giver = STEPS + 1 + number % (PEOPLE - 1)
    lines = [
        Line(Pocket(kind=AccountKind.PROVIDER_CASH, provider="bench"), -HUNDRED),
        Line(Pocket(kind=AccountKind.AVAILABLE, user_id=giver), HUNDRED - FEE),
        Line(Pocket(kind=AccountKind.PROVIDER_FEE, provider=provider), FEE),
    ]
    return ledger.post(
        key=f"bench:{name}:{number}",
        kind=TransferKind.CAPTURE,
        lines=lines,
        reference=f"b:{number}",
    )
