"""Identity checks, and where their pictures lie."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from identity.states import (
    ALIVE,
    CHECK_MOVES,
    CheckState,
    DocumentType,
    EndedBy,
    NumberDoubt,
    Part,
    Side,
)

LONGEST_REASON = 1000


class IdentityCheck(models.Model):
    """One submission of a person, and what a moderator found.

    `number_sealed` can only be read with a key of the settings; `number_end` is its last four
    characters. `legal_name` is as it was when it was sent.
    """

    moves = CHECK_MOVES

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="identity_checks"
    )
    state = models.CharField(max_length=10, choices=CheckState, default=CheckState.SUBMITTED)
    document_type = models.CharField(max_length=10, choices=DocumentType)
    legal_name = models.CharField(_("legal name"), max_length=120, blank=True)
    number_sealed = models.TextField(blank=True)
    number_end = models.CharField(max_length=4, blank=True)
    doubts = models.JSONField(default=list, blank=True)
    consented_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(max_length=LONGEST_REASON, blank=True)
    wanted = models.JSONField(default=list, blank=True)
    delete_pictures_at = models.DateTimeField(null=True, blank=True)
    pictures_deleted_at = models.DateTimeField(null=True, blank=True)
    valid_until_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=sorted(ALIVE)),
                name="identity_has_one_living_check",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("user")), name="identity_not_judged_by_oneself"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["verified", "returned"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="identity_decision_has_a_moderator",
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.RETURNED) | ~Q(reason=""),
                name="identity_return_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=CheckState.SUBMITTED) | Q(delete_pictures_at__isnull=False),
                name="identity_pictures_have_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="identity_queue"),
            models.Index(
                fields=["delete_pictures_at"],
                condition=Q(pictures_deleted_at__isnull=True),
                name="identity_pictures_to_delete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_document_type_display()} …{self.number_end}"

    @property
    def doubt_words(self) -> list[Any]:
        return [NumberDoubt(one).label for one in self.doubts]

    @property
    def wanted_words(self) -> list[Any]:
        return [Part(one).label for one in self.wanted]

    @property
    def is_waiting(self) -> bool:
        return self.state == CheckState.SUBMITTED

    @property
    def has_pictures(self) -> bool:
        return self.pictures_deleted_at is None

    def is_overdue_at(self, moment: datetime) -> bool:
        return self.is_waiting and self.due_at < moment


class Picture(models.Model):
    """Where a sealed picture lies; the row goes together with the file."""

    check_of = models.ForeignKey(IdentityCheck, models.CASCADE, related_name="pictures")
    side = models.CharField(max_length=10, choices=Side)
    name = models.CharField(max_length=60, unique=True)
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ["side"]
        constraints = [
            models.UniqueConstraint(fields=["check_of", "side"], name="identity_picture_per_side"),
        ]

    def __str__(self) -> str:
        return f"{self.side} of {self.check_of_id}"
