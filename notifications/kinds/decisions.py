"""News of what staff decide about money."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

DECISIONS: dict[str, Kind] = {
    "debt_written_off": Kind(
        group=Group.MONEY,
        page="payments:earnings",
        title=_("You need not repay the rest"),
        sentence=_(
            "We have written off %(amount)s that you owed after a bank took back “%(what)s”. "
            "Nothing more is taken from your earnings for it."
        ),
        is_always_mailed=True,
    ),
    "difference_kept": Kind(
        group=Group.MONEY,
        page="payments:payin",
        title=_("A difference was too small to send back"),
        sentence=_(
            "Of what you paid for “%(what)s”, %(amount)s was more than we asked for, and could not "
            "be sent back. If you want it back, write to us and we look at it again."
        ),
    ),
    "decision_to_confirm": Kind(
        group=Group.MODERATION,
        page="payments:decisions",
        title=_("A decision about money needs a second person"),
        sentence=_(
            "%(person)s has decided about %(amount)s. Nothing moves until a second person agrees."
        ),
        is_always_mailed=True,
    ),
    "decision_returned": Kind(
        group=Group.MODERATION,
        page="payments:decisions",
        title=_("Your decision was not agreed to"),
        sentence=_("%(person)s does not agree about %(amount)s: “%(reason)s”. Nothing has moved."),
    ),
}
