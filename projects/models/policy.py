"""The clocks and limits of the marketplace, as numbered versions that never change."""

import pgtrigger
from django.db import models


class WorkPolicy(models.Model):
    """One version of the defaults. A contract points at the version it was signed under."""

    version = models.PositiveIntegerField(unique=True)
    effective_at = models.DateTimeField()
    source = models.CharField(max_length=200)
    listing_days = models.PositiveSmallIntegerField(default=30)
    renewals = models.PositiveSmallIntegerField(default=2)
    offer_days = models.PositiveSmallIntegerField(default=7)
    invitation_days = models.PositiveSmallIntegerField(default=7)
    open_bids = models.PositiveSmallIntegerField(default=20)
    fund_hours = models.PositiveSmallIntegerField(default=72)
    review_days = models.PositiveSmallIntegerField(default=14)
    change_rounds = models.PositiveSmallIntegerField(default=2)
    late_days = models.PositiveSmallIntegerField(default=3)
    late_answer_days = models.PositiveSmallIntegerField(default=5)
    ending_answer_days = models.PositiveSmallIntegerField(default=7)
    unfunded_remind_days = models.PositiveSmallIntegerField(default=14)
    unfunded_cancel_days = models.PositiveSmallIntegerField(default=30)
    pause_days = models.PositiveSmallIntegerField(default=30)
    posting_review_hours = models.PositiveSmallIntegerField(default=24)
    dispute_answer_days = models.PositiveSmallIntegerField(default=5, db_default=5)
    dispute_reopen_hours = models.PositiveSmallIntegerField(default=72, db_default=72)
    dispute_talk_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    mediation_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    evidence_days = models.PositiveSmallIntegerField(default=3, db_default=3)
    mediator_answer_days = models.PositiveSmallIntegerField(default=3, db_default=3)
    arbitration_working_days = models.PositiveSmallIntegerField(default=10, db_default=10)
    arbitration_grace_days = models.PositiveSmallIntegerField(default=5, db_default=5)
    appeal_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    reviews_first_posting = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "work policies"
        triggers = [
            pgtrigger.Protect(
                name="work_policy_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"work policy {self.version}"
