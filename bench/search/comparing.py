"""What a hundred times as many projects change: the middle of each kind, beside the other size."""

from collections.abc import Iterator, Mapping
from typing import Any

BOUND = 1.3
ASKED = ("list", "skill", "next pages", "project page")


def compared(small: Mapping[str, Any], large: Mapping[str, Any]) -> Iterator[str]:
    """The clock's and the processor's ratio of each kind that has a bound, and of the others."""
    if small["projects"] == large["projects"]:
        return
    yield f"{large['projects']:,} beside {small['projects']:,} projects, p50 and CPU"
    for name in large["kinds"]:
        few, many = small["kinds"][name], large["kinds"][name]
        clock, effort = (many[of] / few[of] for of in ("p50", "cpu"))
        bound = f"  (bound {BOUND})" if name in ASKED else ""
        yield f"  {name:16} × {clock:5.2f}  CPU × {effort:5.2f}{bound}"
