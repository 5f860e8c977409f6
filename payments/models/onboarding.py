"""Accounts that freelancers open with a provider to be paid there."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import CurrencyField
from payments.models.destinations import Destination
from payments.states import Standing
from payments.words import failure_in_words, missing_in_words


class ConnectedAccount(models.Model):
    """One person's account with one provider: the intent first, then how it stands there.

    `key` is the idempotency key under which it is opened; `due` names what the provider still
    wants to know, in its own codes.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="connected_accounts"
    )
    provider = models.CharField(max_length=20)
    key = models.CharField(max_length=60, unique=True)
    provider_reference = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2)
    currency = CurrencyField(blank=True)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.ASKED)
    due: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    due_by = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=60, blank=True)
    destination = models.OneToOneField(
        Destination, models.PROTECT, null=True, blank=True, related_name="connection"
    )
    asked_at = models.DateTimeField()
    looked_up_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provider"], name="connected_account_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="connected_account_of_one_person",
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.ASKED) | ~Q(provider_reference=""),
                name="connected_account_stands_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(destination__isnull=True) | ~Q(provider_reference=""),
                name="connected_account_before_destination",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} account of {self.user_id}"

    @property
    def is_ready(self) -> bool:
        return self.standing == Standing.READY

    @property
    def missing(self) -> list[str]:
        """What the provider still wants to know, a few words each."""
        return missing_in_words(self.due)

    @property
    def failure_text(self) -> str:
        """Why it could not be opened, as a sentence."""
        return failure_in_words(self.failure)
