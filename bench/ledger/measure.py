"""One size of the book: pgbench and each kind of work in turn, and what came of it."""

import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.ledger import book, works
from bench.ledger.clients import Clients, Slice
from bench.ledger.server import run
from marketplace.demo.past import without_bells

MOST_A_SECOND = 1500  # of approvals; postings are made of numbers and never run out


@dataclass
class Measured:
    """The slices of one kind of work, and of pgbench just before each."""

    slices: list[Slice] = field(default_factory=list)
    base: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median of its rates, each divided by pgbench's just before."""
        pairs = zip(self.slices, self.base, strict=True)
        return statistics.median(one.rate / base for one, base in pairs)

    def __str__(self) -> str:
        rate = statistics.median(one.rate for one in self.slices)
        p99 = statistics.median(one.p99 for one in self.slices) * 1000
        deadlocks = sum(one.deadlocks for one in self.slices)
        return (
            f"{rate:8,.0f} a second  {self.ratio:5.2f} × TPC-B  p99 {p99:6.1f} ms"
            f"  {deadlocks} deadlocks"
        )


def measure(entries: int, rounds: int, seconds: float) -> None:
    """Fill this database, measure, print, and prove that the book is right afterwards."""
    enough = int(rounds * seconds * MOST_A_SECOND) + 1000
    with without_bells():
        book.fill(milestones=enough, entries=entries)
        done = _interleaved(_crews(enough), rounds, seconds)
    base = statistics.median(rate for one in done.values() for rate in one.base)
    print(f"{entries:,} entries; TPC-B at eight clients: {base:,.0f} a second")  # noqa: T201
    for name, measured in done.items():
        print(f"  {name:28}{measured}")  # noqa: T201
    book.prove()


def _crews(enough: int) -> dict[str, Clients]:
    numbers = list(range(1, 8 * enough))
    kinds: dict[str, tuple[Callable[[int], object], list[int]]] = {
        "post, fee to one account": (works.post_to_one_fee_account, numbers),
        "post, fee spread": (works.post_to_spread_fee_accounts, numbers),
        "release core": (works.release, book.bare()),
        "approve and release, whole": (works.approve, book.ready()),
    }
    return {name: Clients(work, things) for name, (work, things) in kinds.items()}


def _interleaved(crews: dict[str, Clients], rounds: int, seconds: float) -> dict[str, Measured]:
    done = {name: Measured() for name in crews}
    for _round in range(rounds):
        for name, crew in crews.items():
            done[name].base.append(tpcb(seconds))
            done[name].slices.append(crew.run(seconds))
    for crew in crews.values():
        crew.stop()
    return done


def tpcb(seconds: float) -> float:
    """Transactions a second of pgbench's own TPC-B-like script at eight clients."""
    said = run("pgbench", "-n", "-c", "8", "-j", "2", "-T", str(int(seconds)), "tpcb")
    found = re.search(r"tps = ([\d.]+)", said)
    assert found is not None, said
    return float(found[1])
