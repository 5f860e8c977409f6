"""Who works on which case, what staff note about it, and the texts that they use again."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desk.kinds import Kind

IMMUTABLE = pgtrigger.Update | pgtrigger.Delete
LONGEST_NOTE = 4000
LONGEST_TITLE = 80
LONGEST_TEXT = 1000  # fits into the shortest field for a reason


class OfCase(models.Model):
    """About a case of any kind: its rows are of many tables, so no foreign key can say it."""

    kind = models.CharField(max_length=10, choices=Kind)
    case_id = models.BigIntegerField()

    class Meta:
        abstract = True


class Assignment(OfCase):
    """Somebody has a case in hand. It keeps nobody else out; they are asked first."""

    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "case_id"], name="desk_case_is_in_one_hand"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="desk_assignment_is_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["assignee", "kind"], name="desk_assignment_mine")]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class Note(OfCase):
    """What staff tell each other about a case. Nobody else reads it, and nobody changes it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="desk_note_says_something"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="desk_note_is_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["kind", "case_id"], name="desk_note_of_case")]
        triggers = [pgtrigger.Protect(name="desk_notes_are_append_only", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return f"note {self.pk} on {self.kind} {self.case_id}"


class CannedText(models.Model):
    """A text that staff use again; what it says is its newest version."""

    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"text {self.pk}"


class CannedVersion(models.Model):
    """How a text read from a moment on; never changed, only followed."""

    of = models.ForeignKey(CannedText, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("title in English"), max_length=LONGEST_TITLE)
    # Empty in versions of before there was one; they can be changed no more.
    title_id = models.CharField(
        _("title in Indonesian"), max_length=LONGEST_TITLE, blank=True, default="", db_default=""
    )
    text_en = models.TextField(_("text in English"), max_length=LONGEST_TEXT)
    text_id = models.TextField(_("text in Indonesian"), max_length=LONGEST_TEXT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["of", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="canned_version_has_a_number"),
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(text_en="") & ~models.Q(text_id=""),
                name="canned_version_is_in_both_languages",
            ),
        ]
        triggers = [pgtrigger.Protect(name="canned_versions_are_immutable", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """The title in the reader's language."""
        is_indonesian = (get_language() or "en").startswith("id")
        return (self.title_id if is_indonesian else "") or self.title
