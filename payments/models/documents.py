"""Documents: numbered without gaps, frozen, never changed.

The triggers stand in the migration `document_guards`.

The numbers run per person, kind and year, so that two people never wait for each other's number
and nobody learns from a number how much others do here.
"""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from payments.kinds import SERIES_CODES, WITH_CSV, DocumentKind
from payments.models.escrows import Escrow


class DocumentSeries(models.Model):
    """The last number of a person's documents of a kind and year; moved by the trigger only."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=DocumentKind)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "document series"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "year"], name="document_series_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} of {self.person_id}: {self.last_number}"


class Document(models.Model):
    """A receipt, a slip, a statement: the facts as they were, from which the PDF is made anew.

    `content` is JSON text, `sha256` the hash of its bytes; `subject` is what it is about, such as
    `payin:7`. Postgres gives the number.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents", db_index=False
    )
    kind = models.CharField(max_length=24, choices=DocumentKind)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=100)
    escrow = models.ForeignKey(
        Escrow, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-issued_at", "-id"], name="document_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "year", "number"], name="document_number_is_used_once"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "subject"], name="document_once_per_subject"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="document_number_from_one"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number as people write it: `INV-2026-42-0003` is the third invoice of person 42."""
        series = SERIES_CODES[DocumentKind(self.kind)]
        return f"{series}-{self.year}-{self.person_id}-{self.number:04d}"

    @property
    def facts(self) -> dict[str, Any]:
        """What was frozen."""
        facts: dict[str, Any] = json.loads(self.content)
        return facts

    @property
    def about(self) -> str:
        """In a few words, for lists: the work, the place of a payout, or the period."""
        return str(self.facts.get("about", ""))

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def has_csv(self) -> bool:
        return self.kind in WITH_CSV
