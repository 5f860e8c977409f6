"""What people type into the search for freelancers."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Availability, Skill
from accounts.places import spoken_languages
from accounts.selectors import FreelancerSearch, categories, provinces, regions, regions_in
from core.forms import MoneyField


class FreelancerSearchForm(forms.Form):
    """Words and facets; whatever is unreadable is left out of the search."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    category = forms.ModelChoiceField(
        categories(), to_field_name="slug", label=_("Kind of work"), required=False,
        empty_label=_("Every kind"),
    )  # fmt: skip
    skill = forms.ModelChoiceField(
        Skill.objects.all(), to_field_name="slug", label=_("Skill"), required=False,
        widget=forms.HiddenInput,
    )  # fmt: skip
    region = forms.ModelChoiceField(
        regions(), label=_("Region"), required=False, empty_label=_("Everywhere")
    )
    availability = forms.ChoiceField(
        label=_("Availability"),
        required=False,
        choices=[("", _("Any")), *Availability.choices[:2]],
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("Any")), *spoken_languages()],
    )
    rating = forms.TypedChoiceField(
        label=_("Rating"),
        required=False,
        coerce=Decimal,
        empty_value=None,
        choices=[
            ("", _("Any")),
            ("4.5", _("4.5 and up")),
            ("4", _("4 and up")),
            ("3", _("3 and up")),
        ],
    )
    rate = MoneyField(label=_("Most per hour"), required=False, least=100)
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("best", _("Free now, well rated, experienced")),
            ("rating", _("Best rated")),
            ("newest", _("Newest")),
            ("rate", _("Lowest rate")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        region.widget.choices = [
            ("", _("Everywhere")),
            *_places(str(self.data.get("region") or "")),
        ]

    @property
    def search(self) -> FreelancerSearch:
        """What was understood."""
        self.full_clean()
        given = {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "")
        }
        words = given.pop("q", "")
        return FreelancerSearch(words=words, **given)


def _places(chosen: str) -> Iterator[tuple[str, str]]:
    """All provinces; the chosen one opens up into its regencies and cities."""
    inside = regions_in(chosen[:2]) if chosen else ()
    for province in provinces():
        yield province.code, province.name
        if province.code == chosen[:2]:
            yield from ((region.code, f"\N{EN DASH} {region.name}") for region in inside)
