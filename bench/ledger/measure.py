"""One size of the book: pgbench and each kind of work in turn, and what came of it."""

import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from bench.ledger import book, works
from bench.ledger.clients import Clients, Slice
from bench.ledger.effort import Meter
from bench.ledger.outside import Outside
from bench.ledger.server import run
from marketplace.demo.past import without_bells

MOST_A_SECOND = 2500  # of the fastest work on a quiet machine


Crew: TypeAlias = Clients | Outside


@dataclass(frozen=True, slots=True)
class Pair:
    """A slice of one kind of work, and pgbench just before it; seconds of processor for each."""

    work: Slice
    postgres: float
    askers: float
    base: float
    base_effort: float

    @property
    def ratio(self) -> float:
        """Its rate, divided by pgbench's."""
        return self.work.rate / self.base

    @property
    def effort(self) -> float:
        """Seconds of processor for a piece of work."""
        return (self.postgres + self.askers) / len(self.work.taken)

    @property
    def ratio_of_effort(self) -> float:
        """What pgbench used for a transaction, divided by what this used: noise does not count."""
        return self.base_effort / self.effort


@dataclass
class Measured:
    """The pairs of one kind of work."""

    pairs: list[Pair] = field(default_factory=list)

    def median(self, of: Callable[[Pair], float]) -> float:
        """The median of something over all pairs."""
        return statistics.median(map(of, self.pairs))

    def __str__(self) -> str:
        rate = self.median(lambda one: one.work.rate)
        p99 = self.median(lambda one: one.work.p99) * 1000
        asking = self.median(lambda one: one.askers / len(one.work.taken)) * 1000
        judging = self.median(lambda one: one.postgres / len(one.work.taken)) * 1000
        return (
            f"{rate:8,.0f} a second  {self.median(lambda one: one.ratio):5.2f} × TPC-B"
            f"  by CPU {self.median(lambda one: one.ratio_of_effort):5.2f} ×"
            f" ({asking:.2f} + {judging:.2f} ms)  p99 {p99:6.1f} ms"
            f"  {sum(one.work.deadlocks for one in self.pairs)} deadlocks"
        )


def measure(
    entries: int, rounds: int, seconds: float, other: tuple[str, str] | None = None
) -> None:
    """Fill this database, measure, print, and prove that the book is right afterwards.

    `other` is the Python and the database of django-hordak, if it is compared.
    """
    enough = int(rounds * seconds * MOST_A_SECOND) + 1000
    with without_bells():
        book.fill(milestones=enough, entries=entries)
        book.enrich()
        crews: dict[str, Crew] = dict(_crews(enough))
        if other is not None:
            crews["django-hordak's transfer"] = Outside(*other)
        done = _interleaved(crews, rounds, seconds)
    pairs = [pair for one in done.values() for pair in one.pairs]
    base = statistics.median(pair.base for pair in pairs)
    effort = statistics.median(pair.base_effort for pair in pairs) * 1000
    print(  # noqa: T201
        f"{entries:,} entries; TPC-B at eight clients: {base:,.0f} a second, {effort:.2f} ms CPU"
    )
    for name, measured in done.items():
        print(f"  {name:28}{measured}")  # noqa: T201
    book.prove()


def _crews(enough: int) -> dict[str, Clients]:
    numbers = list(range(1, 8 * enough))
    kinds: dict[str, tuple[Callable[[int], object], list[int]]] = {
        "post, fee to one account": (works.post_to_one_fee_account, numbers),
        "post, fee spread": (works.post_to_spread_fee_accounts, numbers),
        "transfer between people": (works.transfer, numbers),
        "release core": (works.release, book.bare()),
        "approve and release, whole": (works.approve, book.ready()),
    }
    return {name: Clients(work, things) for name, (work, things) in kinds.items()}


def _interleaved(crews: dict[str, Crew], rounds: int, seconds: float) -> dict[str, Measured]:
    meter = Meter()
    done = {name: Measured() for name in crews}
    for _round in range(rounds):
        for name, crew in crews.items():
            done[name].pairs.append(_pair(crew, meter, seconds))
    for crew in crews.values():
        crew.stop()
    return done


def _pair(crew: Crew, meter: Meter, seconds: float) -> Pair:
    start = meter.postgres() + meter.askers([])
    base, many = tpcb(seconds)
    between = meter.postgres()
    base_effort = (between + meter.askers([]) - start) / many
    asked = meter.askers(crew.pids)
    work = crew.run(seconds)
    return Pair(
        work=work,
        postgres=meter.postgres() - between,
        askers=meter.askers(crew.pids) - asked,
        base=base,
        base_effort=base_effort,
    )


def tpcb(seconds: float) -> tuple[float, int]:
    """pgbench's own TPC-B-like script at eight clients: transactions a second, and how many."""
    said = run("pgbench", "-n", "-c", "8", "-j", "2", "-T", str(int(seconds)), "tpcb")
    rate = re.search(r"tps = ([\d.]+)", said)
    many = re.search(r"actually processed: (\d+)", said)
    assert rate is not None and many is not None, said  # noqa: PT018
    return float(rate[1]), int(many[1])
