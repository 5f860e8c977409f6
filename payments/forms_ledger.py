"""What finance staff ask of the ledger explorer."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.money import EXPONENTS
from payments.forms import FIRST_YEAR, LAST_YEAR
from payments.selectors_ledger import Period
from payments.states import AccountKind

EXPORTED_DAYS = 366
_LARGEST_ID = 2**63 - 1


class _PagedForm(forms.Form):
    """Something that is listed page by page."""

    before = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=_LARGEST_ID,
        label="",
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        """A wrong place is told about the form: its field is not on the page."""
        cleaned = super().clean() or {}
        if self.errors.pop("before", None):
            self.add_error(
                None, _("This place in the list does not exist. Begin again at the newest.")
            )
        return cleaned


class AccountFilterForm(_PagedForm):
    """Which accounts to list."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *AccountKind.choices]
    )
    email = forms.EmailField(label=_("E-mail address of the person"), required=False)
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[("", _("All currencies")), *((code, code) for code in EXPONENTS)],
    )


class SearchForm(_PagedForm):
    """A key, a reference, or a number of a provider."""

    q = forms.CharField(max_length=100, label=_("Key, reference or number of the provider"))


class PeriodForm(_PagedForm):
    """The days to look at, both included, in the reader's time zone."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a date such as 2026-11-30.")},
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a date such as 2026-11-30.")},
    )

    def clean_since(self) -> date | None:
        return _within(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _within(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError(_("The last day is before the first.")))
        return cleaned

    @property
    def period(self) -> Period:
        """Of a valid form."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return Period(
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


class ExportForm(PeriodForm):
    """The days to export, and as what."""

    kind = forms.ChoiceField(choices=[("csv", "CSV"), ("xlsx", "XLSX")])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if self.errors:
            return cleaned
        if since is None or until is None:
            raise ValidationError(_("Choose the first and the last day to export."))
        if until - since >= timedelta(days=EXPORTED_DAYS):
            raise ValidationError(
                _("Export at most %(days)d days at once."), params={"days": EXPORTED_DAYS}
            )
        return cleaned


def _within(day: date | None) -> date | None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Write a date such as 2026-11-30."))
    return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
