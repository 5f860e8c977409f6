"""Cases: due process about an account, or about something that somebody wrote."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from messaging.models import Message
from moderation.cases import CASE_MOVES, About, CaseState, Measure, Urgency
from moderation.models.reports import COLUMNS, Reported, points_to_one_thing
from projects.models import Project
from reviews.models import Review
from staff.models import RuleVersion

LONGEST_CASE = 5000
_OPEN = Q(state__in=[CaseState.NOTICED, CaseState.ANSWERED, CaseState.APPEALED])


class Case(models.Model):
    """What somebody is said to have done, what they say, and what was decided, twice if asked.

    `due_at` is when the present state ends by itself; a state without one does not end by itself.
    About something written, `frozen` is the text as it was, and `kept` what a return needs.
    """

    moves = CASE_MOVES

    about = models.CharField(max_length=10, choices=About, default=About.ACCOUNT)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    review = models.ForeignKey(Review, models.PROTECT, null=True, blank=True, related_name="cases")
    reported = models.ForeignKey(
        Reported, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    rule = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+")
    evidence = models.TextField(_("what happened"), max_length=LONGEST_CASE)
    evidence_id = models.TextField(blank=True, default="")
    frozen = models.TextField(blank=True, default="")
    frozen_sha256 = models.CharField(max_length=64, blank=True, default="")
    kept = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.NOTICED)
    measure = models.CharField(max_length=12, choices=Measure, blank=True)
    is_in_force = models.BooleanField(default=False, db_default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # of the present deadline
    urgency = models.CharField(max_length=12, choices=Urgency, blank=True, db_default="")
    look_due_at = models.DateTimeField(null=True, blank=True)  # a second moderator, or it lapses
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    looked_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    answer = models.TextField(_("your answer"), max_length=LONGEST_CASE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons_en = models.TextField(blank=True)
    reasons_id = models.TextField(blank=True)
    appeal = models.TextField(_("your appeal"), max_length=LONGEST_CASE, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    judgement_en = models.TextField(blank=True)
    judgement_id = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "about"],
                condition=_OPEN & Q(about__in=[About.ACCOUNT, About.PROFILE]),
                name="case_is_open_once_per_person",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name], condition=_OPEN, name=f"case_of_{name}_is_open_once"
                )
                for name in COLUMNS
            ),
            models.CheckConstraint(
                condition=points_to_one_thing("about", About.values), name="case_is_about_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(about=About.ACCOUNT) | ~Q(frozen_sha256="") & ~Q(evidence_id=""),
                name="case_about_content_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True)
                | ~Q(looked_by=models.F("opened_by")) & ~Q(looked_by=models.F("person")),
                name="case_second_look_is_by_another",
            ),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True, looked_at__isnull=True)
                | Q(looked_by__isnull=False, looked_at__isnull=False, look_due_at__isnull=True),
                name="case_second_look_has_person_and_day",
            ),
            models.CheckConstraint(
                condition=Q(urgency="")
                | Q(is_in_force=False)
                | Q(looked_by__isnull=False)
                | Q(decided_by__isnull=False)
                | Q(look_due_at__isnull=False),
                name="case_urgent_measure_awaits_a_second_look",
            ),
            models.CheckConstraint(
                condition=Q(is_in_force=False) | ~Q(measure__in=["", Measure.NONE]),
                name="case_in_force_has_measure",
            ),
            models.CheckConstraint(
                condition=~Q(opened_by=models.F("person"))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=models.F("person")))
                & (Q(judged_by__isnull=True) | ~Q(judged_by=models.F("person"))),
                name="account_case_is_decided_by_others",
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True)
                | ~Q(judged_by=models.F("decided_by")) & ~Q(judged_by=models.F("opened_by")),
                name="account_case_appeal_is_heard_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~_OPEN | Q(due_at__isnull=False),
                name="account_case_open_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(reasons_en="") & ~Q(reasons_id=""),
                name="account_case_decision_has_reasons",
            ),
        ]
        indexes = [
            models.Index(
                fields=["look_due_at"],
                condition=Q(look_due_at__isnull=False),
                name="case_second_look_clock",
            ),
            models.Index(fields=["state", "due_at"], name="account_case_clock"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk} about {self.person_id}"

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        words = self.project.title if self.project is not None else str(self.person)
        return f"{self.get_about_display()}: {words}"

    @property
    def is_about_content(self) -> bool:
        return self.about != About.ACCOUNT

    @property
    def what_happened(self) -> str:
        return self._in_my_language(self.evidence, self.evidence_id or self.evidence)

    @property
    def reasons(self) -> str:
        return self._in_my_language(self.reasons_en, self.reasons_id)

    @property
    def judgement(self) -> str:
        return self._in_my_language(self.judgement_en, self.judgement_id)

    def _in_my_language(self, english: str, indonesian: str) -> str:
        return indonesian if (get_language() or "en").startswith("id") else english
