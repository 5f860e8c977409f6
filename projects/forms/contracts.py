"""What the two sides of a contract write."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import FilesField, LineField, MoneyField, WordsField
from core.money import Money, smallest_step
from projects.models import Contract
from projects.services.amendments import kept_steps, unpaid_steps
from projects.services.milestones import LONGEST_CHANGE, LONGEST_MESSAGE, MOST_CHANGES
from projects.services.proposals import MOST_STEPS, Step

_LONGEST_REASON = 2000
_SPARE_ROWS = 2


class DeliveryForm(forms.Form):
    """Work, handed over."""

    message = WordsField(
        label=_("What do you deliver?"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say what is there, and how to look at it. Links are fine."),
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("Files"),
        help_text=_("Up to 10 files. Their size and fingerprint are kept as proof."),
    )


class ChangesForm(forms.Form):
    """A list of changes, one per line."""

    changes = WordsField(
        label=_("What should change? One thing per line"),
        max_length=MOST_CHANGES * (LONGEST_CHANGE + 2),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Be as exact as you can, so that one round is enough."),
    )

    def clean_changes(self) -> list[str]:
        """The lines that say something."""
        lines = [line.strip(" \t-•*") for line in self.cleaned_data["changes"].splitlines()]
        listed = [line for line in lines if line]
        if not listed:
            raise ValidationError(_("Please list at least one change."))
        if len(listed) > MOST_CHANGES or any(len(line) > LONGEST_CHANGE for line in listed):
            raise ValidationError(
                _("List up to %(most)d changes of up to %(long)d characters each.")
                % {"most": MOST_CHANGES, "long": LONGEST_CHANGE}
            )
        return listed


class PartForm(forms.Form):
    """How much of a step to release now; the key makes a second click harmless."""

    amount = MoneyField(label=_("How much of the price?"))
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, whole: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount, step = self.fields["amount"], smallest_step(whole.currency)
        assert isinstance(amount, MoneyField)
        amount.currency, amount.least, amount.most = whole.currency, step, whole.minor - step


class ReasonForm(forms.Form):
    """Why."""

    reason = WordsField(
        label=_("Why?"),
        max_length=_LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The other side reads this, and it stays in the history."),
    )


class OptionalReasonForm(ReasonForm):
    """Why, for those who want to say it."""

    reason = WordsField(
        label=_("Why?"),
        required=False,
        max_length=_LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The other side reads this, and it stays in the history."),
    )


class StepForm(forms.Form):
    """One row of proposed steps; an empty row counts for nothing."""

    hide_optional = True

    title = LineField(label=_("Step"), max_length=120, required=False)
    amount = MoneyField(label=_("Amount"), required=False)
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=730, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount = self.fields["amount"]
        assert isinstance(amount, MoneyField)
        amount.currency, amount.least = currency, smallest_step(currency)

    def clean(self) -> dict[str, Any]:
        """A row is whole or empty."""
        row = self.cleaned_data
        if any(row.get(name) for name in self.fields):
            for name in self.fields:
                if not row.get(name) and name not in self.errors:
                    self.add_error(name, _("Please fill this in, or empty the whole row."))
        return row

    @property
    def step(self) -> Step | None:
        """The row as a step."""
        row = self.cleaned_data
        if not row.get("title"):
            return None
        return Step(title=row["title"], amount=row["amount"], days=row["days"])


_Steps = forms.formset_factory(StepForm, extra=_SPARE_ROWS, max_num=MOST_STEPS)


class NoteForm(forms.Form):
    """A word about a proposal."""

    note = WordsField(
        label=_("Why do you propose this?"),
        required=False,
        max_length=_LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AmendmentForm:
    """Other steps in place of those not paid yet: rows and a note, valid together."""

    def __init__(self, contract: Contract, data: Any = None, *, more_rows: bool = False) -> None:
        """`more_rows` shows what was typed so far, unchecked, with room for more."""
        typed = data if more_rows else None
        checked = None if more_rows else data
        initial = _typed_rows(typed) if typed else _rows_of(contract)
        self.rows = _Steps(
            checked, initial=initial, prefix="steps", form_kwargs={"currency": contract.currency}
        )
        self.note = NoteForm(checked, initial={"note": typed.get("note", "")} if typed else None)
        self.kept = len(kept_steps(contract))

    @property
    def can_grow(self) -> bool:
        return self.rows.total_form_count() < MOST_STEPS

    def is_valid(self) -> bool:
        """Whether each row and the note can be read."""
        return self.rows.is_valid() and self.note.is_valid()

    @property
    def steps(self) -> list[Step]:
        return [form.step for form in self.rows if form.step is not None]


def _rows_of(contract: Contract) -> list[dict[str, Any]]:
    return [{"title": s.title, "amount": s.amount, "days": s.days} for s in unpaid_steps(contract)]


def _typed_rows(posted: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {name: posted.get(f"steps-{row}-{name}", "") for name in StepForm.base_fields}
        for row in range(MOST_STEPS)
        if f"steps-{row}-title" in posted
    ]
