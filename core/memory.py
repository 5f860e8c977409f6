"""Rows that rarely change, such as the names of regions, kept in this process for a few seconds."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar
from weakref import WeakSet

from django.conf import settings

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memory(Generic[Key, Value]):
    """Values by key; what is changed shows everywhere within `NAMES_KEPT_FOR` seconds.

    Values are shared by everybody who asks: nobody may change them.
    """

    _all: ClassVar[WeakSet["Memory[Any, Any]"]] = WeakSet()

    def __init__(self) -> None:
        self._kept: dict[Key, Value | None] = {}
        self._since = 0.0
        self._all.add(self)

    @classmethod
    def forget_all(cls) -> None:
        """Ask for everything anew that this process keeps."""
        for memory in list(cls._all):
            memory.forget()

    def forget(self) -> None:
        """Ask for everything anew."""
        self._kept = {}

    def of(
        self, keys: Iterable[Key], ask: Callable[[Collection[Key]], Mapping[Key, Value]]
    ) -> dict[Key, Value]:
        """The values of these keys; `ask` finds those that are not kept. None is left out."""
        now = time.monotonic()
        if now - self._since >= settings.NAMES_KEPT_FOR:
            self._kept, self._since = {}, now
        kept, wanted = self._kept, dict.fromkeys(keys)
        if missing := [key for key in wanted if key not in kept]:
            found = ask(missing)
            kept |= {key: found.get(key) for key in missing}
        return {key: value for key in wanted if (value := kept[key]) is not None}
