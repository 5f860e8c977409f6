"""What happened, and the files that came with it."""

import pgtrigger
from django.db import models
from django.urls import reverse

from core.models import Changed, StoredFile
from projects.models.bids import IMMUTABLE, Bid
from projects.models.contracts import Contract, Delivery, Milestone
from projects.models.postings import Project


class WorkEvent(Changed):
    """One line of the history of a project, a bid or a contract. Never changed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="history")
    bid = models.ForeignKey(Bid, models.PROTECT, null=True, related_name="history")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="history")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="history")

    class Meta(Changed.Meta):
        triggers = [pgtrigger.Protect(name="work_event_is_append_only", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_state}→{self.to_state}"


class Attachment(StoredFile):
    """A file of a posting, a bid or a delivery: of exactly one of them."""

    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="attachments")
    bid = models.ForeignKey(Bid, models.CASCADE, null=True, related_name="attachments")
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="attachments")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project__isnull=False, bid__isnull=True, delivery__isnull=True)
                | models.Q(project__isnull=True, bid__isnull=False, delivery__isnull=True)
                | models.Q(project__isnull=True, bid__isnull=True, delivery__isnull=False),
                name="attachment_has_one_place",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:attachment", args=[self.pk])
