"""What somebody looks for, as an address says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Self
from urllib.parse import urlencode

from core.search.ranking import UNREADABLE, Scale, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody looks for; each part is also a parameter of the address."""

    FACETS: ClassVar[Sequence[str]] = ()

    q: str = ""
    order: str = ""
    weights: str = ""
    after: str = ""

    @property
    def chosen(self) -> list[str]:
        """The facets in use."""
        return [name for name in self.FACETS if getattr(self, name)]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stays when other words are searched for."""
        return self.said(*self.chosen, "order", "weights")

    @property
    def without_weights(self) -> list[tuple[str, str]]:
        """What stays when the weights change."""
        return self.said("q", *self.chosen, "order")

    def said(self, *names: str) -> list[tuple[str, str]]:
        """Those of the named parts that say something."""
        return [(name, getattr(self, name)) for name in names if getattr(self, name)]

    @property
    def has_unreadable_weights(self) -> bool:
        """Whether own weights were asked for by which nothing can be put in order."""
        return self.weights == UNREADABLE

    @property
    def is_narrow(self) -> bool:
        return bool(self.q or self.chosen)

    def query(self, **changes: str) -> str:
        """The address of this search with some parts changed, from its first page."""
        other = replace(self, **{"after": "", **changes})
        return "?" + urlencode(other.said("q", *self.FACETS, "order", "weights", "after"))

    @classmethod
    def read(
        cls, asked: Mapping[str, str], scale: Scale, known: Mapping[str, Sequence[str]]
    ) -> Self:
        """What an address asks for; what has a list of known values is left out if not on it."""
        said = {f.name: plain(asked.get(f.name, "")) for f in fields(cls)}
        unknown = {name for name, values in known.items() if said[name] not in values}
        kept = {name: value for name, value in said.items() if name not in unknown}
        return cls(**kept | {"weights": scale.asked(asked)})
