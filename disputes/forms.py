"""What the sides and the moderators write. A split is two amounts that add up to the whole."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import Insertable, MoneyField, WordsField
from core.money import Money, format_money
from disputes.models import LONGEST
from disputes.states import Ground, Reason
from staff.models import RuleVersion


class SplitForm(forms.Form):
    """Both parts of the price; one empty part is what the other leaves."""

    hide_optional = True

    to_freelancer = MoneyField(label=_("To the freelancer"), least=0, required=False)
    to_client = MoneyField(label=_("Back to the client"), least=0, required=False)

    def __init__(self, *args: Any, whole: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole = whole
        for name in ("to_freelancer", "to_client"):
            field = self.fields[name]
            assert isinstance(field, MoneyField)
            field.currency = whole.currency

    def clean(self) -> dict[str, Any]:
        """The parts add up, and none is left unsaid."""
        said = self.cleaned_data
        if {"to_freelancer", "to_client"} & set(self.errors):
            return said
        freelancer, client = self._both(said.get("to_freelancer"), said.get("to_client"))
        if min(freelancer.minor, client.minor) < 0 or freelancer + client != self.whole:
            raise ValidationError(
                _("The two parts must add up to %(whole)s.") % {"whole": format_money(self.whole)}
            )
        return said | {"to_freelancer": freelancer, "to_client": client}

    def _both(self, freelancer: Money | None, client: Money | None) -> tuple[Money, Money]:
        """The part left unsaid is what the other leaves."""
        if freelancer is not None:
            return freelancer, self.whole - freelancer if client is None else client
        if client is not None:
            return self.whole - client, client
        raise ValidationError(_("Please write how you would divide the money."))


class OpeningForm(SplitForm):
    """A disagreement."""

    reason_code = forms.ChoiceField(
        label=_("What is it about?"), choices=Reason, widget=forms.RadioSelect
    )
    claim = WordsField(
        label=_("What happened?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Write what was agreed and what was done. The other side and a moderator read it."
        ),
    )
    field_order = ["reason_code", "claim", "to_freelancer", "to_client"]


class ProposalForm(SplitForm):
    """How to divide the money instead."""

    message = WordsField(
        label=_("Say why, if you like"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RulingForm(Insertable, SplitForm):
    """What a moderator proposes or decides."""

    rule = forms.ChoiceField(label=_("The rule"), widget=forms.RadioSelect)
    reasons_id = forms.CharField(
        label=_("The reasons, in Indonesian"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "id"}),
        help_text=_("Both sides read them. Name what you looked at."),
    )
    reasons_en = forms.CharField(
        label=_("The reasons, in English"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "en"}),
    )
    field_order = ["to_freelancer", "to_client", "rule", "reasons_id", "reasons_en"]

    def __init__(self, *args: Any, rules: Sequence[RuleVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        choice = self.fields["rule"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(rule.code, str(rule)) for rule in rules]


class BlindForm(forms.Form):
    """The limit of one side, in secret."""

    limit = MoneyField(label=_("Your limit"), least=0)

    def __init__(self, *args: Any, whole: Money, is_client: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["limit"]
        assert isinstance(field, MoneyField)
        field.currency, field.most = whole.currency, whole.minor
        field.label = (
            _("The most you would give to the freelancer")
            if is_client
            else _("The least you would take, before the fee")
        )


class AppealForm(forms.Form):
    """Why a decision should be looked at again."""

    ground = forms.ChoiceField(
        label=_("What does it rest on?"), choices=Ground, widget=forms.RadioSelect
    )
    text = WordsField(
        label=_("What is new, or what went wrong?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReasonForm(Insertable):
    """Why a decision goes back."""

    reason = forms.CharField(
        label=_("Why should it be looked at again?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
