"""What somebody does not want to be suggested again."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from projects.models.postings import Project


class NotForMe(models.Model):
    """A project that a freelancer put aside, or a freelancer whom a client did for a project."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="not_for_me")
    project = models.ForeignKey(Project, models.CASCADE, related_name="put_aside")
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="put_aside_for",
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "project", "freelancer"],
                name="put_aside_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(freelancer__isnull=True)
                | ~models.Q(freelancer=models.F("user")),
                name="put_aside_not_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} is not for {self.user_id}"
