"""How long each state of a dispute lasts, by the policy that its contract was signed under."""

from datetime import datetime, timedelta

from disputes.models import Dispute
from payments.calendars import after_working_days
from projects.models import WorkPolicy

REMINDERS = (timedelta(hours=72), timedelta(hours=24))  # and once at half of the time


def policy_of(dispute: Dispute) -> WorkPolicy:
    """The clocks that both sides signed."""
    return dispute.milestone.contract.policy


def to_answer(dispute: Dispute, now: datetime) -> datetime:
    return now + timedelta(days=policy_of(dispute).dispute_answer_days)


def to_reopen(dispute: Dispute, now: datetime) -> datetime:
    """A last chance before silence decides."""
    return now + timedelta(hours=policy_of(dispute).dispute_reopen_hours)


def to_talk(dispute: Dispute, now: datetime) -> datetime:
    return now + timedelta(days=policy_of(dispute).dispute_talk_days)


def to_mediate(dispute: Dispute, now: datetime) -> datetime:
    return now + timedelta(days=policy_of(dispute).mediation_days)


def to_add_evidence(dispute: Dispute, now: datetime) -> datetime:
    """Evidence closes some days after a moderator takes over."""
    return now + timedelta(days=policy_of(dispute).evidence_days)


def to_answer_mediator(dispute: Dispute, now: datetime) -> datetime:
    return now + timedelta(days=policy_of(dispute).mediator_answer_days)


def to_judge(dispute: Dispute, now: datetime) -> datetime:
    """Working days in Indonesia: for arbitration, and for the judgement of an appeal."""
    return after_working_days(now, policy_of(dispute).arbitration_working_days)


def to_appeal(dispute: Dispute, now: datetime) -> datetime:
    return now + timedelta(days=policy_of(dispute).appeal_days)


def grace(dispute: Dispute) -> timedelta:
    """How late a senior moderator may be before the default is carried out."""
    return timedelta(days=policy_of(dispute).arbitration_grace_days)
