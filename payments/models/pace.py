"""How fast a provider takes our orders at the moment."""

from django.db import models
from django.db.models import Q


class ProviderPace(models.Model):
    """A provider that said “too many requests”, until when it rests, and how much less we ask."""

    provider = models.CharField(max_length=20, primary_key=True)
    halvings = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(halvings__lte=10), name="pace_halvings_are_few")
        ]

    def __str__(self) -> str:
        return f"pace of {self.provider}"
