"""What freelancers and clients say about themselves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.images import Drawn, draw_anew
from accounts.models import Availability, Category, ClientProfile, FreelancerProfile, Region, Skill
from accounts.places import countries, spoken_languages
from accounts.selectors import categories, homes, regions_by_province, skills_by_category
from accounts.services.portfolio import ItemDetails
from accounts.services.profiles import (
    MOST_LANGUAGES,
    MOST_SKILLS,
    ClientDetails,
    FreelancerDetails,
)
from core.cautions import CautionForm
from core.errors import InvalidInput
from core.forms import LineField, MoneyField, WordsField
from core.models import Place

LARGEST_RATE = 10_000_000_00  # Rp10,000,000 an hour


class SkillPicker(forms.CheckboxSelectMultiple):
    """Checkboxes in a drawer per category; a small script adds a search field."""

    template_name = "accounts/widgets/skills.html"
    words: dict[int, str] = {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Each tick box carries the other words by which its skill is found."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["attrs"]["data-words"] = self.words.get(int(str(option["value"])), "")
        return option

    def offer(self, shelves: list[tuple[Category, list[Skill]]]) -> None:
        """Show these skills, category by category."""
        self.choices = [
            (category.name, [(skill.pk, skill.name) for skill in skills])
            for category, skills in shelves
        ]
        self.words = {
            skill.pk: " ".join([skill.name_en, skill.name_id, *skill.aliases])
            for _category, skills in shelves
            for skill in skills
        }


class RegionField(forms.ModelChoiceField[Region]):
    """A kabupaten or kota, grouped by province."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(homes(), required=False, **kwargs)

    def offer(self) -> None:
        """Read the choices once for this form."""
        self.widget.choices = [
            ("", _("Choose a regency or city")),
            *(
                (province.name, [(region.pk, region.name) for region in inside])
                for province, inside in regions_by_province()
            ),
        ]


class PlaceForm(CautionForm):
    """Where somebody is."""

    place = Place.PROFILE
    country = forms.ChoiceField(label=_("Country"), choices=countries, initial="ID")
    region = RegionField(
        label=_("Regency or city"),
        help_text=_("For people in Indonesia. Leave it empty elsewhere."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, RegionField)
        region.offer()


class FreelancerProfileForm(PlaceForm):
    """A freelancer's profile; cleans to `FreelancerDetails`."""

    headline = LineField(
        label=_("Headline"),
        max_length=120,
        help_text=_("What you do, in one line: “Logos and packaging for small food makers”."),
    )
    bio = WordsField(
        label=_("About you"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What you are good at, how you work, what you have done before."),
    )
    category = forms.ModelChoiceField(
        label=_("Main kind of work"), queryset=categories(), empty_label=_("Choose one")
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("Skills"),
        queryset=Skill.objects.all(),
        required=False,
        widget=SkillPicker,
    )
    rate = MoneyField(
        label=_("Rate per hour"),
        required=False,
        least=100,
        most=LARGEST_RATE,
        help_text=_("Only a first idea for clients; each bid has its own price."),
    )
    availability = forms.ChoiceField(
        label=_("Availability"), choices=Availability.choices, widget=forms.RadioSelect
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you work in"),
        choices=spoken_languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    works_remotely = forms.BooleanField(
        label=_("I also work from a distance"), required=False, initial=True
    )
    is_listed = forms.BooleanField(
        label=_("Show me in the list of freelancers"), required=False, initial=True
    )
    field_order = [
        "headline", "bio", "category", "skills", "rate", "availability", "languages", "country",
        "region", "works_remotely", "is_listed",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].help_text = _("Up to %(most)d.") % {"most": MOST_SKILLS}
        picker = self.fields["skills"].widget
        assert isinstance(picker, SkillPicker)
        picker.offer(skills_by_category())

    @classmethod
    def initial_of(cls, profile: FreelancerProfile) -> dict[str, Any]:
        """What the profile says now."""
        fields = ("headline", "bio", "category", "availability", "languages", "country")
        return {field: getattr(profile, field) for field in fields} | {
            "skills": [skill.pk for skill in profile.skills.all()],
            "region": profile.region_id,
            "category": profile.category_id,
            "rate": profile.rate,
            "works_remotely": profile.works_remotely,
            "is_listed": profile.is_listed,
        }

    def clean_skills(self) -> list[Skill]:
        return _at_most(self.cleaned_data["skills"], MOST_SKILLS)

    def clean_languages(self) -> list[str]:
        return _at_most(self.cleaned_data["languages"], MOST_LANGUAGES)

    @property
    def details(self) -> FreelancerDetails:
        return FreelancerDetails(**self.cleaned_data)


class ClientProfileForm(PlaceForm):
    """A client's profile; cleans to `ClientDetails`."""

    organisation = LineField(
        label=_("Shop, company or office"),
        max_length=100,
        required=False,
        help_text=_("Leave it empty if you hire as a private person."),
    )
    about = WordsField(
        label=_("About"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who you are and what you do; freelancers read it before they bid."),
    )
    field_order = ["organisation", "about", "country", "region"]

    @classmethod
    def initial_of(cls, profile: ClientProfile) -> dict[str, Any]:
        """What the profile says now."""
        return {
            "organisation": profile.organisation,
            "about": profile.about,
            "country": profile.country,
            "region": profile.region_id,
        }

    @property
    def details(self) -> ClientDetails:
        return ClientDetails(**self.cleaned_data)


class PictureField(forms.FileField):
    """A picture; cleans to one drawn anew, without hidden data."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"})

    def clean(self, data: Any, initial: Any = None) -> Drawn | None:
        upload: UploadedFile[Any] | None = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return draw_anew(upload)
        except InvalidInput as error:
            raise ValidationError(error.message, code="invalid") from None


class PortfolioItemForm(CautionForm):
    """One piece of work; cleans to `ItemDetails` and a picture."""

    place = Place.PROFILE
    title = LineField(label=_("Title"), max_length=100)
    description = WordsField(
        label=_("Description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For whom it was, and what you did."),
    )
    link = forms.URLField(
        label=_("Link"), required=False, assume_scheme="https", max_length=200,
        help_text=_("Where it can be seen, if it is on the web."),
    )  # fmt: skip
    picture = PictureField(
        label=_("Picture"),
        required=False,
        help_text=_("JPEG, PNG, WebP or GIF, up to 10 MB. We remove hidden data such as places."),
    )

    @property
    def details(self) -> ItemDetails:
        given = self.cleaned_data
        return ItemDetails(
            title=given["title"], description=given["description"], link=given["link"]
        )


def _at_most(chosen: Iterable[Any], most: int) -> list[Any]:
    rows = list(chosen)
    if len(rows) > most:
        raise ValidationError(_("Choose %(most)d at the most.") % {"most": most}, code="too_many")
    return rows
