"""News of earnings that became available: what is free, what repaid a debt, what is set aside."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind


def _about_earnings(title: str | Promise, sentence: str | Promise) -> Kind:
    return Kind(
        group=Group.MONEY,
        page="payments:earnings",
        title=title,
        sentence=sentence,
        action=_("To my earnings"),
    )


_SOME_FREE = _("%(free)s can be paid out")

EARNINGS: dict[str, Kind] = {
    "earnings_available": _about_earnings(
        _("%(amount)s can be paid out"),
        _("Your earnings for “%(what)s” are available now."),
    ),
    "earnings_kept": _about_earnings(
        _SOME_FREE,
        _("Of %(amount)s for “%(what)s”, %(kept)s is set aside; the rest is available now."),
    ),
    "earnings_repaid": _about_earnings(
        _SOME_FREE,
        _("Of %(amount)s for “%(what)s”, %(repaid)s repaid what you owed; the rest is available."),
    ),
    "earnings_repaid_kept": _about_earnings(
        _SOME_FREE,
        _(
            "Of %(amount)s for “%(what)s”, %(repaid)s repaid what you owed and %(kept)s is set "
            "aside; the rest is available now."
        ),
    ),
    "earnings_all_repaid": _about_earnings(
        _("%(repaid)s of what you owed is repaid"),
        _("All of %(amount)s for “%(what)s” repaid what you owed, so none of it can be paid out."),
    ),
    "earnings_all_kept": _about_earnings(
        _("%(kept)s is set aside"),
        _("All of %(amount)s for “%(what)s” went into your set-asides, where you can free it."),
    ),
    "earnings_all_repaid_kept": _about_earnings(
        _("%(repaid)s of what you owed is repaid"),
        _(
            "Of %(amount)s for “%(what)s”, %(repaid)s repaid what you owed and %(kept)s is set "
            "aside, so none of it can be paid out now."
        ),
    ),
    "debt_repaid": _about_earnings(
        _("Your debt is repaid"),
        _(
            "What you owed after a bank took back “%(what)s”, %(amount)s, is settled. You owe "
            "Karya nothing any more."
        ),
    ),
    "debt_repaid_others_open": _about_earnings(
        _("One of your debts is repaid"),
        _(
            "What you owed after a bank took back “%(what)s”, %(amount)s, is settled. What you owe "
            "for other payments is still repaid from your earnings first."
        ),
    ),
}


def kind_of(*, free: bool, repaid: bool, kept: bool) -> str:
    """The kind of news that names just what happened to earnings."""
    if not repaid and not kept:
        return "earnings_available"
    words = ["earnings"]
    words += ["all"] if not free else []
    words += ["repaid"] if repaid else []
    words += ["kept"] if kept else []
    return "_".join(words)
