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
}
