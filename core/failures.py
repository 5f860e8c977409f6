"""Keep one failure from stopping what stands beside it, without hiding it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import structlog

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Failures:
    """Errors put aside: each is logged when it happens, and all rise together at the end.

    For work on many rows that know nothing of each other. An error that is no refusal is a bug:
    the operator hears of it, and the task counts as failed, but the other rows are not to wait.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._errors: list[Exception] = []

    @contextmanager
    def aside(self, **told: object) -> Iterator[None]:
        """Put aside whatever rises in here; `told` says in the log where that was."""
        try:
            yield
        except Exception as error:
            log.exception("one of many failed", work=self._what, **told)
            self._errors.append(error)

    def rise(self) -> None:
        """Raise what was put aside, if anything was."""
        if self._errors:
            raise ExceptionGroup(f"{self._what}: {len(self._errors)} failed", self._errors)


def run_each(steps: Mapping[str, Callable[[], T]]) -> dict[str, T]:
    """Take every step, whatever became of those before; return what each answered.

    Raises an ExceptionGroup after the last step if any failed.
    """
    failures, answers = Failures("steps"), {}
    for name, step in steps.items():
        with failures.aside(step=name):
            answers[name] = step()
    failures.rise()
    return answers
