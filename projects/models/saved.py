"""What people keep: searches, to be told of what fits, and projects to come back to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.models.postings import Project


class Frequency(models.TextChoices):
    INSTANT = "instant", pgettext_lazy("alerts", "At once")
    DAILY = "daily", pgettext_lazy("alerts", "Once a day")
    NEVER = "never", pgettext_lazy("alerts", "Never")


class TsQueryField(models.Field[Any, Any]):
    """What a text must mention; written as an expression, never read."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 -- Django's signature
        return "tsquery"


class SavedSearch(models.Model):
    """A search of open projects, as its address says it, and how often its owner is told."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(max_length=1000, blank=True)
    words = TsQueryField(null=True, editable=False)
    frequency = models.CharField(
        _("tell me"), max_length=8, choices=Frequency, default=Frequency.INSTANT
    )
    created_at = models.DateTimeField()
    told_until = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "address"], name="search_is_saved_once")
        ]
        indexes = [
            models.Index(fields=["frequency", "told_until"], name="saved_search_clock"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:saved-search", args=[self.pk])


class SavedProject(models.Model):
    """A project that somebody wants to find again; nobody else is told."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_projects"
    )
    project = models.ForeignKey(Project, models.CASCADE, related_name="saved_by")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "project"], name="project_is_saved_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} is kept by {self.user_id}"
