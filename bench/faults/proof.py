"""What must hold at the end, whatever died on the way."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import Manager

from payments.models import Payin, PayoutPart, Refund
from payments.services import checks
from sandbox.models import SandboxPayment, SandboxPayout, SandboxRefund

OURS = ("key", "amount_minor")


def killed(report: Path) -> Counter[str]:
    """How often a worker died at each point, so far."""
    return Counter(json.loads(report.read_text())) if report.exists() else Counter()


def differences() -> list[str]:
    """Where the bank and the rows differ, one to one; and what the nightly check says."""
    found = [
        *_compare("payment", Payin.objects.values_list(*OURS), SandboxPayment.objects),
        *_compare("refund", Refund.objects.values_list(*OURS), SandboxRefund.objects),
        *_compare("payout", PayoutPart.objects.values_list(*OURS), SandboxPayout.objects),
    ]
    return found + [str(fault) for fault in checks.check_ledger()]


def _compare(name: str, ours: Iterable[tuple[str, int]], theirs: "Manager[Any]") -> Iterator[str]:
    booked = Counter((key, minor // 100) for key, minor in ours)  # the bank counts whole rupiah
    there = Counter(theirs.values_list("key", "amount"))
    yield from (f"the bank lacks the {name} {row}" for row in booked - there)
    yield from (f"the bank has one {name} more: {row}" for row in there - booked)
