"""What people fill in about payouts that happen by themselves, or once more."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import MoneyField
from core.money import Money
from payments.models import Destination, PayoutSchedule
from payments.states import Cadence

_WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class ScheduleForm(forms.Form):
    """How often, on which day, from which amount on, and where to; without a script all show."""

    hide_optional = True

    cadence = forms.ChoiceField(
        label=_("How often?"), choices=Cadence.choices, widget=forms.RadioSelect
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"),
        choices=_WEEKDAYS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For every week."),
    )
    month_day = forms.IntegerField(
        label=_("Day of the month"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("For every month. Where a month is shorter, its last day."),
    )
    least = MoneyField(
        label=_("Only from this amount on"),
        required=False,
        help_text=_(
            "You need it for the last choice; for a day of the week or month it is a wish."
        ),
    )
    destination = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect, required=False)

    def __init__(
        self,
        data: Any,
        *,
        schedule: PayoutSchedule | None,
        destinations: list[Destination],
        least: Money,
    ) -> None:
        super().__init__(data, initial=_initial(schedule, destinations))
        self.destinations = {str(one.pk): one for one in destinations}
        amount, place = self.fields["least"], self.fields["destination"]
        assert isinstance(amount, MoneyField)
        assert isinstance(place, forms.ChoiceField)
        amount.currency, amount.least = least.currency, least.minor
        place.choices = [
            (pk, f"{one} · {one.holder_name}") for pk, one in self.destinations.items()
        ]

    def clean_destination(self) -> Destination | None:
        return self.destinations.get(self.cleaned_data["destination"])

    def clean(self) -> dict[str, Any]:
        """What each choice needs, said at its field."""
        cleaned = super().clean() or {}
        cadence = cleaned.get("cadence")
        needs = {
            Cadence.WEEKLY: ("weekday", _("Choose a day of the week.")),
            Cadence.MONTHLY: ("month_day", _("Choose a day of the month.")),
            Cadence.THRESHOLD: ("least", _("Write from which amount on.")),
        }
        if cadence in needs:
            name, text = needs[cadence]
            self._need(name, text)
            self._need("destination", _("Choose where the money should go."))
        return cleaned

    def _need(self, name: str, text: Any) -> None:
        if name not in self.errors and self.cleaned_data.get(name) is None:
            self.add_error(name, ValidationError(text, code="required"))


class RetryForm(forms.Form):
    """Where to send what came back; the amount is what came back."""

    destination = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)

    def __init__(self, data: Any, *, destinations: list[Destination], same: int) -> None:
        self.destinations = {str(one.pk): one for one in destinations}
        usual = str(same) if str(same) in self.destinations else next(iter(self.destinations), None)
        super().__init__(data, initial={"destination": usual})
        place = self.fields["destination"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [
            (pk, f"{one} · {one.holder_name}") for pk, one in self.destinations.items()
        ]

    def clean_destination(self) -> Destination:
        return self.destinations[self.cleaned_data["destination"]]


def _initial(schedule: PayoutSchedule | None, destinations: list[Destination]) -> dict[str, Any]:
    first = destinations[0].pk if destinations else None
    if schedule is None:
        return {"cadence": Cadence.MANUAL, "destination": first}
    return {
        "cadence": schedule.cadence,
        "weekday": schedule.weekday,
        "month_day": schedule.month_day,
        "least": schedule.threshold,
        "destination": schedule.destination_id or first,
    }
