"""The port to the licensed providers that keep the money.

An adapter turns these calls into the provider's own words and exponents. Amounts are Money on
both sides. Calls may raise `Unknown`: it may or may not have happened, so ask before trying again.
Questions (`fetch_…`, `list_settled`) are answered or raise `Unknown`, and never `Refused`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from core.money import Money
from payments.states import Method
from payments.states import Rail as PayoutKind


class Unknown(Exception):
    """No clear answer: a time-out, a 500, a dropped line. Look up before doing it again."""


class Busy(Unknown):
    """We ask too much at once (429): nothing was done. Ask less, and not before `seconds`."""

    def __init__(self, seconds: int = 0) -> None:
        super().__init__("429")
        self.seconds = seconds


class Stuck(Unknown):
    """No answer, and none that a machine could wait for: a person finds out where the money is."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(Exception):
    """A clear no to what was asked for, for good: nothing happened and nothing will under this key.

    Only what wants something done raises it. To a question (`fetch_…`, `list_settled`) a no says
    nothing about what happened: it is Unknown there.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadSignature(Exception):
    """A notification that the provider did not sign, or signed long ago."""


LONGEST_NAME = 100  # of an event, or of an object at a provider


def read_json(body: bytes) -> Any:
    """What a notification says; nonsense is refused like what is not signed: BadSignature.

    So is what Python reads and no column takes: NUL, half of a surrogate pair, no finite number.
    """
    try:
        said = json.loads(body)
        kept = json.dumps(said, ensure_ascii=False, allow_nan=False)
        kept.encode()
    except (ValueError, RecursionError) as error:
        raise BadSignature from error
    if "\\u0000" in kept.replace("\\\\", ""):  # not where the backslash stands for itself
        raise BadSignature
    return said


class Subject(StrEnum):
    """What a notification, or a row of a provider's report, is about."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_RETURN = "refund_return"
    PAYOUT = "payout"
    PAYOUT_RETURN = "payout_return"
    CHARGEBACK = "chargeback"
    CHARGEBACK_RETURN = "chargeback_return"
    ACCOUNT = "account"


class Status(StrEnum):
    """What a provider says about a payment, a refund or a payout."""

    WAITING = "waiting"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The present state of one object at the provider; `key` is ours, `reference` theirs.

    `instructions` is what a person needs to pay on our own page: `qr_string`, or `bank` and
    `va_number`, or `deeplink`. Where the provider has a page of its own, `checkout_url` is that.
    """

    key: str
    reference: str
    status: Status
    amount: Money
    cost: Money
    failure: str = ""
    checkout_url: str = ""
    instructions: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One verified notification: which object it is about, nothing more is believed.

    `object_key` is our key of the payment, refund or payout. Where the provider does not repeat
    ours, it is empty and `reference` is the provider's name for the object. Raises BadSignature
    for names that cannot be kept whole: one that was cut is the name of something else.
    """

    event_id: str
    kind: str
    object_key: str
    payload: Mapping[str, object]
    subject: Subject | None = None
    reference: str = ""

    def __post_init__(self) -> None:
        is_named = self.event_id and self.kind and (self.name or self.subject is None)
        if not is_named or max(len(self.event_id), len(self.name)) > LONGEST_NAME:
            raise BadSignature

    @property
    def name(self) -> str:
        """Our key of the object; the provider's own name where it does not repeat ours."""
        return self.object_key or self.reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One row of a provider's report: money of ours moved there, at this moment.

    `key` is our key of the payment, refund or payout, empty where the provider does not repeat
    it; `reference` is theirs. `amount` is what the payer paid or the payee got, always above zero;
    `cost` is what the provider kept for it. A payout or refund that came back is a second row, of
    PAYOUT_RETURN or REFUND_RETURN under its key. What a bank took back is a CHARGEBACK, under its
    reference alone, and a CHARGEBACK_RETURN where it gave the money back.
    """

    subject: Subject
    key: str
    reference: str
    amount: Money
    cost: Money
    settled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """What one way of paying offers: limits, how soon it is known, how long it is held back.

    `channel` is the bank or e-wallet where the provider wants it named beforehand. The provider
    keeps `cost_bps` of the amount and `cost_fixed`; Karya bears that, the payer does not. Where it
    `asks_phone`, the payer is asked for consent in the app of that number.
    """

    method: Method
    least: Money
    most: Money
    hold: timedelta
    hold_days: int
    seconds_to_confirm: int
    channel: str = ""
    lifetime: timedelta = timedelta(hours=24)
    cost_bps: int = 0
    cost_fixed: Money | None = None
    asks_phone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutRail:
    """What one way of paying out offers; a larger sum than `most` is sent in several parts.

    `name` tells rails of one kind apart ("bi_fast", "rtgs"). Between `opens` and `cut_off` of a
    working day in Jakarta it takes orders, where these are set; else at any time. `per_day` is
    the most that one destination receives in a day there. Money arrives `minutes` later. Where
    `only_for` names banks or e-wallets, it reaches no others. `cost_fixed` is kept by the provider
    for each transfer; Karya bears it.
    """

    rail: PayoutKind
    least: Money
    most: Money
    minutes: int
    cost_fixed: Money | None = None
    name: str = ""
    per_day: Money | None = None
    opens: time | None = None
    cut_off: time | None = None
    only_for: frozenset[str] = frozenset()

    def reaches(self, institution: str) -> bool:
        """Whether it goes to this bank or e-wallet."""
        return not self.only_for or institution in self.only_for

    @property
    def duration(self) -> timedelta:
        """How long money is on its way once it was sent."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAsked:
    """All that a provider learns about a payment."""

    key: str
    amount: Money
    method: Method
    channel: str = ""
    payer_name: str = ""
    payer_email: str = ""
    payer_phone: str = ""  # 08…, where the rail asks for it
    description: str
    return_url: str
    notify_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAsked:
    """All that a provider learns about a refund, the payment's key and reference included."""

    key: str
    payment_key: str
    payment_reference: str
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutAsked:
    """All that a provider learns about a payout."""

    key: str
    amount: Money
    rail: str
    institution: str
    account_number: str
    holder_name: str
    description: str
    notify_url: str


class Provider(Protocol):
    """What Karya needs of a provider; every creating call is idempotent by its key."""

    name: str
    holds_at_most: timedelta  # how long money may rest there

    def rails(self, currency: str) -> list[Rail]:
        """The ways of paying that it offers in a currency."""
        ...

    def payout_rails(self, currency: str) -> list[PayoutRail]:
        """The ways of paying out that it offers in a currency."""
        ...

    def create_payment(self, asked: PaymentAsked, *, now: datetime) -> Found:
        """Ask for a payment: a page of the provider, or instructions for ours."""
        ...

    def fetch_payment(self, key: str, reference: str) -> Found | None:
        """The payment of our key as it is now; None if the provider never heard of it.

        `reference` is the provider's own name for it, empty while we have not heard it.
        """
        ...

    def cancel_payment(self, key: str, reference: str) -> Found | None:
        """Take no more money for the payment of our key, where the provider can; safe to repeat.

        Answers how the payment stands afterwards: EXPIRED where it was called off, DONE where the
        payer was faster. None where this provider cannot, or never heard of it: it then expires.
        """
        ...

    def refund(self, asked: RefundAsked, *, now: datetime) -> Found:
        """Send back a part or all of a payment."""
        ...

    def fetch_refund(self, key: str, reference: str) -> Found | None:
        """The refund of our key as it is now."""
        ...

    def create_payout(self, asked: PayoutAsked, *, now: datetime) -> Found:
        """Send money to a person."""
        ...

    def fetch_payout(self, key: str, reference: str) -> Found | None:
        """The payout of our key as it is now."""
        ...

    def verify_webhook(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        """Read a notification; raises BadSignature."""
        ...

    def list_settled(self, since: datetime, until: datetime) -> Iterable[Settled]:
        """All that moved money from `since` on and before `until`, for reconciliation."""
        ...


@runtime_checkable
class KnowsHolders(Protocol):
    """A provider that can say whose account a number is, before money goes there."""

    def lookup_account(self, institution: str, number: str) -> str | None:
        """The holder's name as the bank writes it; None where the bank does not tell.

        Raises Refused("account_not_found") for a number that the bank does not know, and Unknown.
        """
        ...
