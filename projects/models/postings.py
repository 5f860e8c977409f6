"""What a client asks for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Category, Region, Skill
from core.models import CurrencyField, MinorUnitsField, money_or_none
from core.money import Money
from core.search.documents import document
from projects.states import ENDED_PROJECTS, PROJECT_MOVES, ProjectState


class Kind(models.TextChoices):
    FIXED = "fixed", pgettext_lazy("kind of budget", "For the whole job")
    HOURLY = "hourly", pgettext_lazy("kind of budget", "Per hour")


class Level(models.TextChoices):
    ENTRY = "entry", pgettext_lazy("level", "Beginner welcome")
    INTERMEDIATE = "intermediate", pgettext_lazy("level", "Some experience")
    EXPERT = "expert", pgettext_lazy("level", "Expert")


class PostingLanguage(models.TextChoices):
    INDONESIAN = "id", "Bahasa Indonesia"
    ENGLISH = "en", "English"


class ProjectQuerySet(models.QuerySet["Project"]):
    def open(self) -> ProjectQuerySet:
        """Postings that take bids."""
        return self.filter(state=ProjectState.OPEN)

    def listed(self) -> ProjectQuerySet:
        """Postings that everybody may see."""
        return self.filter(
            state__in=[
                ProjectState.OPEN,
                ProjectState.AWARDING,
                ProjectState.FILLED,
                ProjectState.EXPIRED,
                ProjectState.CLOSED,
            ]
        )


class Project(models.Model):
    """A posting: the work, the budget range, until when bids are taken."""

    moves = PROJECT_MOVES

    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="projects")
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    skills = models.ManyToManyField(Skill, blank=True, related_name="projects")
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    skill_words = models.TextField(blank=True, editable=False)
    kind = models.CharField(_("budget is"), max_length=8, choices=Kind, default=Kind.FIXED)
    level = models.CharField(_("level"), max_length=14, choices=Level, default=Level.INTERMEDIATE)
    currency = CurrencyField(default="IDR")
    budget_min_minor = MinorUnitsField(_("budget from"), null=True, blank=True)
    budget_max_minor = MinorUnitsField(_("budget to"), null=True, blank=True)
    needed_on = models.DateField(_("needed by"), null=True, blank=True)
    region = models.ForeignKey(
        Region, models.SET_NULL, null=True, blank=True, verbose_name=_("region")
    )
    is_remote = models.BooleanField(_("can be done from anywhere"), default=True)
    language = models.CharField(
        _("written in"), max_length=5, choices=PostingLanguage, default=PostingLanguage.INDONESIAN
    )
    state = models.CharField(max_length=16, choices=ProjectState, default=ProjectState.DRAFT)
    is_flagged = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    renewals = models.PositiveSmallIntegerField(default=0)
    bids_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    review_due_at = models.DateTimeField(null=True, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)  # whoever looks for it was told
    import_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    search = models.GeneratedField(
        expression=document(A="title", B="skill_words", C="description"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar[models.Manager[Project]] = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(budget_min_minor__isnull=True)
                | models.Q(budget_min_minor__gt=0),
                name="project_budget_min_is_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(budget_min_minor__isnull=True)
                | models.Q(budget_max_minor__isnull=True)
                | models.Q(budget_max_minor__gte=models.F("budget_min_minor")),
                name="project_budget_range_is_ordered",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ProjectState.OPEN)
                | models.Q(published_at__isnull=False, expires_at__isnull=False),
                name="project_open_has_dates",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="project_search", fastupdate=False),
            GinIndex(
                fields=["search"],
                name="project_open_search",
                condition=models.Q(state=ProjectState.OPEN),
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="project_open_newest",
                condition=models.Q(state=ProjectState.OPEN),
            ),
            models.Index(
                fields=["region", "-published_at"],
                name="project_open_region",
                condition=models.Q(state=ProjectState.OPEN),
            ),
            models.Index(
                fields=["category", "-published_at"],
                name="project_open_category",
                condition=models.Q(state=ProjectState.OPEN),
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="project_ended_newest",
                condition=models.Q(state__in=ENDED_PROJECTS),
            ),
            models.Index(fields=["client", "state"], name="project_client_state"),
            models.Index(
                fields=["region", "-published_at", "-id"],
                name="project_open_in_region",
                condition=models.Q(state=ProjectState.OPEN),
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="project_open_anywhere",
                condition=models.Q(state=ProjectState.OPEN, region__isnull=True, is_remote=True),
            ),
            models.Index(
                fields=["published_at"],
                name="project_to_tell_of",
                condition=models.Q(state=ProjectState.OPEN, alerted_at__isnull=True),
            ),
            models.Index(fields=["state", "expires_at"], name="project_state_expiry"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def budget_min(self) -> Money | None:
        return money_or_none(self.budget_min_minor, self.currency)

    @property
    def budget_max(self) -> Money | None:
        return money_or_none(self.budget_max_minor, self.currency)


class OpenSkill(models.Model):
    """A skill of an opening; kept by triggers of Postgres, never written here.

    A list of the openings of each skill, as they were published: a search reads the newest of it.
    """

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+", db_index=False)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skill", "project"], name="open_skill_stands_once")
        ]
        indexes = [
            models.Index(fields=["skill", "-published_at", "-project"], name="open_skill_newest")
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.skill_id}"


class ScreeningQuestion(models.Model):
    """Something the client wants to know from every bidder."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=300)
    is_required = models.BooleanField(_("must be answered"), default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="question_has_one_place")
        ]

    def __str__(self) -> str:
        return self.text


class KnownWord(models.Model):
    """A word of open postings or of skills, to mend a slip of the pen by; counted anew hourly."""

    text = models.CharField(max_length=40, primary_key=True)
    uses = models.PositiveIntegerField()

    class Meta:
        indexes = [
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="known_word_near"),
        ]

    def __str__(self) -> str:
        return self.text
