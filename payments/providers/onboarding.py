"""The part of the port that only some providers have: people open an account with them to be paid.

They tell the provider itself who they are; Karya learns only whether it takes payouts for them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from payments.states import Rail, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAsked:
    """All that a provider learns about somebody from us; `since` is when we first asked."""

    key: str
    country: str
    email: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAccount:
    """How an account stands at the provider.

    `due` names what is missing, in the provider's own codes, `due_by` until when. `currency` is
    the one that its payouts are in.
    """

    key: str
    reference: str
    standing: Standing
    country: str
    currency: str
    due: tuple[str, ...] = ()
    due_by: datetime | None = None


@runtime_checkable
class OnboardsPeople(Protocol):
    """A provider that pays out to accounts which people open with it."""

    onboards_for: Rail

    def onboarding_countries(self) -> Collection[str]:
        """Where such accounts may be, as ISO codes; none where the operator does not offer it."""
        ...

    def open_account(self, asked: AccountAsked) -> FoundAccount:
        """The account of our key, made where there is none yet; safe to repeat."""
        ...

    def fetch_account(self, reference: str) -> FoundAccount | None:
        """The account as it is now; None where the provider does not know it any more."""
        ...

    def onboarding_page(self, reference: str, *, key: str, back_url: str, again_url: str) -> str:
        """The address of the provider's own form, good for a few minutes and for one visit.

        `key` is new for each. It leads to `back_url` when the person leaves it, and to `again_url`
        when it is too old.
        """
        ...
