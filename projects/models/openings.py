"""What a search asks of open postings, kept beside them by triggers of Postgres."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from accounts.models import Category, Region
from core.models import CurrencyField, MinorUnitsField
from projects.models.postings import Kind, PostingLanguage, Project


class Opening(models.Model):
    """An open posting as a search sees it; kept by triggers, never written here.

    What a client who is held back has posted has no row until the measure ends.

    Of a million postings one in twenty-five is open. The rows are narrow but for their words, and
    what Postgres knows of them it knows of open ones alone.
    """

    project = models.OneToOneField(
        Project, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    category = models.ForeignKey(
        Category,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    region = models.ForeignKey(
        Region, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    published_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind)
    language = models.CharField(max_length=5, choices=PostingLanguage)
    is_remote = models.BooleanField()
    currency = CurrencyField()
    budget_min_minor = MinorUnitsField(null=True)
    budget_max_minor = MinorUnitsField(null=True)
    bids_count = models.PositiveIntegerField()
    description_length = models.PositiveIntegerField()
    is_client_verified = models.BooleanField()
    client_since = models.DateTimeField()
    client_rating = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    client_ratings = models.PositiveIntegerField()
    skill_ids = ArrayField(models.BigIntegerField(), default=list)
    search = SearchVectorField(null=True)

    objects: ClassVar[models.Manager[Opening]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-published_at", "-project"],
                name="opening_newest",
                include=["skill_ids", "category", "region", "is_remote", "kind", "language"],
            ),
            models.Index(fields=["expires_at", "project"], name="opening_closing"),
            models.Index(fields=["region", "-published_at", "-project"], name="opening_region"),
            models.Index(fields=["category", "-published_at", "-project"], name="opening_category"),
            GinIndex(fields=["search"], name="opening_search", fastupdate=False),
            GinIndex(fields=["skill_ids"], name="opening_skills", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}"
