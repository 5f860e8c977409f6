"""The double's API: one call in, one answer out, under Stripe's rules for idempotency keys."""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.doubles.stripe import money_in, money_out, spec, typed
from tests.doubles.stripe.faults import Fault, Script
from tests.doubles.stripe.forms import read_form, read_multipart
from tests.doubles.stripe.state import OWN, Problem, State, Thing

KEEPS_KEYS = 24 * 3600  # seconds
_LISTED = {
    "accounts": "account",
    "checkout/sessions": "checkout.session",
    "charges": "charge",
    "refunds": "refund",
    "transfers": "transfer",
    "payouts": "payout",
    "disputes": "dispute",
    "balance_transactions": "balance_transaction",
    "webhook_endpoints": "webhook_endpoint",
}


class Dropped(Exception):
    """The line broke: nobody knows what happened."""


@dataclass
class Saved:
    """What an idempotency key answers, and for which request."""

    request: tuple[str, str, str]
    status: int
    answer: Thing
    at: int


@dataclass
class Call:
    """One call as the double saw it."""

    method: str
    path: str
    params: Thing
    key: str
    account: str


@dataclass
class Api:
    """Answers calls; `wrong` gathers what either judge objects to, in requests and answers."""

    state: State
    base: str = "https://checkout.stripe.com"
    api_key: str = "rk_test_karya"
    faults: Script = field(default_factory=Script)
    calls: list[Call] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    saved: dict[tuple[str, str], Saved] = field(default_factory=dict)
    busy: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def answer(
        self, method: str, url: str, headers: dict[str, str], body: bytes | str | None
    ) -> tuple[bytes, int, dict[str, str]]:
        """The answer of Stripe to a request; raises Dropped where none arrives."""
        parts = urlsplit(url)
        call = self._read(method.upper(), parts.path, parts.query, headers, body)
        with self.lock:
            self.calls.append(call)
            fault = self.faults.next_of(f"{call.method} {call.path}")
            if fault is Fault.DROP_BEFORE:
                raise Dropped
            status, answer, more = self._under_fault(call, headers, fault)
        if fault in {Fault.DROP_AFTER, Fault.DELAY}:
            raise Dropped
        if fault is Fault.NONSENSE:
            return b"<html>gateway</html>", 200, more
        return json.dumps(answer).encode(), status, more

    def prune(self) -> None:
        """Forget keys that are old enough, as Stripe may."""
        for name, one in list(self.saved.items()):
            if one.at <= self.state.now - KEEPS_KEYS:
                del self.saved[name]

    def _read(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes | str | None
    ) -> Call:
        kind = headers.get("Content-Type", "")
        if method == "GET" or body is None:
            params = read_form(query)
        elif kind.startswith("multipart/"):
            raw = body if isinstance(body, bytes) else body.encode()
            params = read_multipart(raw, kind)
        else:
            params = read_form(body if isinstance(body, str) else body.decode())
        key, account = headers.get("Idempotency-Key", ""), headers.get("Stripe-Account", OWN)
        return Call(method, path, params, key, account)

    def _under_fault(
        self, call: Call, headers: dict[str, str], fault: Fault | None
    ) -> tuple[int, Thing, dict[str, str]]:
        if fault is Fault.LIMIT:
            return *_error(Problem("rate_limit", 429)), {}
        if fault is Fault.ERROR:
            return *_error(Problem("", 500, "api_error")), {}
        if fault is Fault.CONFLICT:
            self.busy.add((call.account, call.key))
        try:
            return self._once(call, headers, fault)
        finally:
            self.busy.discard((call.account, call.key))

    def _once(
        self, call: Call, headers: dict[str, str], fault: Fault | None
    ) -> tuple[int, Thing, dict[str, str]]:
        """A key answers once and for all: the first status and body, 500s included."""
        if headers.get("Authorization") != f"Bearer {self.api_key}":
            return *_error(Problem("", 401)), {}
        if call.method != "POST":
            return *self._carry_out(call, fault)[:2], {}
        if not call.key:
            self.wrong.append(f"{call.method} {call.path}: no idempotency key")
        return self._under_key(call, fault)

    def _under_key(self, call: Call, fault: Fault | None) -> tuple[int, Thing, dict[str, str]]:
        name = (call.account, call.key)
        request = (call.method, call.path, json.dumps(call.params, sort_keys=True, default=str))
        known = self.saved.get(name)
        if name in self.busy:
            return *_error(Problem("idempotency_key_in_use", 409, "idempotency_error")), {}
        if known is not None and known.request != request:
            return *_error(Problem("", 400, "idempotency_error")), {}
        if known is not None:
            return known.status, known.answer, {"Idempotent-Replayed": "true"}
        status, answer, is_run = self._carry_out(call, fault)
        if is_run:
            self.saved[name] = Saved(request, status, answer, self.state.now)
        return status, answer, {}

    def _carry_out(self, call: Call, fault: Fault | None) -> tuple[int, Thing, bool]:
        """Judge, do, judge. A request that is refused before it runs leaves its key free.

        A balance that is too short is found out while running, so that this no is kept.
        """
        where = (call.method, call.path, call.params)
        self.wrong += spec.faults_of_request(*where) + typed.faults_of_request(*where)
        if fault is Fault.ERROR_SAVED:
            return *_error(Problem("", 500, "api_error")), True
        try:
            answer = self._do(call)
        except Problem as problem:
            status, refusal = _error(problem)
            self.wrong += spec.faults_of_answer(call.method, call.path, refusal, status)
            return status, refusal, problem.code == "balance_insufficient"
        answer = json.loads(json.dumps(answer))
        self.wrong += spec.faults_of_answer(call.method, call.path, answer)
        if fault is Fault.ERROR_AFTER:
            return *_error(Problem("", 500, "api_error")), True
        return 200, answer, True

    def _do(self, call: Call) -> Thing:
        path = call.path.removeprefix("/v1/")
        if call.account in self.state.gone:
            raise Problem("account_invalid", 403)
        if call.method == "POST":
            return self._create(path, call)
        if path in _LISTED:
            return self._list(_LISTED[path], call)
        if path == "balance":
            return self._balance(call.account)
        found = self.state.get(path.rpartition("/")[2], call.account)
        if found["object"] == "account" and found["id"] in self.state.gone:
            raise Problem("account_invalid", 403)
        return self._expanded(found, [str(one) for one in _values(call.params.get("expand", {}))])

    def _create(self, path: str, call: Call) -> Thing:
        state, params = self.state, call.params
        doers: dict[str, Callable[[], Thing]] = {
            "checkout/sessions": lambda: money_in.create_session(state, params, self.base),
            "refunds": lambda: money_in.create_refund(state, params),
            "transfers": lambda: money_out.create_transfer(state, params),
            "payouts": lambda: money_out.create_payout(state, params, call.account),
            "accounts": lambda: money_out.create_account(state, params),
            "account_links": lambda: self._link(params),
            "files": lambda: state.make(
                "file", "file", purpose=params["purpose"], size=len(params["file"])
            ),
        }
        if path in doers:
            return doers[path]()
        if match := re.fullmatch(r"transfers/([^/]+)/reversals", path):
            return money_out.reverse_transfer(state, state.get(match[1]), params)
        if match := re.fullmatch(r"checkout/sessions/([^/]+)/expire", path):
            return money_in.expire_session(state, state.get(match[1]))
        if match := re.fullmatch(r"disputes/([^/]+)/close", path):
            return money_in.give_in(state, state.get(match[1]))
        if match := re.fullmatch(r"disputes/([^/]+)", path):
            return money_in.update_dispute(state, state.get(match[1]), params)
        raise Problem("url_invalid", 404)

    def _link(self, params: Thing) -> Thing:
        self.state.get(params["account"])
        return {
            "object": "account_link",
            "created": self.state.now,
            "expires_at": self.state.now + 300,
            "url": f"{self.base}/setup/{params['account']}?back={params['return_url']}",
        }

    def _list(self, kind: str, call: Call) -> Thing:
        """Newest first, filtered by the fields that the parameters name, a page at a time."""
        params = dict(call.params)
        expand = [one.removeprefix("data.") for one in _values(params.pop("expand", {}))]
        limit, after = int(params.pop("limit", 10)), params.pop("starting_after", "")
        created = params.pop("created", {})
        found = [
            one
            for one in self.state.all_of(kind, call.account)
            if all(one.get(name) == value for name, value in params.items())
            and _is_within(one["created"], created)
        ]
        if after:
            names = [one["id"] for one in found]
            found = found[names.index(after) + 1 :]
        page = [self._expanded(one, expand) for one in found[:limit]]
        return {"object": "list", "url": call.path, "has_more": len(found) > limit, "data": page}

    def _balance(self, account: str) -> Thing:
        purses = {c: one for (who, c), one in self.state.balances.items() if who == account}

        def listed(part: str) -> list[Thing]:
            return [
                {"amount": getattr(one, part), "currency": currency}
                for currency, one in purses.items()
            ]

        return {
            "object": "balance",
            "livemode": False,
            "available": listed("available"),
            "pending": listed("pending"),
        }

    def _expanded(self, thing: Thing, paths: list[str]) -> Thing:
        """A copy in which the names at these paths are the objects themselves."""
        copy = dict(thing)
        for path in paths:
            head, _dot, rest = path.partition(".")
            inner = copy.get(head)
            if isinstance(inner, str) and inner in self.state.things:
                copy[head] = self._expanded(self.state.things[inner], [rest] if rest else [])
        return copy


def _values(given: Any) -> list[Any]:
    return list(given.values()) if isinstance(given, dict) else [given]


def _is_within(created: int, window: Any) -> bool:
    return created >= int(window.get("gte", 0)) and created < int(window.get("lt", 1 << 62))


def _error(problem: Problem) -> tuple[int, Thing]:
    error = {"type": problem.kind, "message": problem.code or "Something went wrong."}
    if problem.code:
        error["code"] = problem.code
    return problem.status, {"error": error}
