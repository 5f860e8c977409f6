"""News of payouts in parts, of checks that take long, and of payouts that happen by themselves."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

PAYOUTS: dict[str, Kind] = {
    "payout_partly_paid": Kind(
        group=Group.MONEY,
        page="payments:payout",
        title=_("A part of your payout did not go through"),
        sentence=_(
            "Of %(amount)s to %(where)s, %(back)s did not arrive and is in your balance again. You "
            "can send it to another account."
        ),
        is_always_mailed=True,
    ),
    "payout_review_late": Kind(
        group=Group.MONEY,
        page="payments:payout",
        title=_("The check of your payout takes longer"),
        sentence=_(
            "We promised to look at your payout of %(amount)s within a working day and are late. "
            "We have asked for help; the money stays yours."
        ),
    ),
    "payout_check_is_late": Kind(
        group=Group.MODERATION,
        page="payments:desk",
        title=_("A payout has waited too long for a check"),
        sentence=_("%(person)s asked for %(amount)s; the promised time is over."),
        is_always_mailed=True,
    ),
    "connection_ready": Kind(
        group=Group.MONEY,
        page="payments:connect",
        title=_("Stripe pays out to you"),
        sentence=_("Your account with Stripe is ready. Choose it when you withdraw."),
    ),
    "connection_blocked": Kind(
        group=Group.MONEY,
        page="payments:connect",
        title=_("Stripe does not pay out to you at the moment"),
        sentence=_("Stripe needs something from you first. Your money here stays yours."),
        action=_("See what is missing"),
        is_always_mailed=True,
    ),
    "payouts_stopped": Kind(
        group=Group.MONEY,
        page="payments:payouts",
        title=_("Your payouts are stopped"),
        sentence=_(
            "It was reported that %(where)s is not yours. It is removed, and nothing is paid out "
            "until our support has spoken with you. Please set a new password now."
        ),
        is_always_mailed=True,
        is_for_old_addresses=True,
    ),
    "payouts_stopped_by_person": Kind(
        group=Group.MODERATION,
        page="payments:desk",
        title=_("Somebody’s account may be stolen"),
        sentence=_(
            "%(person)s says that %(where)s was added by somebody else. Payouts are stopped until "
            "one of you has spoken with them."
        ),
        is_always_mailed=True,
    ),
    "payouts_resumed": Kind(
        group=Group.MONEY,
        page="payments:payouts",
        title=_("Your payouts go on"),
        sentence=_("We have looked at your report, and payouts are possible again."),
        is_always_mailed=True,
        is_for_old_addresses=True,
    ),
    "payout_skipped": Kind(
        group=Group.MONEY,
        page="payments:payout-schedule",
        title=_("Your automatic payout was left out"),
        sentence=_("%(reason)s The next one is tried as planned."),
    ),
}
