"""What is said in a report, and what is decided about it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from core.forms import Insertable
from moderation.cases import MEASURES, About, Measure, Urgency
from moderation.models import LONGEST_CASE, LONGEST_OUTCOME, LONGEST_WORDS
from moderation.states import Reason
from staff.models import RuleVersion


class ReportForm(forms.Form):
    """Why something is reported: one tap, and words for those who want."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=Reason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("More about it"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OutcomeForm(Insertable):
    """What a moderator decided, in words for everybody concerned."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_OUTCOME,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those who reported it read this."),
    )


def _long(label: StrPromise) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_CASE, widget=forms.Textarea(attrs={"rows": 5})
    )


class _Citing(Insertable):
    """Which rule of the book, as it stands now."""

    rule = forms.ChoiceField(label=_("Rule"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, rules: Sequence[RuleVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = {rule.code: rule for rule in rules}
        choices = [(rule.code, f"{rule.code}: {rule.text}") for rule in rules]
        self.fields["rule"].choices = choices  # type: ignore[attr-defined]

    @property
    def cited(self) -> RuleVersion:
        """The version that was shown."""
        return self.rules[self.cleaned_data["rule"]]


class CaseForm(_Citing):
    """Which rule, and what happened, in words that the person reads."""

    evidence = _long(_("What happened, with links to where it can be seen"))
    urgency = forms.ChoiceField(
        label=_("Suspend at once?"),
        choices=[("", _("No, they may answer first")), *Urgency.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only for these. A second moderator must look within 72 hours, or it lapses."),
    )


class ActForm(_Citing):
    """What is done with something written, by which rule, and why."""

    measure = forms.ChoiceField(label=_("Measure"), widget=forms.RadioSelect)
    english = _long(_("Reasons in English"))
    indonesian = _long(_("Reasons in Indonesian"))
    field_order = ("measure", "rule", "english", "indonesian")

    def __init__(self, *args: Any, measures: Sequence[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(measure.value, measure.label) for measure in measures]
        self.fields["measure"].choices = choices  # type: ignore[attr-defined]

    @property
    def measure_chosen(self) -> Measure:
        return Measure(self.cleaned_data["measure"])


class LookForm(forms.Form):
    """Why a second moderator lets an urgent measure stand, or lifts it; for the log."""

    reason = _long(_("Why"))


class TextForm(forms.Form):
    """An answer, or an appeal."""

    text = _long(_("Your words"))


class ReasonsForm(Insertable):
    """Reasons in both languages."""

    english = _long(_("Reasons in English"))
    indonesian = _long(_("Reasons in Indonesian"))


class DecisionForm(ReasonsForm):
    """A measure, with its reasons."""

    measure = forms.ChoiceField(
        label=_("Measure"),
        choices=[(one.value, one.label) for one in MEASURES[About.ACCOUNT]],
        widget=forms.RadioSelect,
    )
    field_order = ("measure", "english", "indonesian")
