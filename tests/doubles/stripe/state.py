"""What the double remembers: objects by name, balances, and the events that it would send."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.stripe.spec import blank

Thing = dict[str, Any]
SETTLES_AFTER = 2 * 24 * 3600  # seconds until a charge is available
FEE_BPS, FEE_FIXED, DISPUTE_FEE = 290, 30, 1500
OWN = ""  # the operator's own account


class Problem(Exception):
    """A clear no, with Stripe's status and code."""

    def __init__(self, code: str, status: int = 400, kind: str = "invalid_request_error") -> None:
        super().__init__(code)
        self.code, self.status, self.kind = code, status, kind


@dataclass
class Balance:
    """What an account has in one currency."""

    available: int = 0
    pending: int = 0


@dataclass
class State:
    """Everything behind the API. `now` is the clock, in seconds, moved by tests."""

    now: int
    things: dict[str, Thing] = field(default_factory=dict)
    account_of: dict[str, str] = field(default_factory=dict)
    balances: dict[tuple[str, str], Balance] = field(default_factory=lambda: defaultdict(Balance))
    gone: set[str] = field(default_factory=set)  # connected accounts that were deleted
    wished: dict[str, Thing] = field(default_factory=dict)  # of a PaymentIntent not made yet
    events: list[Thing] = field(default_factory=list)
    endpoints: list[Thing] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def make(self, kind: str, prefix: str, account: str = OWN, **given: Any) -> Thing:
        """A new object with every field that Stripe would send."""
        base: Thing = {"object": kind, "created": self.now, "livemode": False}
        known = blank(kind)
        thing = {**known, **{k: v for k, v in base.items() if k in known or k == "object"}, **given}
        thing["id"] = f"{prefix}_{next(self.numbers):016d}"
        self.things[thing["id"]] = thing
        self.account_of[thing["id"]] = account
        return thing

    def get(self, name: str, account: str = OWN) -> Thing:
        """An object by its name; raises Problem for one that this account does not have."""
        if name not in self.things or self.account_of[name] != account:
            raise Problem("resource_missing", 404)
        return self.things[name]

    def all_of(self, kind: str, account: str = OWN) -> list[Thing]:
        """The objects of a kind, newest first."""
        found = [
            one
            for name, one in self.things.items()
            if one["object"] == kind and self.account_of[name] == account
        ]
        return found[::-1]

    def balance(self, currency: str, account: str = OWN) -> Balance:
        return self.balances[account, currency]

    def book(
        self, kind: str, source: Thing, amount: int, account: str = OWN, fee: int = 0
    ) -> Thing:
        """Move money on an account and write the balance transaction."""
        currency = source["currency"]
        waits = kind == "charge"
        entry = self.make(
            "balance_transaction",
            "txn",
            account,
            amount=amount,
            currency=currency,
            fee=fee,
            net=amount - fee,
            source=source["id"],
            type=kind,
            reporting_category=kind,
            status="pending" if waits else "available",
            available_on=self.now + (SETTLES_AFTER if waits else 0),
            balance_type="payments",
        )
        purse = self.balance(currency, account)
        if waits:
            purse.pending += amount - fee
        else:
            purse.available += amount - fee
        return entry

    def settle(self) -> None:
        """Pending charges become available when their day has come."""
        for entry in self.things.values():
            is_due = entry["object"] == "balance_transaction" and entry["status"] == "pending"
            if is_due and entry["available_on"] <= self.now:
                entry["status"] = "available"
                purse = self.balance(entry["currency"], self.account_of[entry["id"]])
                purse.pending -= entry["net"]
                purse.available += entry["net"]

    def tell(self, kind: str, thing: Thing, account: str = OWN) -> Thing:
        """An event about an object as it is at this moment."""
        event = blank("event")
        event.update(
            id=f"evt_{next(self.numbers):016d}",
            object="event",
            type=kind,
            created=self.now,
            data={"object": _copy(thing)},
            api_version="2026-10-28.endive",
            pending_webhooks=1,
        )
        if account:
            event["account"] = account
        else:
            event.pop("account", None)
        self.events.append(event)
        return event


def _copy(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {key: _copy(one) for key, one in thing.items()}
    return [_copy(one) for one in thing] if isinstance(thing, list) else thing
