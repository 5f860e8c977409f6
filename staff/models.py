"""What those who look after the marketplace did, by which rules, and through whose eyes."""

from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from staff.states import HELP_MOVES, Book, HelpState
from staff.words import ACTS, THINGS


class AuditEntry(models.Model):
    """One act of staff: who, what, to what, why, before and after, from where."""

    happened_at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("act"), max_length=60)  # room.verb, as "disputes.rule"
    subject_kind = models.CharField(max_length=60, blank=True)  # app.model
    subject_id = models.CharField(max_length=64, blank=True)
    subject_label = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whom it concerns"),
    )
    reason = models.TextField(_("reason"), blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    address = models.CharField(_("from where"), max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["person", "-id"], name="audit_by_person"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="audit_by_subject"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
            models.Index(fields=["happened_at"], name="audit_by_time"),
            GinIndex(OpClass(Upper("reason"), name="gin_trgm_ops"), name="audit_by_words"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="audit_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            pgtrigger.Trigger(
                name="audit_is_not_emptied",
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION 'the audit log is append-only';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}".strip()

    @property
    def title(self) -> str:
        """The act in words, or its code where there are none."""
        return str(ACTS.get(self.action, self.action))

    @property
    def subject_title(self) -> str:
        """What it was done to: the kind in words, and its number."""
        return f"{THINGS.get(self.subject_kind, self.subject_kind)} #{self.subject_id}"

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """Each value that changed, as name, before, after."""
        names = dict.fromkeys([*self.before, *self.after])
        return [(name, self.before.get(name, ""), self.after.get(name, "")) for name in names]


LONGEST_REASON = 500
LONGEST_HELP = 3000


class Viewing(models.Model):
    """Somebody of staff sees Karya as a person does, for a while, and changes nothing."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=LONGEST_REASON)  # the person reads it
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "-id"], name="viewing_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(by=models.F("person")), name="viewing_is_of_somebody_else"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="viewing_has_reason"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("started_at")), name="viewing_ends_later"
            ),
            models.UniqueConstraint(
                fields=["by"],
                condition=models.Q(ended_at__isnull=True),
                name="viewing_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} as {self.person}"

    @property
    def until(self) -> datetime:
        """When it ended, or will."""
        return self.ended_at or self.ends_at


class HelpRequest(models.Model):
    """What somebody asks those who look after Karya, and what they answer."""

    moves = HELP_MOVES

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="help_requests"
    )
    words = models.TextField(max_length=LONGEST_HELP)
    state = models.CharField(max_length=10, choices=HelpState, default=HelpState.OPEN)
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=LONGEST_HELP, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person", "-id"], name="help_by_person"),
            models.Index(fields=["state", "asked_at"], name="help_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(words=""), name="help_has_words"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (
                    models.Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~models.Q(answer="")
                ),
                name="help_is_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=HelpState.CLOSED) | models.Q(closed_at__isnull=False),
                name="help_is_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=HelpState.ANSWERED) | models.Q(answered_at__isnull=False),
                name="help_is_answered_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Help {self.pk}"


class LookConsent(models.Model):
    """A person lets support look at their account, for a day or until they take it back."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="look_consents"
    )
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("given_at")), name="consent_ends_later"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(revoked_at__isnull=True),
                name="consent_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk}"

    @property
    def until(self) -> datetime:
        """When it ended, or will."""
        return min(self.revoked_at, self.ends_at) if self.revoked_at else self.ends_at


class LegalHold(models.Model):
    """What is kept about a person is not deleted until a day, whoever asks for it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=LONGEST_REASON)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="hold_has_reason"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("placed_at")), name="hold_ends_later"
            ),
            models.CheckConstraint(
                condition=~models.Q(placed_by=models.F("person")), name="hold_is_of_somebody_else"
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_by__isnull=True) | models.Q(lifted_at__isnull=False),
                name="hold_is_lifted_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(lifted_at__isnull=True),
                name="hold_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"

    @property
    def until(self) -> datetime:
        """When it ended, or will."""
        return min(self.lifted_at, self.ends_at) if self.lifted_at else self.ends_at


class RuleVersion(models.Model):
    """A rule of the one rulebook as it stands from a date on; never changed, only followed."""

    book = models.CharField(max_length=10, choices=Book, default=Book.DISPUTES)
    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField(default=1)
    effective_at = models.DateTimeField()
    name_en = models.CharField(max_length=120)
    name_id = models.CharField(max_length=120)
    text_en = models.TextField()
    text_id = models.TextField()

    class Meta:
        ordering = ["book", "code", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "effective_at"], name="rulebook_has_one_version_a_moment"
            ),
            models.UniqueConstraint(fields=["code", "number"], name="rule_version_has_one_number"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="rule_versions_count_from_one"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="rules_are_immutable", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.name_id if _is_indonesian() else self.name_en

    @property
    def name(self) -> str:
        """As a case cites it: `A1.2` is the second version of A1."""
        return f"{self.code}.{self.number}"

    @property
    def text(self) -> str:
        """Its words in the reader's language."""
        return self.text_id if _is_indonesian() else self.text_en


def _is_indonesian() -> bool:
    return (get_language() or "en").startswith("id")
