"""People: who they are, what they can do, where they live."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.merits import FOUND_BY, GOOD, MERIT
from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from core.search.documents import document

SPOKEN_TITLES = {
    *("bu", "ibu", "pak", "bapak", "mas", "mbak", "mba", "kak", "kakak", "bang", "abang"),
    *("teh", "neng", "uda", "uni", "mr", "mrs", "ms", "dr", "prof", "h", "hj", "ir", "drs"),
}

# Of names that are said with the word after them: La Ode, Ni Luh, I Made, M. Rizki.
NAME_PARTICLES = {"la", "wa", "i", "ni", "m", "moh", "muh"}


class People(BaseUserManager["User"]):
    """Makes users known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """For `manage.py createsuperuser`; with both profiles, as everybody has them."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        ClientProfile.objects.create(user=user)
        FreelancerProfile.objects.create(user=user)
        return user


class Mode(models.TextChoices):
    CLIENT = "client", _("Client")
    FREELANCER = "freelancer", _("Freelancer")


class Standing(models.TextChoices):
    """Whether somebody may begin new work; what runs and what is earned is never touched."""

    GOOD = "good", pgettext_lazy("account", "In good standing")
    RESTRICTED = "restricted", pgettext_lazy("account", "Restricted")
    SUSPENDED = "suspended", pgettext_lazy("account", "Suspended")


class User(AbstractUser):
    """A person; may hire, work, or both, and looks at Karya in one mode at a time."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    legal_name = models.CharField(
        _("legal name"), max_length=120, blank=True, default="", db_default=""
    )
    # Written by the app that checks identities; empty without a valid check.
    verified_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    verified_at = models.DateTimeField(null=True, blank=True)
    handle = models.SlugField(_("profile address"), max_length=40, unique=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.CLIENT)
    language = models.CharField(_("language"), max_length=5, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    chose_timezone = models.BooleanField(default=False, db_default=False)  # else it is the region's
    is_moderator = models.BooleanField(default=False)
    is_senior_moderator = models.BooleanField(default=False, db_default=False)  # hears appeals
    is_finance = models.BooleanField(default=False, db_default=False)  # keeps the books
    is_support = models.BooleanField(default=False, db_default=False)  # helps, decides nothing
    standing = models.CharField(  # written by moderation alone
        max_length=10, choices=Standing, default=Standing.GOOD, db_default=Standing.GOOD
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    sign_outs = models.PositiveIntegerField(default=0, db_default=0, editable=False)  # everywhere

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "handle"]

    objects: ClassVar[People] = People()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["-date_joined"], condition=GOOD, name="user_newest"),
            models.Index(
                fields=["id"], condition=GOOD & ~models.Q(verified_name=""), name="user_verified"
            ),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_unique"),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_has_email"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(is_active=False),
                name="user_closed_is_inactive",
            ),
            models.CheckConstraint(
                condition=models.Q(is_senior_moderator=False) | models.Q(is_moderator=True),
                name="user_senior_is_moderator",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_name="", verified_at=None)
                | (~models.Q(verified_name="") & models.Q(verified_at__isnull=False)),
                name="user_verified_has_name_and_day",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Closed account") if self.closed_at else self.name or self.handle

    @property
    def is_verified(self) -> bool:
        """Whether a moderator has compared a document with this person's face and legal name."""
        return bool(self.verified_name)

    @property
    def name_for_money(self) -> str:
        """The name that the holder of an account is compared with: the surest that is known."""
        return self.verified_name or self.legal_name or self.name

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know: it ends with the password, or when signed out everywhere."""
        known: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        return f"{known}.{self.sign_outs}" if self.sign_outs else known

    def get_short_name(self) -> str:
        """The first name with what is said before it: "Bu Tini", "La Ode", not "Bu" or "La"."""
        first, _space, rest = self.name.partition(" ")
        is_half = first.rstrip(".").lower() in SPOKEN_TITLES | NAME_PARTICLES
        return f"{first} {rest.split(' ')[0]}" if is_half and rest else first


class Bilingual(models.Model):
    """Something with a name in both languages."""

    slug = models.SlugField(max_length=60, unique=True)
    name_en = models.CharField(max_length=80)
    name_id = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_id if (get_language() or "en").startswith("id") else self.name_en


class Category(Bilingual):
    """One of about twelve kinds of work."""

    position = models.PositiveSmallIntegerField(default=0)
    icon = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name_plural = "categories"


class Skill(Bilingual):
    """Something a person can do and a project can need."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="skills")
    aliases = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["slug"]


class Region(models.Model):
    """A province, or a kabupaten or kota in one; codes of Kemendagri (`PP`, `PP.KK`)."""

    code = models.CharField(max_length=8, primary_key=True)
    province = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    population = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name}, {self.province.name}" if self.province else self.name


class Availability(models.TextChoices):
    OPEN = "open", _("Available now")
    LIMITED = "limited", _("A few hours a week")
    AWAY = "away", _("Not available")


class Rated:
    """Reviews in hundredths of a star; reviews writes `rating_*`, and weighs `rating_mean`."""

    rating_sum: int
    rating_count: int

    @property
    def stars(self) -> Decimal | None:
        """The plain mean of the reviews, as anybody can count it; none without a review."""
        if not self.rating_count:
            return None
        hundredths = (2 * self.rating_sum + self.rating_count) // (2 * self.rating_count)
        return Decimal(hundredths).scaleb(-2)


class ClientProfile(Rated, models.Model):
    """How a person appears as a client."""

    user = models.OneToOneField(User, models.CASCADE, related_name="client_profile")
    organisation = models.CharField(_("shop, company or office"), max_length=100, blank=True)
    about = models.TextField(_("about"), max_length=2000, blank=True)
    country = models.CharField(_("country"), max_length=2, default="ID")
    region = models.ForeignKey(Region, models.SET_NULL, null=True, blank=True)
    rating_sum = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(default=0)
    rating_mean = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)

    def __str__(self) -> str:
        return self.organisation or str(self.user)


class FreelancerProfile(Rated, models.Model):
    """How a person appears as a freelancer. Reviews writes `rating_*`, projects `jobs_done`."""

    user = models.OneToOneField(User, models.CASCADE, related_name="freelancer_profile")
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    bio = models.TextField(_("about you"), max_length=5000, blank=True)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True)
    skills = models.ManyToManyField(Skill, blank=True, related_name="freelancers")
    rate_minor = MinorUnitsField(_("rate per hour"), null=True, blank=True)
    currency = CurrencyField(default="IDR")
    languages = models.JSONField(_("languages"), default=list, blank=True)
    availability = models.CharField(
        _("availability"), max_length=10, choices=Availability, default=Availability.OPEN
    )
    country = models.CharField(_("country"), max_length=2, default="ID")
    region = models.ForeignKey(Region, models.SET_NULL, null=True, blank=True)
    works_remotely = models.BooleanField(
        _("I also work from a distance"), default=True, db_default=True
    )
    is_listed = models.BooleanField(_("show me in the list of freelancers"), default=True)
    jobs_done = models.PositiveIntegerField(default=0)
    # Messaging writes it: half of the answers come within so many minutes.
    answer_minutes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    rating_sum = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(default=0)
    rating_mean = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    # What a search asks of the person, written by triggers of Postgres alone: may begin new work,
    # identity seen, and since when they are here.
    is_ready = models.BooleanField(default=False, db_default=False, editable=False)
    is_verified = models.BooleanField(default=False, db_default=False, editable=False)
    joined_at = models.DateTimeField(null=True, editable=False)
    # Kept by `services.findable`, so that one index finds a person by all of their words.
    name_words = models.TextField(blank=True, default="", db_default="", editable=False)
    skill_words = models.TextField(blank=True, default="", db_default="", editable=False)
    shown_words = models.TextField(blank=True, default="", db_default="", editable=False)
    search = models.GeneratedField(
        expression=document(
            A=("headline", "name_words"), B="skill_words", C=("bio", "shown_words")
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    merit = models.GeneratedField(
        expression=MERIT, output_field=models.IntegerField(), db_persist=True
    )

    class Meta:
        indexes = [GinIndex(fields=["search"], name="freelancer_search"), *FOUND_BY]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rate_minor__isnull=True) | models.Q(rate_minor__gt=0),
                name="freelancer_rate_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or str(self.user)

    @property
    def works(self) -> bool:
        """Whether this person offers work here, or ever has."""
        return bool(self.headline or self.jobs_done or self.rating_count)

    @property
    def rate(self) -> Money | None:
        return None if self.rate_minor is None else Money(self.rate_minor, self.currency)


class KnownWord(models.Model):
    """A word of profiles or of skills, to mend a slip of the pen by; counted anew hourly."""

    text = models.CharField(max_length=40, primary_key=True)
    uses = models.PositiveIntegerField()

    class Meta:
        indexes = [
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="known_people_word_near"),
        ]

    def __str__(self) -> str:
        return self.text


class PortfolioItem(models.Model):
    """A piece of work shown on a profile; its images are re-encoded by us."""

    profile = models.ForeignKey(FreelancerProfile, models.CASCADE, related_name="portfolio")
    title = models.CharField(_("title"), max_length=100)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    link = models.URLField(_("link"), blank=True)
    image = models.ImageField(_("image"), upload_to="public/portfolio/", blank=True)
    thumbnail = models.ImageField(upload_to="public/portfolio/", blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    image_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class ApiToken(models.Model):
    """A personal access token: shown once, kept as a SHA-256 hash, scoped and expiring."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="api_token_expires_after_creation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_valid_at(self, moment: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > moment


class SecurityChange(models.Model):
    """When somebody's e-mail address or password was changed: money waits a while after it."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail address")
        PASSWORD = "password", _("Password")

    user = models.ForeignKey(User, models.CASCADE, related_name="security_changes")
    kind = models.CharField(max_length=10, choices=Kind)
    previous_email = models.EmailField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "changed_at"], name="security_change_by_user")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="email") | ~models.Q(previous_email=""),
                name="security_change_names_old_email",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"
