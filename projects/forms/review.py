"""What a moderator says about a posting."""

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import Insertable

# The grounds on which a posting is sent back or taken down.
RULES = {
    "free-work": pgettext_lazy(
        "rule", "Postings do not ask for free samples or unpaid tests. Ask for past work instead."
    ),
    "contact": pgettext_lazy(
        "rule",
        "Postings carry no telephone numbers, e-mail addresses or payment outside. Both sides are "
        "protected only here.",
    ),
    "illegal": pgettext_lazy(
        "rule", "Work that breaks the law, cheats somebody or hurts people has no place here."
    ),
    "unclear": pgettext_lazy(
        "rule", "A posting says what is to be made and for which budget, so that people can bid."
    ),
    "not-work": pgettext_lazy(
        "rule", "A posting offers one piece of paid work: no advertising, no recruiting schemes."
    ),
    "duplicate": pgettext_lazy("rule", "Each piece of work is posted once."),
}


class RulingForm(Insertable):
    """A moderator cites a rule, and says what it means here."""

    rule = forms.ChoiceField(label=_("Rule"), choices=list(RULES.items()), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What to change, or why"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The client reads this."),
    )

    def reason_in(self, language: str) -> str:
        """The rule in the client's language, and the moderator's own words."""
        with translation.override(language or settings.LANGUAGE_CODE):
            rule = str(RULES[self.cleaned_data["rule"]])
        return f"{rule}\n\n{self.cleaned_data['words']}".strip()
