"""Made-up things for the style guide and the first page: they look like rows and are none."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from core.charts import Chart, Column, Series, lay_out
from core.forms import FilesField, MoneyField
from core.money import Money
from core.money_bar import Slice


class Person(str):
    """Somebody with a name and an address."""

    __slots__ = ()

    @property
    def handle(self) -> str:
        return self.split()[0].lower()


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label="Title", max_length=100, help_text="Say what you need in a few words."
    )
    description = forms.CharField(
        label="Description", max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    budget = MoneyField(label="Budget", help_text="You can write 1500000, 1.500.000 or 1,5 jt.")
    days = forms.IntegerField(label="Days", min_value=1)
    category = forms.ChoiceField(
        label="Category", choices=[("", "Choose one"), ("web", "Web and apps"), ("text", "Writing")]
    )
    level = forms.ChoiceField(
        label="Experience",
        choices=[("any", "Any level"), ("some", "Some experience"), ("expert", "An expert")],
        widget=forms.RadioSelect,
        help_text="Newcomers often do very careful work.",
    )
    languages = forms.MultipleChoiceField(
        label="Languages",
        choices=[("id", "Indonesian"), ("jv", "Javanese"), ("en", "English")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    start = forms.DateField(
        label="Start", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    attachments = FilesField(label="Files", help_text="Up to 10 files of 10 MB each.")
    agree = forms.BooleanField(label="I have read the terms of use")


SampleForm.base_fields["days"].suffix = "days"  # type: ignore[attr-defined]


def _rupiah(amount: int) -> Money:
    return Money(amount * 100, "IDR")


def _thing(state: str, words: str) -> SimpleNamespace:
    return SimpleNamespace(state=state, get_state_display=words)


def everything() -> dict[str, Any]:
    """What the style guide shows."""
    return {
        "form": SampleForm(initial={"title": "A logo for a coffee shop in Sleman"}),
        "broken_form": SampleForm(data={"budget": "lots", "days": "0"}),
        "amount": _rupiah(4_500_000),
        "slices": _slices(),
        "chart": _chart(),
        "people": [Person("Clara Wijaya"), Person("Farid Ramadhan"), Person("Sena")],
        "soon": datetime(2027, 11, 24, 12, 0, tzinfo=UTC),
        "past": datetime(2026, 11, 2, 3, 15, tzinfo=UTC),
        "page": Paginator(range(230), 10).page(4),
        "states": [
            _thing("draft", "Draft"),
            _thing("open", "Open for bids"),
            _thing("awaiting_funding", "Waiting for payment"),
            _thing("shortlisted", "Shortlisted"),
            _thing("disputed", "In dispute"),
        ],
        "files": [
            SimpleNamespace(name="brief-and-sketches.pdf", size=184_320, get_absolute_url="#"),
            SimpleNamespace(
                name="photos of the shop front, evening.zip", size=8_912_896, get_absolute_url="#"
            ),
        ],
        "steps": ["The work", "Skills and place", "Budget and time", "Check"],
    }


def contract() -> dict[str, Any]:
    """The contract that the first page shows as an example."""
    return {"example": _slices(), "example_total": _rupiah(4_500_000)}


def _chart() -> Chart:
    months = ("Aug", "Sep", "Oct", "Nov")
    amounts = (
        (900_000, 0, 100_000),
        (2_700_000, 0, 300_000),
        (0, 0, 0),
        (450_000, 1_500_000, 50_000),
    )
    columns = [
        Column(
            short=month,
            label=f"{month} 2026",
            amounts={"released": released * 100, "escrow": held * 100, "fee": fee * 100},
        )
        for month, (released, held, fee) in zip(months, amounts, strict=True)
    ]
    series = [
        Series(kind="released", label="Released"),
        Series(kind="fee", label="Fee"),
        Series(kind="escrow", label="In escrow"),
    ]
    return lay_out(series, columns, currency="IDR")


def _slices() -> list[Slice]:
    return [
        Slice(
            kind="escrow",
            label=_("In escrow"),
            amount=_rupiah(1_500_000),
            note=_("Step 3, until the client approves it"),
        ),
        Slice(kind="released", label=_("Released"), amount=_rupiah(900_000)),
        Slice(kind="paid-out", label=_("Paid out"), amount=_rupiah(1_800_000)),
        Slice(kind="fee", label=_("Fee"), amount=_rupiah(300_000)),
    ]
