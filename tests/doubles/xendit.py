"""Xendit with a memory: payment requests v3, refunds, payouts v2, the transaction report.

Refuses what the published documents do not know: unknown fields, a missing version, parts of
rupiah. It proves our logic and the shapes, not Xendit (docs/indonesian-rails.md).
"""

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.doubles.server import Asked, Double, Reply

KEY, TOKEN = "xnd_development_double", "token-of-the-double"
NO_REFUNDS = ("_VIRTUAL_ACCOUNT", "OVO")
REQUEST_FIELDS = {
    "reference_id",
    "type",
    "country",
    "currency",
    "request_amount",
    "channel_code",
    "channel_properties",
    "description",
}
PROPERTIES = {
    "QRIS": set(),
    "_VIRTUAL_ACCOUNT": {"display_name", "expires_at"},
    "OVO": {"success_return_url", "failure_return_url", "account_mobile_number"},
    "": {"success_return_url", "failure_return_url"},
}
REFUND_FIELDS = {"reference_id", "payment_request_id", "currency", "amount", "reason"}
PAYOUT_FIELDS = {
    "reference_id",
    "channel_code",
    "channel_properties",
    "amount",
    "currency",
    "description",
}


def error(status: int, code: str) -> Reply:
    return status, {"error_code": code, "message": code}


def name(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4()}"


@dataclass
class XenditDouble(Double):
    """`now` is its clock; the tests move it and act as payer and bank."""

    now: datetime = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    payouts: dict[str, dict[str, Any]] = field(default_factory=dict)
    transactions: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, tuple[Any, str]] = field(default_factory=dict)
    channels: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=itertools.count)

    # -- what a payer, a bank or Xendit itself does

    def pay(self, key: str, *, amount: int | None = None, fee: int = 0, tax: int = 0) -> None:
        """Pay the newest request of our reference, in full unless another amount is given."""
        request = [r for r in self.requests.values() if r["reference_id"] == key][-1]
        paid = request["request_amount"] if amount is None else amount
        payment_id = name("py")
        self.payments[payment_id] = {
            "payment_id": payment_id,
            "payment_request_id": request["payment_request_id"],
            "reference_id": key,
            "type": "PAY",
            "country": "ID",
            "currency": "IDR",
            "request_amount": request["request_amount"],
            "channel_code": request["channel_code"],
            "status": "SUCCEEDED",
            "captures": [
                {
                    "capture_id": name("cap"),
                    "capture_amount": paid,
                    "capture_timestamp": self.stamp(),
                }
            ],
        }
        request |= {"status": "SUCCEEDED", "latest_payment_id": payment_id}
        self.book("PAYMENT", key, payment_id, paid, fee=fee, tax=tax)
        self.transactions[-1]["product_data"] = {
            "payment_request_id": request["payment_request_id"]
        }

    def end(self, key: str, status: str, failure: str = "") -> None:
        """A request expires or fails."""
        for request in self.requests.values():
            if request["reference_id"] == key:
                request["status"] = status
                if failure:
                    request["failure_code"] = failure

    def settle_refund(self, key: str, status: str = "SUCCEEDED", failure: str = "") -> None:
        refund = next(r for r in self.refunds.values() if r["reference_id"] == key)
        refund |= {"status": status, "failure_code": failure or None, "updated": self.stamp()}
        if status == "SUCCEEDED":
            self.book("REFUND", key, refund["id"], refund["amount"])

    def settle_payout(self, key: str, status: str, failure: str = "", *, fee: int = 0) -> None:
        payout = next(p for p in self.payouts.values() if p["reference_id"] == key)
        payout |= {"status": status, "updated": self.stamp()}
        if failure:
            payout["failure_code"] = failure
        if status == "SUCCEEDED":
            self.book("DISBURSEMENT", key, payout["id"], payout["amount"], fee=fee)
        if status == "REVERSED":
            row = next(t for t in self.transactions if t["reference_id"] == key)
            row |= {"status": "REVERSED", "updated": self.stamp()}

    def book(
        self, kind: str, key: str, product: str, amount: int, *, fee: int = 0, tax: int = 0
    ) -> None:
        self.transactions.append(
            {
                "id": f"txn_{next(self.numbers):08d}",
                "product_id": product,
                "type": kind,
                "status": "SUCCESS",
                "reference_id": key,
                "currency": "IDR",
                "amount": amount,
                "created": self.stamp(),
                "updated": self.stamp(),
                "fee": {"xendit_fee": fee, "value_added_tax": tax, "status": "COMPLETED"},
            }
        )

    def callback(self, event: str, key: str, *, token: str = TOKEN) -> tuple[dict, dict]:
        """The body and headers that Xendit would send about our reference."""
        pools = {"payment": self.payments, "payment_request": self.requests}
        pools |= {"refund": self.refunds, "payout": self.payouts}
        things = pools[event.partition(".")[0]].values()
        found = [thing for thing in things if thing["reference_id"] == key]
        data = found[-1] if found else {"reference_id": key, "id": name("x"), "status": "SUCCEEDED"}
        body = {"event": event, "business_id": "b", "created": self.stamp(), "data": data}
        return body, {"x-callback-token": token}

    def forget_keys(self) -> None:
        """Providers do, after a while."""
        self.keys.clear()

    def stamp(self) -> str:
        return self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    # -- what it answers

    def reply(self, asked: Asked) -> Reply:
        if asked.user != KEY:
            return error(401, "INVALID_API_KEY")
        if asked.path.startswith("/v3/") and asked.headers.get("api-version") != "2024-11-11":
            return error(400, "API_VALIDATION_ERROR")
        start, _is, rest = asked.path.lstrip("/").partition("/")
        match (asked.method, start, rest):
            case ("POST", "v3", "payment_requests"):
                return self.make_request(asked)
            case ("POST", "v3", _) if rest.endswith("/cancel"):
                request = self.requests.get(rest.split("/")[1])
                if request is None or request["status"] != "REQUIRES_ACTION":
                    return error(400, "INELIGIBLE_TRANSACTION_STATUS")
                request["status"] = "CANCELED"
                return 200, request
            case ("GET", "v3", _):
                kind, _is, thing = rest.partition("/")
                pool = self.requests if kind == "payment_requests" else self.payments
                return one_of(pool, thing)
            case ("POST", "refunds", ""):
                return self.make_refund(asked)
            case ("GET", "refunds", ""):
                wanted = asked.one("payment_request_id")
                rows = [r for r in self.refunds.values() if r["payment_request_id"] == wanted]
                return 200, {"data": rows, "has_more": False}
            case ("GET", "refunds", _):
                return one_of(self.refunds, rest)
            case ("POST", "v2", "payouts"):
                return self.make_payout(asked)
            case ("GET", "v2", "payouts"):
                wanted = asked.one("reference_id")
                return 200, [p for p in self.payouts.values() if p["reference_id"] == wanted]
            case ("GET", "transactions", ""):
                return self.report(asked)
            case ("GET", "payouts_channels", ""):
                return 200, [{"channel_code": code} for code in self.channels]
        return error(404, "DATA_NOT_FOUND")

    def make_request(self, asked: Asked) -> Reply:
        body = asked.body
        code = body.get("channel_code", "")
        kind = next(k for k in PROPERTIES if code.endswith(k))
        is_known = (
            set(body) <= REQUEST_FIELDS and set(body["channel_properties"]) <= PROPERTIES[kind]
        )
        if code == "OVO" and set(body["channel_properties"]) != PROPERTIES[kind]:
            return error(400, "API_VALIDATION_ERROR")
        if not is_known or not is_whole(body["request_amount"]) or body["type"] != "PAY":
            return error(400, "API_VALIDATION_ERROR")
        request_id = name("pr")
        actions = {
            "QRIS": ("PRESENT_TO_CUSTOMER", "QR_STRING", f"00020101021226{body['reference_id']}"),
            "_VIRTUAL_ACCOUNT": (
                "PRESENT_TO_CUSTOMER",
                "VIRTUAL_ACCOUNT_NUMBER",
                "8881761038089006",
            ),
            "OVO": ("REDIRECT_CUSTOMER", "WEB_URL", f"https://redirect.example/{request_id}"),
            "": ("REDIRECT_CUSTOMER", "WEB_URL", f"https://redirect.example/{request_id}"),
        }
        kind_of_action, descriptor, value = actions[kind]
        self.requests[request_id] = {
            **body,
            "payment_request_id": request_id,
            "status": "REQUIRES_ACTION",
            "actions": [{"type": kind_of_action, "descriptor": descriptor, "value": value}],
            "created": self.stamp(),
        }
        return 201, self.requests[request_id]

    def make_refund(self, asked: Asked) -> Reply:
        key, body = asked.headers.get("idempotency-key", ""), asked.body
        if key in self.keys:
            return self.repeated(key, body, self.refunds)
        request = self.requests.get(body["payment_request_id"])
        if set(body) != REFUND_FIELDS or not is_whole(body["amount"]):
            return error(400, "API_VALIDATION_ERROR")
        if request is None:
            return error(404, "DATA_NOT_FOUND")
        if request["status"] != "SUCCEEDED":
            return error(400, "INELIGIBLE_TRANSACTION_STATUS")
        if request["channel_code"].endswith(NO_REFUNDS):
            return error(403, "REFUND_NOT_SUPPORTED")
        before = [
            r
            for r in self.refunds.values()
            if r["payment_request_id"] == body["payment_request_id"] and r["status"] != "FAILED"
        ]
        paid = self.payments[request["latest_payment_id"]]["captures"][0]["capture_amount"]
        if sum(r["amount"] for r in before) + body["amount"] > paid:
            return error(400, "REFUND_AMOUNT_EXCEEDED")
        refund_id = name("rfd")
        self.refunds[refund_id] = {
            **body,
            "id": refund_id,
            "status": "PENDING",
            "failure_code": None,
            "updated": self.stamp(),
        }
        self.keys[key] = (body, refund_id)
        return 200, self.refunds[refund_id]

    def make_payout(self, asked: Asked) -> Reply:
        key, body = asked.headers.get("idempotency-key", ""), asked.body
        if not key or set(body) != PAYOUT_FIELDS or not is_whole(body["amount"]):
            return error(400, "API_VALIDATION_ERROR")
        if key in self.keys:
            return self.repeated(key, body, self.payouts)
        payout_id = f"disb-{uuid.uuid4().hex[:24]}"
        made = {"created": self.stamp(), "updated": self.stamp()}
        self.payouts[payout_id] = {**body, "id": payout_id, "status": "ACCEPTED", **made}
        self.keys[key] = (body, payout_id)
        return 200, self.payouts[payout_id]

    def repeated(self, key: str, body: Any, pool: dict[str, dict[str, Any]]) -> Reply:
        saved, thing = self.keys[key]
        return (200, pool[thing]) if saved == body else error(409, "DUPLICATE_ERROR")

    def report(self, asked: Asked) -> Reply:
        rows = [row for row in self.transactions if fits(row, asked)]
        after = asked.one("after_id")
        if after:
            ids = [row["id"] for row in rows]
            rows = rows[ids.index(after) + 1 :]
        limit = int(asked.one("limit") or 10)
        return 200, {"data": rows[:limit], "has_more": len(rows) > limit, "links": []}


def is_whole(amount: object) -> bool:
    return isinstance(amount, int) and not isinstance(amount, bool) and amount > 0


def one_of(pool: dict[str, dict[str, Any]], thing: str) -> Reply:
    return (200, pool[thing]) if thing in pool else error(404, "DATA_NOT_FOUND")


def fits(row: dict[str, Any], asked: Asked) -> bool:
    """Whether a row of the report passes the filters of a request."""
    for query, column in (("types", "type"), ("statuses", "status")):
        if asked.all_of(query) and row[column] not in asked.all_of(query):
            return False
    if asked.one("reference_id") and row["reference_id"] != asked.one("reference_id"):
        return False
    for column in ("created", "updated"):
        first, last = asked.one(f"{column}[gte]"), asked.one(f"{column}[lte]")
        if (first and row[column] < first) or (last and row[column] > last):
            return False
    return True
