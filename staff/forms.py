"""What somebody asks of the audit log."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from staff.models import LONGEST_HELP, LONGEST_REASON
from staff.selectors import Wanted

_LARGEST_ID = 2**63 - 1


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a date such as 2026-11-30.")},
    )


def _words(label: Any, longest: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        validators=[ProhibitNullCharactersValidator()],
    )


class AuditSearchForm(forms.Form):
    """Who did what to whom, when and why."""

    actor = _words(_("Who: name or e-mail address"), 120)
    action = _words(_("Act, or how it begins"), 60)
    person = _words(_("Whom it concerns: name or e-mail address"), 120)
    subject = _words(_("Thing, such as payout 12"), 80)
    words = _words(_("Words in the reason"), 80)
    since = _day(_("From"))
    until = _day(_("Until"))
    before = forms.IntegerField(
        required=False, min_value=1, max_value=_LARGEST_ID, label="", widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """Days in their order and within what a calendar knows; a place that can exist."""
        cleaned = super().clean() or {}
        if self.errors.pop("before", None):
            self.add_error(
                None, _("This place in the list does not exist. Begin again at the newest.")
            )
        since, until = cleaned.get("since"), cleaned.get("until")
        for name, day in (("since", since), ("until", until)):
            if day is not None and not 2000 <= day.year <= 2999:
                self.add_error(name, ValidationError(_("Write a date such as 2026-11-30.")))
        if since and until and until < since:
            self.add_error("until", ValidationError(_("The last day is before the first.")))
        return cleaned

    @property
    def wanted(self) -> Wanted:
        """Of a valid form; days are whole, in the reader's time zone."""
        given = self.cleaned_data
        since, until = given["since"], given["until"]
        return Wanted(
            actor=given["actor"].strip(),
            action=given["action"].strip(),
            person=given["person"].strip(),
            subject=given["subject"].strip(),
            words=given["words"].strip(),
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class PeopleSearchForm(forms.Form):
    """Whom to find."""

    q = _words(_("Name, handle or e-mail address"), 120)


class ReasonForm(forms.Form):
    """Why one looks."""

    reason = forms.CharField(
        label=_("Why do you look?"),
        help_text=_("The person reads this in their settings."),
        max_length=LONGEST_REASON,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HelpForm(forms.Form):
    """What is wrong, and whether support may look."""

    words = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("What you did, what you expected, and what happened. Never your password."),
        max_length=LONGEST_HELP,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    may_look = forms.BooleanField(
        label=_("Support may look at my account for 24 hours"),
        help_text=_(
            "They see your pages as you do and change nothing. You can take it back at any time."
        ),
        required=False,
    )


class AnswerForm(forms.Form):
    """What support answers."""

    words = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_HELP,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class HoldForm(forms.Form):
    """Until when nothing is deleted, and why."""

    until = _day(_("Until the end of"))
    reason = forms.CharField(
        label=_("Reason, such as the number of the letter"),
        max_length=LONGEST_REASON,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_until(self) -> datetime:
        """The midnight after that day, in the reader's time zone."""
        day = self.cleaned_data["until"]
        if day is None or not 2000 <= day.year <= 2999:
            raise ValidationError(_("Write a date such as 2026-11-30."))
        return _midnight(day + timedelta(days=1))


class LiftForm(forms.Form):
    """Why a hold ends early."""

    reason = forms.CharField(
        label=_("Why is it lifted?"),
        max_length=LONGEST_REASON,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RolesForm(forms.Form):
    """Which roles, and why."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_roles(self) -> list[Role]:
        return [Role(value) for value in self.cleaned_data["roles"]]
