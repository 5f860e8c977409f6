"""Conversations between a client and a freelancer."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from core.models import StoredFile
from projects.models import Bid, Contract

LONGEST = 5000


class Thread(models.Model):
    """One conversation: about a bid until a contract is signed on it, then about the contract."""

    bid = models.OneToOneField(Bid, models.PROTECT, null=True, blank=True, related_name="thread")
    contract = models.OneToOneField(
        Contract, models.PROTECT, null=True, blank=True, related_name="thread"
    )
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="threads_as_client"
    )
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="threads_as_freelancer"
    )
    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(bid__isnull=False, contract__isnull=True)
                | models.Q(bid__isnull=True, contract__isnull=False),
                name="thread_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~models.Q(client=models.F("freelancer")), name="thread_has_two_people"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-last_message_at"], name="thread_client_newest"),
            models.Index(
                fields=["freelancer", "-last_message_at"], name="thread_freelancer_newest"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("messaging:thread", args=[self.pk])

    @property
    def title(self) -> str:
        """The title of the work that it is about."""
        if self.contract is not None:
            return self.contract.title
        assert self.bid is not None
        return self.bid.project.title

    @property
    def party_ids(self) -> frozenset[int]:
        return frozenset({self.client_id, self.freelancer_id})


class Message(models.Model):
    """What somebody wrote; it stays as it was sent."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages")
    body = models.TextField(max_length=LONGEST, blank=True)
    key = models.UUIDField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "author", "key"], name="message_is_sent_once"
            ),
            models.CheckConstraint(
                condition=models.Q(LessThanOrEqual(Length("body"), LONGEST)),
                name="message_is_not_too_long",
            ),
        ]
        indexes = [models.Index(fields=["author", "-sent_at"], name="message_author_newest")]
        triggers = [
            pgtrigger.Protect(
                name="message_is_immutable", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator hid it; its words stay for the evidence of a dispute."""
        return hasattr(self, "hidden")


class MessageFile(StoredFile):
    """A file that came with a message."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="files")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("messaging:file", args=[self.pk])


class HiddenMessage(models.Model):
    """A moderator hid the message from both sides; while this row is there, it is hidden."""

    message = models.OneToOneField(Message, models.PROTECT, related_name="hidden")
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"hidden message {self.message_id}"


class ReadMarker(models.Model):
    """Up to which message somebody has read a conversation."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="markers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    last_message = models.ForeignKey(Message, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "user"], name="read_marker_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.thread_id}"
