"""What happens to people."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRegistered(Event):
    """Somebody has a new account, with both profiles."""

    user_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalNameChanged(Event):
    """Somebody gave another legal name than before."""

    user_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenMade(Event):
    """A program may act in somebody's name from now on."""

    token_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountClosing(Event):
    """Somebody wants to leave; a receiver may raise WrongState to name what is open."""

    user_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountClosed(Event):
    """Somebody has left; the name and address are gone, the records of money stay."""

    user_id: int
