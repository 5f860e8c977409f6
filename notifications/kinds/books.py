"""News for those who keep the books."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

BOOKS: dict[str, Kind] = {
    "reconciliation_differed": Kind(
        group=Group.MODERATION,
        page="payments:run",
        title=_("A provider’s report and the book differ"),
        sentence=_(
            "The comparison with %(provider)s found new differences: %(count)s. "
            "Each of them needs somebody who looks into it."
        ),
        is_always_mailed=True,
    ),
    "reconciliation_failed": Kind(
        group=Group.MODERATION,
        page="payments:runs",
        title=_("A provider’s report could not be compared"),
        sentence=_(
            "The comparison of %(provider)s with the book did not succeed. It is tried again by "
            "itself; if it keeps failing, look at the provider and at the workers."
        ),
        is_always_mailed=True,
    ),
    "letter_to_check": Kind(
        group=Group.MODERATION,
        page="payments:tax-desk",
        title=_("A statement letter waits"),
        sentence=_(
            "%(person)s handed in a letter for %(year)s. Until it is accepted, contracts that they "
            "sign carry PPh 22."
        ),
    ),
    "letter_accepted": Kind(
        group=Group.MONEY,
        page="payments:taxes",
        title=_("Your statement letter is accepted"),
        sentence=_(
            "Nothing is withheld of contracts that you sign in %(year)s. For the year after, hand "
            "in a new one."
        ),
    ),
    "letter_refused": Kind(
        group=Group.MONEY,
        page="payments:taxes",
        title=_("Your statement letter is not accepted"),
        sentence=_("You can hand in another one. Our reason: %(reason)s"),
        is_always_mailed=True,
    ),
}
