"""Real processes, killed by SIGKILL at each step; the sweeps finish, once."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from accounts.models import User
from payments.models import Earning, Escrow, Payin, ProviderEvent, Refund, Transfer
from payments.providers.base import Notice
from payments.services import escrows, notices, sweeps
from payments.states import EscrowState, PayinState, PayoutState, RefundState
from sandbox.models import SandboxPayment, SandboxPayout
from tests.factories import payments as money

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(minutes=2)
ROOT = Path(__file__).parents[2]

# The process does its work, and dies just before or just after the named function does its own.
SCRIPT = """
import os, signal, sys
from datetime import datetime
from unittest.mock import patch
import django
django.setup()
from django.utils.module_loading import import_string
from payments.models import Escrow
from payments.services import escrows, notices, payins, payouts, refunds

moment, target, work, pk, now = sys.argv[1:]
now = datetime.fromisoformat(now)
owner, _, name = target.rpartition(".")
try:
    real = getattr(__import__(owner, fromlist=["x"]), name)
except ModuleNotFoundError:
    real = getattr(import_string(owner), name)

def die(*args, **kwargs):
    if moment == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

works = {
    "ask": lambda: payins.ask_provider(payin_id=int(pk), now=now),
    "capture": lambda: payins.look_up(payin_id=int(pk), now=now),
    "release": lambda: escrows.release(escrow=Escrow.objects.get(pk=pk), by=None, now=now),
    "refund": lambda: refunds.send(refund_id=int(pk), now=now),
    "payout": lambda: payouts.send(payout_id=int(pk), now=now),
    "notice": lambda: notices.work_on(provider_event_id=int(pk), now=now),
}
with patch(target, die):
    works[work]()
"""
BANK = "payments.providers.sandbox.Sandbox"


def kill(moment: str, target: str, work: str, pk: int, now: datetime) -> None:
    """Let another process do the work and die on the way."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "SANDBOX_SECRET": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, moment, target, work, str(pk), now.isoformat()],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def finish(now: datetime) -> None:
    """The minutes after: sweeps, the bank, sweeps."""
    for minute in range(1, 4):
        at = now + LATER * minute
        sweeps.finish_notices(now=at)
        sweeps.finish_payins(now=at)
        sweeps.finish_refunds(now=at)
        money.run_payouts(now=at)
        money.settle_bank(now=at)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_asking_for_a_payment(escrow: Escrow, now: datetime, moment: str) -> None:
    payin = Payin.objects.create(
        escrow=escrow,
        payer=escrow.payer,
        request_key="k",
        method="va",
        provider="sandbox",
        key="pi_killed",
        currency="IDR",
        amount_minor=escrow.total.minor,
        return_url="/",
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )
    kill(moment, f"{BANK}.create_payment", "ask", payin.pk, now)
    finish(now)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN
    assert SandboxPayment.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "target"),
    [
        ("after", f"{BANK}.fetch_payment"),
        ("after", "payments.services.postings.captured"),
        ("after", "payments.ledger.post"),
    ],
)
def test_capturing(escrow: Escrow, now: datetime, moment: str, target: str) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    kill(moment, target, "capture", payin.pk, now)
    assert Transfer.objects.count() == 0
    finish(now)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "target"),
    [
        ("before", "payments.services.escrows.settle"),
        ("after", "payments.services.settling._write"),
        ("after", "payments.services.escrows.settle"),
        ("after", "payments.services.earnings.tell"),
        ("after", "payments.services.escrows.publish"),
    ],
)
def test_releasing(held: Escrow, now: datetime, moment: str, target: str) -> None:
    kill(moment, target, "release", held.pk, now)
    held.refresh_from_db()
    assert (held.state, Earning.objects.count()) == (EscrowState.HELD, 0)
    escrows.release(escrow=held, by=None, now=now)
    assert Earning.objects.count() == 1


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("name", ["refund", "fetch_refund"])
def test_refunding(
    held: Escrow, farid: User, now: datetime, moment: str, name: str, quiet_workers: None
) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="x")
    refund = Refund.objects.get()
    kill(moment, f"{BANK}.{name}", "refund", refund.pk, now)
    finish(now)
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert SandboxPayment.objects.get().refunds.count() == 1


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("target", [f"{BANK}.create_payout", "payments.services.payouts.apply"])
def test_paying_out(
    clara: User, farid: User, now: datetime, moment: str, target: str, quiet_workers: None
) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now)
    kill(moment, target, "payout", payout.pk, now)
    finish(now)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID
    assert SandboxPayout.objects.count() == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_working_on_a_notification(
    escrow: Escrow, now: datetime, moment: str, quiet_workers: None
) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    notice = Notice(event_id="e", kind="payment.paid", object_key=payin.key, payload={})
    notices._keep("sandbox", notice, now)
    kill(moment, "payments.services.payins.apply", "notice", ProviderEvent.objects.get().pk, now)
    finish(now)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD
    assert ProviderEvent.objects.get().outcome == "applied"
    assert Transfer.objects.count() == 1
