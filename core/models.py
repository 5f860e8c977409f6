"""Shapes that several apps share: a stored file, a row that remembers a change."""

from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.money import Money

_Set_contra = TypeVar("_Set_contra", contravariant=True)
_Get_co = TypeVar("_Get_co", covariant=True)


class MinorUnitsField(models.BigIntegerField[_Set_contra, _Get_co]):
    """An amount in minor units; the currency stands in a column beside it."""


class CurrencyField(models.CharField[str, str]):
    """An ISO 4217 code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 3)
        super().__init__(*args, **kwargs)


class Changed(models.Model):
    """One immutable row per change of state: who, when, from, to, why."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=40)
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24, blank=True)
    reason = models.TextField(blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["happened_at", "pk"]


class StoredFile(models.Model):
    """A private file: its name as given, its size and hash as measured, its kind as recognised."""

    file = models.FileField(upload_to="private/%Y/%m/", max_length=200)
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        abstract = True


def money_or_none(minor: int | None, currency: str) -> Money | None:
    """The amount, where the column is filled."""
    return None if minor is None else Money(minor, currency)


class IdempotencyKey(models.Model):
    """What was answered to a request of the API, so that a repeated one is answered the same."""

    owner = models.CharField(max_length=64)  # core knows no people: the caller's name for one
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    claimed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_is_used_once")
        ]
        indexes = [models.Index(fields=["claimed_at"], name="idempotency_key_age")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


class Place(models.TextChoices):
    """Where somebody was writing when a caution was shown."""

    MESSAGE = "message", _("Messages")
    BID = "bid", _("Bids")
    POSTING = "posting", _("Projects")
    PROFILE = "profile", _("Profiles")
    INVITATION = "invitation", _("Invitations")


class Outcome(models.TextChoices):
    SHOWN = "shown", _("Shown")
    SENT = "sent", _("Sent anyway")


class Caution(models.Model):
    """A caution was shown, or overruled by who wrote: for figures, without the text or a person."""

    place = models.CharField(max_length=12, choices=Place.choices)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    happened_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__in=Place.values), name="caution_has_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="caution_has_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.outcome}"
