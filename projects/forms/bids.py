"""What freelancers and clients type about terms."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.cautions import CautionForm
from core.errors import InvalidInput
from core.forms import FilesField, LineField, MoneyField, WordsField
from core.models import Place
from core.money import Money, format_money, looks_like_a_slip, smallest_step
from projects.models import Bid, Project, ScreeningQuestion, Terms
from projects.models.postings import Kind
from projects.services.proposals import MOST_STEPS, Proposal, Step, require_time_for
from projects.templatetags.postings import budget

FIRST_ROWS, MORE_ROWS = 3, 3
_STEP_PARTS = ("title", "amount", "days")


class TermsForm(CautionForm):
    """Amount, time and steps in rows of which empty ones are left out; cleans to `Proposal`."""

    place = Place.BID
    hide_optional = True  # the rows of steps would say it over and over

    amount = MoneyField(label=_("Price for the whole job"))
    days = forms.IntegerField(
        label=_("Time to finish"),
        min_value=1,
        max_value=730,
        help_text=_("Days from the moment the first payment is in escrow."),
    )
    review_days = forms.IntegerField(
        label=_("Time to review a delivery"),
        min_value=3,
        max_value=14,
        initial=14,
        help_text=_("3 to 14 days. If the client says nothing by then, the work is approved."),
    )
    change_rounds = forms.IntegerField(
        label=_("Rounds of changes"),
        min_value=0,
        max_value=10,
        initial=2,
        help_text=_("How often the client may ask for changes to a delivery."),
    )
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.currency = project, project.currency
        self._money("amount")
        if project.kind == Kind.HOURLY:
            self.fields["amount"].help_text = _(
                "For the whole job, not for one hour: for example the hours × the hourly rate. The "
                "budget is %(budget)s."
            ) % {"budget": budget(project)}
        for name in ("days", "review_days"):
            self.fields[name].suffix = _("days")  # type: ignore[attr-defined]
        self.row_count = self._read_rows()
        for row in range(1, self.row_count + 1):
            self._add_row(row)

    def _money(self, name: str) -> None:
        money = self.fields[name]
        assert isinstance(money, MoneyField)
        money.currency, money.least = self.currency, smallest_step(self.currency)

    def _read_rows(self) -> int:
        asked = self.data if self.is_bound else self.initial
        return min(max(_row_count(asked.get("rows")), 1), MOST_STEPS)

    def _add_row(self, row: int) -> None:
        self.fields[f"step_{row}_title"] = LineField(
            label=_("Step %(number)d") % {"number": row}, max_length=120, required=False
        )
        self.fields[f"step_{row}_amount"] = MoneyField(label=_("Price"), required=False)
        self._money(f"step_{row}_amount")
        self.fields[f"step_{row}_days"] = forms.IntegerField(
            label=_("Days"), min_value=1, max_value=730, required=False
        )

    @property
    def step_rows(self) -> list[tuple[forms.BoundField, ...]]:
        return [
            tuple(self[f"step_{row}_{part}"] for part in _STEP_PARTS)
            for row in range(1, self.row_count + 1)
        ]

    @property
    def can_grow(self) -> bool:
        return self.row_count < MOST_STEPS

    @property
    def has_steps(self) -> bool:
        return any(field.value() for row in self.step_rows for field in row)

    @property
    def typed_amount(self) -> Money | None:
        """The price as far as it can be read, for the sum beside it."""
        try:
            value: Money | None = self.fields["amount"].clean(self["amount"].value())
        except ValidationError:
            return None
        return value

    def tell_unread_amount(self) -> None:
        """Say at the price why nothing can be counted with it, though the form was not sent."""
        try:
            self.fields["amount"].clean(self["amount"].value())
        except ValidationError as error:
            self.errors["amount"] = self.error_class(error.messages, renderer=self.renderer)

    def find_doubt(self) -> str:
        """A price that lacks zeros, or for the whole job no more than the client pays an hour."""
        amount, most = self.cleaned_data["amount"], self.project.budget_max
        if slip := looks_like_a_slip(amount):
            return slip
        is_small = most is not None and amount.currency == most.currency and amount <= most
        if self.project.kind != Kind.HOURLY or not is_small:
            return ""
        return _(
            "%(amount)s would be the price for the whole job, but the budget is %(budget)s. Is it "
            "the price of one hour? Then multiply it by the hours that the job needs."
        ) % {"amount": format_money(amount), "budget": budget(self.project)}

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for row in range(1, self.row_count + 1):
            self._require_whole_row(row)
        steps, amount = list(self._steps()), given.get("amount")
        total = Money(sum(step.amount.minor for step in steps), self.currency)
        if steps and amount and not self.errors and total.minor != amount.minor:
            words = {"total": format_money(total), "amount": format_money(amount)}
            self.add_error(
                "amount", _("The steps add up to %(total)s, but the price is %(amount)s.") % words
            )
        if "days" in given:
            self._require_time(steps, given["days"])
        return given

    def _require_time(self, steps: Sequence[Step], days: int) -> None:
        try:
            require_time_for(steps, days)
        except InvalidInput as error:
            self.add_error("days", error.message)

    def _require_whole_row(self, row: int) -> None:
        names = [f"step_{row}_{part}" for part in _STEP_PARTS]
        if not any(self.cleaned_data.get(name) or name in self.errors for name in names):
            return
        for name in names:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("Please fill in the whole row, or leave it empty."))

    def _steps(self) -> Iterator[Step]:
        for row in range(1, self.row_count + 1):
            title, amount, days = (
                self.cleaned_data.get(f"step_{row}_{part}") for part in _STEP_PARTS
            )
            if title and amount and days:
                yield Step(title=title, amount=amount, days=days)

    @property
    def proposal(self) -> Proposal:
        given = self.cleaned_data
        return Proposal(
            amount=given["amount"],
            days=given["days"],
            steps=list(self._steps()),
            review_days=given["review_days"],
            change_rounds=given["change_rounds"],
            note=given.get("note", ""),
        )

    @staticmethod
    def initial_of(terms: Terms) -> dict[str, Any]:
        """What a version of terms says; a single step is the whole and needs no row."""
        steps = list(terms.milestones.all())
        rows = steps if len(steps) > 1 else []
        initial: dict[str, Any] = {
            "amount": terms.amount,
            "days": terms.days,
            "review_days": terms.review_days,
            "change_rounds": terms.change_rounds,
            "rows": max(len(rows), FIRST_ROWS),
        }
        for row, step in enumerate(rows, start=1):
            amount = Money(step.amount_minor, terms.currency)
            initial |= {
                f"step_{row}_title": step.title,
                f"step_{row}_amount": amount,
                f"step_{row}_days": step.days,
            }
        return initial

    @staticmethod
    def typed(posted: Mapping[str, Any], *, more_rows: bool) -> dict[str, Any]:
        """What was typed so far, to show the form again without checking it."""
        rows = _row_count(posted.get("rows")) + (MORE_ROWS if more_rows else 0)
        return {name: posted[name] for name in posted} | {"rows": rows}


def _optional(label: str) -> str:
    return str(_("%(label)s (optional)") % {"label": label})


def _row_count(asked: Any) -> int:
    text = str(asked or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else FIRST_ROWS


class BidForm(TermsForm):
    """A whole bid: terms, cover note, answers and files."""

    cover_note = WordsField(
        label=_("Cover note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("How you would do it, and what you have done that is like it."),
    )
    note = WordsField(
        label=_("What has changed (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    uploads = FilesField(
        label=_("Files (optional)"),
        help_text=_("Up to 10 files of 10 MB each. Only the client sees them."),
    )

    def __init__(
        self, *args: Any, questions: Sequence[ScreeningQuestion], is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        if is_new:
            del self.fields["note"]
        for question in questions:
            self.fields[f"answer_{question.pk}"] = WordsField(
                label=question.text if question.is_required else _optional(question.text),
                max_length=2000,
                required=question.is_required,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self[f"answer_{question.pk}"] for question in self.questions]

    @property
    def answers(self) -> dict[int, str]:
        return {
            question.pk: self.cleaned_data[f"answer_{question.pk}"] for question in self.questions
        }

    @staticmethod
    def initial_of_bid(bid: Bid) -> dict[str, Any]:
        """What the bid says now."""
        assert bid.terms is not None
        answers = {f"answer_{answer.question_id}": answer.text for answer in bid.answers.all()}
        return {"cover_note": bid.cover_note, **answers, **TermsForm.initial_of(bid.terms)}


class CounterForm(TermsForm):
    """Other terms, proposed by the client."""

    note = WordsField(
        label=_("Message (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why you propose something else."),
    )


class OfferForm(forms.Form):
    """The version of terms that is offered, and some words."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    message = WordsField(
        label=_("Message"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VersionForm(forms.Form):
    """The version of terms that somebody has read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
