"""Escrows that hold money, and what has become of them."""

from datetime import datetime

from payments.models import Earning, Escrow
from payments.services import checks, escrows
from payments.states import EscrowState
from tests.factories import payments as money
from tests.factories.accounts import make_client, make_freelancer


class Held:
    """Some escrows of a million rupiah each."""

    def __init__(self, many: int, *, now: datetime) -> None:
        self.now = now
        payer, payee = make_client("Clara Wijaya"), make_freelancer("Farid Hidayat")
        self.ids = [money.make_held(payer=payer, payee=payee, now=now).pk for _ in range(many)]

    def release(self, pk: int) -> None:
        """What a click on approve does with money; safe to repeat."""
        escrows.release(escrow=Escrow(pk=pk), by=None, now=self.now)

    def lost(self, acknowledged: list[int]) -> list[str]:
        """Releases that somebody was told of, and that the database has forgotten."""
        there = Escrow.objects.filter(pk__in=acknowledged, state=EscrowState.RELEASED)
        missing = set(acknowledged) - set(there.values_list("pk", flat=True))
        return [f"escrow {pk} was released, and is not" for pk in sorted(missing)]

    def unfinished(self) -> list[str]:
        """Whatever is not released once, and what the nightly check says of the book."""
        found = [
            f"escrow {escrow.pk} is {escrow.state}"
            for escrow in Escrow.objects.exclude(state=EscrowState.RELEASED)
        ]
        if Earning.objects.count() != len(self.ids):
            found.append(f"{Earning.objects.count()} earnings of {len(self.ids)}")
        return found + [str(fault) for fault in checks.check_ledger()]
