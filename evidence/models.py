"""Evidence: what was there when somebody disagreed, frozen, and what was laid beside it later.

Postgres refuses to change or delete any row of this module, and refuses a text whose SHA-256 is
not the one beside it.
"""

from __future__ import annotations

import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from disputes.models import Dispute
from evidence.states import PartKind, Side
from payments.models import Chargeback
from projects.models import Milestone

LONGEST_NOTE = 2000
LONGEST_LINK = 2000
LONGEST_REASON = 500


class Sha256Of(models.Func):
    """The SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = models.CharField()


def _unchangeable(name: str) -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(
            name=f"{name}_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
        ),
        pgtrigger.Trigger(
            name=f"{name}_is_not_emptied",
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            func="RAISE EXCEPTION 'evidence is append-only';",
        ),
    ]


class Bundle(models.Model):
    """What was known of a milestone when a dispute or a chargeback about it opened.

    `manifest` is JSON text: every part and file with its size and SHA-256; `sha256` is its own.
    """

    dispute = models.OneToOneField(
        Dispute, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    chargeback = models.OneToOneField(
        Chargeback, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    opened_at = models.DateTimeField()
    made_at = models.DateTimeField()
    manifest = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(dispute__isnull=False, chargeback__isnull=True)
                | models.Q(dispute__isnull=True, chargeback__isnull=False),
                name="bundle_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(dispute__isnull=True) | models.Q(milestone__isnull=False),
                name="bundle_of_dispute_has_milestone",
            ),
            models.CheckConstraint(
                condition=models.Q(sha256=Sha256Of("manifest")), name="bundle_hash_fits"
            ),
        ]
        triggers = _unchangeable("bundle")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """As people name it, and its files: `evidence-dispute-7`."""
        if self.dispute_id is not None:
            return f"evidence-dispute-{self.dispute_id}"
        return f"evidence-chargeback-{self.chargeback_id}"

    @property
    def facts(self) -> dict[str, Any]:
        """The manifest, read."""
        facts: dict[str, Any] = json.loads(self.manifest)
        return facts

    @property
    def is_late(self) -> bool:
        """Whether it was made some time after what it is about had begun."""
        return self.made_at > self.opened_at


class Part(models.Model):
    """One text of a bundle: JSON, as it was put together."""

    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=12, choices=PartKind)
    content = models.TextField()
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "kind"], name="bundle_has_part_once"),
            models.CheckConstraint(
                condition=models.Q(sha256=Sha256Of("content")), name="part_hash_fits"
            ),
        ]
        triggers = _unchangeable("part")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name as a file."""
        return f"{self.kind}.json"

    @property
    def facts(self) -> Any:
        """What it says."""
        return json.loads(self.content)


class BundleFile(models.Model):
    """A file that belongs to a bundle: where it is kept, and what its SHA-256 was then."""

    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="files")
    path = models.CharField(max_length=200)  # its name in the packed bundle
    stored_as = models.CharField(max_length=200)
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "path"], name="bundle_has_path_once")
        ]
        triggers = _unchangeable("bundle_file")

    def __str__(self) -> str:
        return self.path


class Piece(models.Model):
    """Something that a side, or a moderator, added later: a note with files or a link."""

    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="pieces")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=Side)
    note = models.TextField(_("note"), max_length=LONGEST_NOTE)
    link = models.URLField(_("link"), max_length=LONGEST_LINK, blank=True)
    key = models.UUIDField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "by", "key"], name="piece_is_added_once"),
            models.CheckConstraint(
                condition=models.Q(link="") | models.Q(link__iregex=r"^https?://"),
                name="piece_links_to_the_web",
            ),
        ]
        triggers = _unchangeable("piece")

    def __str__(self) -> str:
        return f"piece {self.pk} of {self.bundle_id}"

    @property
    def is_hidden(self) -> bool:
        """Whether only the line that it was here is left for the sides."""
        return hasattr(self, "hiding")


class PieceFile(StoredFile):
    """A file of a piece, as it was uploaded."""

    piece = models.ForeignKey(Piece, models.PROTECT, related_name="files")

    class Meta:
        ordering = ["pk"]
        triggers = _unchangeable("piece_file")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evidence:file", args=[self.pk])

    @property
    def is_plain_text(self) -> bool:
        """Whether it may be a conversation that can be shown on a page."""
        return self.name.lower().endswith(".txt")


class Hiding(models.Model):
    """A moderator hid a piece: who, when, why."""

    piece = models.OneToOneField(Piece, models.PROTECT, related_name="hiding")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    hidden_at = models.DateTimeField()

    class Meta:
        triggers = _unchangeable("hiding")

    def __str__(self) -> str:
        return f"piece {self.piece_id} hidden"
