"""Midtrans with a memory: charges by order id, status, refunds, payouts with two keys."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.doubles.server import Asked, Double, Reply

KEY, CREATOR, APPROVER, MERCHANT = "SB-Mid-server-double", "IRIS-creator", "IRIS-approver", "IRIS-m"
JAKARTA = timezone(timedelta(hours=7))


def say(code: int) -> Reply:
    return 200, {"status_code": str(code), "status_message": "no", "id": "x"}


@dataclass
class MidtransDouble(Double):
    """`now` is its clock; statuses are set by the tests."""

    now: datetime = datetime(2026, 11, 10, 9, 0, tzinfo=JAKARTA)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    payouts: dict[str, dict[str, Any]] = field(default_factory=dict)
    banks: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def pay(self, order_id: str, *, amount: int | None = None) -> None:
        order = self.orders[order_id]
        order |= {"status_code": "200", "transaction_status": "settlement"}
        order["settlement_time"] = self.stamp()
        if amount is not None:
            order["gross_amount"] = f"{amount}.00"

    def stamp(self) -> str:
        return self.now.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M:%S")

    def notice(self, order_id: str, key: str = KEY) -> dict[str, Any]:
        order = self.orders[order_id]
        signed = f"{order_id}{order['status_code']}{order['gross_amount']}{key}"
        return {**order, "signature_key": hashlib.sha512(signed.encode()).hexdigest()}

    def payout_notice(self, reference: str, key: str = MERCHANT) -> tuple[bytes, str]:
        payout = self.payouts[reference]
        body = json.dumps({k: payout[k] for k in ("reference_no", "amount", "status")}).encode()
        return body, hashlib.sha512(body + key.encode()).hexdigest()

    def reply(self, asked: Asked) -> Reply:
        if asked.path.startswith("/api/v1"):
            return self.iris(asked, asked.path.removeprefix("/api/v1"))
        if asked.user != KEY:
            return 401, {"status_code": "401", "status_message": "Access denied"}
        if asked.path == "/v2/charge":
            return self.charge(asked)
        _v2, order_id, *what = asked.path.strip("/").split("/")
        order = self.orders.get(order_id)
        if order is None:
            return say(404)
        if what == ["status"]:
            hidden = {"actions", "qr_string"}  # said once, when it was made
            return 200, {k: v for k, v in order.items() if k not in hidden}
        if what == ["cancel"]:
            if order["transaction_status"] != "pending":
                return say(412)
            order["transaction_status"] = "cancel"
            return 200, order
        return self.refund(asked.body, order)

    def charge(self, asked: Asked) -> Reply:
        body, details = asked.body, asked.body["transaction_details"]
        order_id, amount = details["order_id"], details["gross_amount"]
        if order_id in self.orders:
            return say(406)
        if not isinstance(amount, int) or not asked.headers.get("x-override-notification"):
            return say(400)
        kind = body["payment_type"]
        order = {
            "status_code": "201",
            "transaction_id": str(uuid.uuid4()),
            "order_id": order_id,
            "gross_amount": f"{amount}.00",
            "currency": "IDR",
            "payment_type": kind,
            "transaction_time": self.stamp(),
            "transaction_status": "pending",
            "fraud_status": "accept",
            "refunds": [],
        }
        if kind == "qris":
            order["qr_string"] = f"00020101021226{order_id}"
        elif kind == "echannel":
            order |= {"bill_key": "990000000260", "biller_code": "70012"}
        elif kind == "bank_transfer" and body["bank_transfer"]["bank"] == "permata":
            order["permata_va_number"] = "8778000002332015"
        elif kind == "bank_transfer":
            bank = body["bank_transfer"]["bank"]
            order["va_numbers"] = [{"bank": bank, "va_number": "91019021579"}]
        else:
            link = f"https://wallet.example/{order_id}"
            order["actions"] = [{"name": "deeplink-redirect", "method": "GET", "url": link}]
        self.orders[order_id] = order
        return 200, order

    def refund(self, body: Any, order: dict[str, Any]) -> Reply:
        if order["transaction_status"] not in {"settlement", "partial_refund", "refund"}:
            return say(412)
        known = [r for r in order["refunds"] if r["refund_key"] == body["refund_key"]]
        if known:
            return 200, {**order, "status_code": "200"}
        before = sum(int(r["refund_amount"].split(".")[0]) for r in order["refunds"])
        whole = int(order["gross_amount"].split(".")[0])
        if before + body["amount"] > whole:
            return say(414)
        row = {
            "refund_key": body["refund_key"],
            "refund_amount": f"{body['amount']}.00",
            "created_at": self.stamp(),
        }
        order["refunds"].append(row)
        is_whole = before + body["amount"] == whole
        order["transaction_status"] = "refund" if is_whole else "partial_refund"
        return 200, {**order, "status_code": "200"}

    def iris(self, asked: Asked, path: str) -> Reply:
        if (asked.method, path) == ("POST", "/payouts/approve"):
            if asked.user != APPROVER:
                return 401, {"error_message": "no"}
            for reference in asked.body["reference_nos"]:
                if self.payouts[reference]["status"] != "queued":
                    return 400, {"error_message": "not queued"}
                self.payouts[reference]["status"] = "approved"
            return 202, {"status": "ok"}
        if asked.user != CREATOR:
            return 401, {"error_message": "no"}
        if asked.method == "POST":
            return self.make_payout(asked)
        if path == "/beneficiary_banks":
            return 200, {"beneficiary_banks": [{"code": code} for code in self.banks]}
        if path == "/statements":
            return 200, [self.statement(one) for one in self.payouts.values()]
        payout = self.payouts.get(path.removeprefix("/payouts/"))
        return (200, payout) if payout is not None else (404, {"error_message": "no"})

    def make_payout(self, asked: Asked) -> Reply:
        key, one = asked.headers.get("x-idempotency-key", ""), asked.body["payouts"][0]
        if not key or not one["amount"].endswith(".00"):
            return 400, {"error_message": "invalid"}
        if key not in self.keys:
            reference = uuid.uuid4().hex[:18]
            self.keys[key] = reference
            self.payouts[reference] = {**one, "reference_no": reference, "status": "queued"}
        made = self.payouts[self.keys[key]]
        return 201, {"payouts": [{k: made[k] for k in ("status", "reference_no")}]}

    def statement(self, payout: dict[str, Any]) -> dict[str, Any]:
        return {
            "reference_no": payout["reference_no"],
            "type": "Payout",
            "amount": payout["amount"].replace(".00", ".0"),
            "status": "debit",
            "created_at": self.now.isoformat(),
        }
