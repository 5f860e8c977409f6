"""What a client types about a project."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.profiles import RegionField, SkillPicker
from accounts.models import Skill
from accounts.selectors import categories, skills_by_category
from core.cautions import CautionForm
from core.forms import FilesField, LineField, MoneyField, WordsField
from core.models import Place
from core.money import Money, looks_like_a_slip
from projects.models import Project
from projects.models.postings import Kind, Level, PostingLanguage
from projects.services.postings import Posting

QUESTIONS = 5
MOST_SKILLS = 15
MOST_TAGS, LONGEST_TAG = 15, 60
_TO_PUBLISH = ("title", "description", "category", "budget_max", "kind", "level", "language")


class PostingForm(CautionForm):
    """A posting as a draft, or complete where `is_publishing`; cleans to `Posting`."""

    place = Place.POSTING
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = LineField(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("Name the thing you need: “Logo for a coffee shop in Sleman”."),
    )
    category = forms.ModelChoiceField(
        label=_("Kind of work"),
        queryset=categories(),
        required=False,
        empty_label=_("Choose one"),
    )
    description = WordsField(
        label=_("Description"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "What is it for, what should you get in the end, what is there already? An empty line "
            "makes a new paragraph, a dash a list, **two stars** make words strong."
        ),
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("Skills"), queryset=Skill.objects.all(), required=False, widget=SkillPicker
    )
    tags = LineField(
        label=_("Other skills"),
        max_length=600,
        required=False,
        help_text=_("Anything that is not in the list, with commas between."),
    )
    kind = forms.ChoiceField(
        label=_("The budget is"), choices=Kind.choices, widget=forms.RadioSelect, required=False
    )
    budget_min = MoneyField(label=_("Budget from"), required=False)
    budget_max = MoneyField(label=_("Budget to"), required=False)
    level = forms.ChoiceField(
        label=_("Experience"), choices=Level.choices, widget=forms.RadioSelect, required=False
    )
    needed_on = forms.DateField(
        label=_("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    is_remote = forms.BooleanField(label=_("This can be done from anywhere"), required=False)
    region = RegionField(
        label=_("Regency or city"),
        help_text=_("Where the work is, or where you are. People nearby will find it."),
    )
    language = forms.ChoiceField(
        label=_("Written in"), choices=PostingLanguage.choices, required=False
    )
    uploads = FilesField(
        label=_("Files"), help_text=_("Up to 10 files of 10 MB each. Everybody can read them.")
    )

    def __init__(
        self,
        *args: Any,
        currency: str = settings.DEFAULT_CURRENCY,
        today: date | None = None,
        is_publishing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.today, self.is_publishing = currency, today, is_publishing
        for name in ("budget_min", "budget_max"):
            money = self.fields[name]
            assert isinstance(money, MoneyField)
            money.currency, money.least = currency, 1
        for number in range(1, QUESTIONS + 1):
            self.fields[f"question_{number}"] = LineField(
                label=_("Question %(number)d") % {"number": number}, max_length=300, required=False
            )
        self._offer_choices()
        self._require(is_required=True)

    def full_clean(self) -> None:
        """A draft may lack anything, though the page says what publishing needs."""
        self._require(is_required=self.is_publishing)
        super().full_clean()
        self._require(is_required=True)

    def _require(self, *, is_required: bool) -> None:
        for name in _TO_PUBLISH:
            self.fields[name].required = is_required

    def _offer_choices(self) -> None:
        region, skills = self.fields["region"], self.fields["skills"]
        assert isinstance(region, RegionField)
        region.offer()
        skills.widget.choices = [
            (category.name, [(skill.pk, skill.name) for skill in inside])
            for category, inside in skills_by_category()
        ]

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[f"question_{number}"] for number in range(1, QUESTIONS + 1)]

    def clean_skills(self) -> list[Skill]:
        chosen = list(self.cleaned_data["skills"])
        if len(chosen) > MOST_SKILLS:
            raise forms.ValidationError(_("Choose %(most)d at the most.") % {"most": MOST_SKILLS})
        return chosen

    def clean_tags(self) -> list[str]:
        words = [" ".join(word.split()) for word in self.cleaned_data["tags"].split(",")]
        tags = list(dict.fromkeys(word for word in words if word))
        if any(len(tag) > LONGEST_TAG for tag in tags):
            raise forms.ValidationError(_("Each skill may have 60 characters at the most."))
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(_("Write %(most)d at the most.") % {"most": MOST_TAGS})
        return tags

    def clean_needed_on(self) -> date | None:
        day: date | None = self.cleaned_data["needed_on"]
        if day and self.today and day < self.today and day != self.initial.get("needed_on"):
            raise forms.ValidationError(_("This day is over."))
        return day

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        least, most = given.get("budget_min"), given.get("budget_max")
        if least and most and most < least:
            self.add_error("budget_max", _("The budget must end at or above where it begins."))
        return given

    def find_doubt(self) -> str:
        """A budget that lacks zeros; what an hour costs may be little."""
        most = self.cleaned_data.get("budget_max")
        is_asked = self.is_publishing and self.cleaned_data.get("kind") != Kind.HOURLY
        return looks_like_a_slip(most) if most and is_asked else ""

    @property
    def new_words(self) -> list[str]:
        """Publishing opens everything to all, what stood in the draft too."""
        if self.data.get("then") != "publish":
            return super().new_words
        return [value for value in self.cleaned_data.values() if isinstance(value, str)]

    @property
    def posting(self) -> Posting:
        """What was understood; a part in error is as it was before."""
        blank = {name: field.initial for name, field in self.fields.items()}
        given = {**blank, **self.initial, **self.cleaned_data}
        tags = given["tags"] or []
        return Posting(
            title=given["title"] or "",
            description=given["description"] or "",
            category=given["category"],
            skills=list(given["skills"] or ()),
            tags=tags.split(", ") if isinstance(tags, str) else tags,
            kind=given["kind"] or Kind.FIXED,
            level=given["level"] or Level.INTERMEDIATE,
            currency=self.currency,
            budget_min_minor=_minor(given["budget_min"]),
            budget_max_minor=_minor(given["budget_max"]),
            needed_on=given["needed_on"],
            region=given["region"],
            is_remote=bool(given["is_remote"]),
            language=given["language"] or PostingLanguage.INDONESIAN,
            questions=[given[f"question_{n}"] or "" for n in range(1, QUESTIONS + 1)],
        )

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:
        """What the posting says now."""
        plain = (
            "title", "description", "category", "kind", "budget_min", "budget_max", "level",
            "needed_on", "is_remote", "region", "language",
        )  # fmt: skip
        questions = enumerate(project.questions.all()[:QUESTIONS], start=1)
        return {name: getattr(project, name) for name in plain} | {
            "skills": list(project.skills.all()),
            "tags": ", ".join(project.tags),
            **{f"question_{number}": question.text for number, question in questions},
        }

    @classmethod
    def initial_like(cls, model: Project, *, today: date) -> dict[str, Any]:
        """What a new posting takes over from another: all but its files and a day that is over.

        A budget in another currency than the new posting's stays behind too.
        """
        initial = cls.initial_of(model)
        if model.needed_on and model.needed_on < today:
            del initial["needed_on"]
        if model.currency != settings.DEFAULT_CURRENCY:
            del initial["budget_min"], initial["budget_max"]
        return initial


def _minor(amount: Money | None) -> int | None:
    return amount.minor if amount else None


class ReasonForm(forms.Form):
    """Why somebody says no or calls something off."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, is_optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not is_optional


class InvitationForm(CautionForm):
    """Which of one's open projects somebody is invited to."""

    place = Place.INVITATION
    project = forms.ModelChoiceField(
        label=_("Project"),
        queryset=Project.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    message = WordsField(
        label=_("Message"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why you thought of this person."),
    )

    def offer(self, projects: QuerySet[Project]) -> None:
        """The projects to choose from; the only one is chosen already."""
        choice = self.fields["project"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = projects
        first_two = projects[:2]
        if len(first_two) == 1:
            self.initial["project"] = first_two[0].pk
