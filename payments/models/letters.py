"""Statement letters: a freelancer says to earn little in a year, and finance staff look at it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.money import Money
from payments.kinds import LetterState


class StatementLetter(models.Model):
    """A signed letter that one person earns at most Rp500 million gross in a year (PMK 37/2025).

    Accepted, it exempts contracts that are signed in that year from PPh 22; it ends with the year.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="statement_letters"
    )
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.WAITING)
    file = models.FileField(upload_to="private/%Y/%m/", max_length=200)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    handed_in_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"],
                condition=Q(state__in=[LetterState.WAITING, LetterState.ACCEPTED]),
                name="statement_letter_one_that_counts",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[LetterState.ACCEPTED, LetterState.REFUSED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(state=LetterState.WAITING, decided_by__isnull=True, decided_at__isnull=True)
                | Q(state=LetterState.WITHDRAWN),
                name="statement_letter_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=LetterState.REFUSED) | ~Q(reason=""),
                name="statement_letter_is_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("person")),
                name="statement_letter_not_by_oneself",
            ),
        ]
        indexes = [models.Index(fields=["state", "handed_in_at"], name="statement_letter_queue")]

    def __str__(self) -> str:
        return f"statement letter {self.pk} for {self.year}"

    @property
    def gross(self) -> Money:
        """What its person earned here in the year, where the question was asked."""
        return Money(getattr(self, "gross_minor", None) or 0, "IDR")

    @property
    def is_waiting(self) -> bool:
        return self.state == LetterState.WAITING

    @property
    def counts(self) -> bool:
        """Whether it waits or exempts; it can be withdrawn then."""
        return self.state in (LetterState.WAITING, LetterState.ACCEPTED)
