"""What goes wrong between Karya and Stripe, by a script."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """One thing that goes wrong with one call."""

    DROP_BEFORE = "drop_before"  # Stripe never hears it
    DROP_AFTER = "drop_after"  # done, and the answer is lost
    DELAY = "delay"  # nobody waits for the answer, which is done
    LIMIT = "429"
    ERROR = "500"  # nothing done, nothing saved
    ERROR_SAVED = "500_saved"  # nothing done, and the key answers so from now on
    ERROR_AFTER = "500_after"  # done, and the key answers 500 from now on
    NONSENSE = "nonsense"  # done, and the answer is no JSON
    CONFLICT = "409"  # the same key is in use at this moment


# Those after which the thing exists at Stripe though Karya heard no clear answer.
DONE_UNHEARD = frozenset({Fault.DROP_AFTER, Fault.DELAY, Fault.ERROR_AFTER, Fault.NONSENSE})


@dataclass
class Script:
    """The faults to come, each for the next call that it names: `POST /v1/refunds`."""

    lines: list[tuple[str, Fault]] = field(default_factory=list)

    def add(self, call: str, *faults: Fault) -> None:
        """The next calls of this kind go wrong, one after the other."""
        self.lines += [(call, fault) for fault in faults]

    def next_of(self, call: str) -> Fault | None:
        for number, (wanted, fault) in enumerate(self.lines):
            if call.startswith(wanted):
                del self.lines[number]
                return fault
        return None

    def __iter__(self) -> Iterator[tuple[str, Fault]]:
        return iter(self.lines)
