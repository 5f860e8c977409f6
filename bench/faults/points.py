"""Where a worker dies: just before or just after a named function has done its work."""

import os
import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.utils.module_loading import import_string

BANK = "payments.providers.sandbox.Sandbox"
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class Point:
    """One place to die at."""

    moment: str
    target: str

    def __str__(self) -> str:
        return f"{self.moment} {self.target}"

    def arm(self) -> None:
        """From now on, the first process to pass here dies of SIGKILL."""
        owner, _, name = self.target.rpartition(".")
        try:
            place: Any = import_module(owner)
        except ModuleNotFoundError:
            place = import_string(owner)
        real = getattr(place, name)

        def die(*args: Any, **kwargs: Any) -> None:
            if self.moment == AFTER:
                real(*args, **kwargs)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(place, name, die)


POINTS = [
    # a payment is asked for, and captured
    Point(BEFORE, f"{BANK}.create_payment"),
    Point(AFTER, f"{BANK}.create_payment"),
    Point(AFTER, f"{BANK}.fetch_payment"),
    Point(AFTER, "payments.services.postings.captured"),
    # the bank tells, and Karya works on it
    Point(BEFORE, "sandbox.services.notices.requests.post"),
    Point(AFTER, "sandbox.services.notices.requests.post"),
    Point(BEFORE, "payments.services.notices.work_on"),
    Point(AFTER, "payments.services.notices.work_on"),
    # a release
    Point(BEFORE, "payments.services.escrows.settle"),
    Point(AFTER, "payments.services.settling._write"),
    Point(AFTER, "payments.services.earnings.tell"),
    Point(AFTER, "payments.services.escrows.settle"),
    # a refund
    Point(BEFORE, f"{BANK}.refund"),
    Point(AFTER, f"{BANK}.refund"),
    Point(AFTER, "payments.services.postings.refund_done"),
    # a payout
    Point(BEFORE, f"{BANK}.create_payout"),
    Point(AFTER, f"{BANK}.create_payout"),
    Point(AFTER, f"{BANK}.fetch_payout"),
    Point(AFTER, "payments.services.postings.payout_paid"),
    # the bank itself
    Point(AFTER, "sandbox.services.clock.settle_due"),
]


def in_turn(seed: int) -> Iterator[Point]:
    """Every point as often as every other, in an order that the seed gives."""
    dice = random.Random(seed)  # noqa: S311 -- no secret
    while True:
        yield from dice.sample(POINTS, len(POINTS))
