"""What people are told, and by which e-mail they want to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from notifications.kinds import KINDS, Group, Kind, sentence_of, title_of
from notifications.states import EmailState


class Notification(models.Model):
    """One piece of news for one person; a row first, a letter later, worded when it is read."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60)
    page_arg = models.CharField(max_length=60, blank=True)
    args = models.JSONField(default=dict)
    many = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    email_state = models.CharField(max_length=8, choices=EmailState, default=EmailState.PENDING)
    email_due_at = models.DateTimeField()
    email_leased_until = models.DateTimeField(null=True, blank=True)
    email_tries = models.PositiveSmallIntegerField(default=0)
    email_sent_at = models.DateTimeField(null=True, blank=True)
    email_failure = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email_state=EmailState.SENT, email_sent_at__isnull=False)
                | (~Q(email_state=EmailState.SENT) & Q(email_sent_at__isnull=True)),
                name="notification_sent_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_newest"),
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                condition=Q(read_at__isnull=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["email_due_at"],
                condition=Q(email_state=EmailState.PENDING),
                name="notification_email_due",
            ),
            models.Index(fields=["about", "kind"], name="notification_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"

    def get_absolute_url(self) -> str:
        return reverse("notifications:open", args=[self.pk])

    @property
    def shape(self) -> Kind:
        return KINDS[self.kind]

    @property
    def title(self) -> str:
        return title_of(self.shape, self.args)

    @property
    def sentence(self) -> str:
        return sentence_of(self.shape, self.args)

    @property
    def target(self) -> str:
        """The page that this is about; the dashboard where it has moved away."""
        try:
            return reverse(self.shape.page, args=[self.page_arg] if self.page_arg else [])
        except NoReverseMatch:
            return reverse("dashboard")

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class EmailChoice(models.Model):
    """Whether a person wants letters about a group of news; without a row: yes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_choices")
    group = models.CharField(max_length=12, choices=Group)
    is_wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="email_choice_once_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {'yes' if self.is_wanted else 'no'}"
