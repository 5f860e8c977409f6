"""News of payments, earnings and payouts."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

_DESK = "payments:desk"
_PAYIN = "payments:payin"
_PAYOUT = "payments:payout"

MONEY: dict[str, Kind] = {
    "payment_arrived": Kind(
        group=Group.MONEY,
        page="projects:milestone",
        title=_("Your payment is in escrow"),
        sentence=_("%(amount)s for “%(what)s” has arrived. It is released when you approve."),
    ),
    "payment_short": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("A part of your payment is missing"),
        sentence=_(
            "%(amount)s for “%(what)s” has arrived, %(missing)s is still missing. Pay it by "
            "%(until)s; otherwise all of it goes back to you."
        ),
        action=_("Pay the rest"),
        is_always_mailed=True,
    ),
    "payment_short_for_freelancer": Kind(
        group=Group.MONEY,
        page="projects:milestone",
        title=_("A part of a payment has arrived"),
        sentence=_(
            "%(amount)s for “%(what)s” has arrived, %(missing)s is still missing. "
            "Please do not start yet: we tell you when all of it is in escrow."
        ),
    ),
    "payment_given_back": Kind(
        group=Group.MONEY,
        page="projects:milestone",
        title=_("Your part of a payment goes back"),
        sentence=_(
            "“%(what)s” was not paid in full, so %(paid)s goes back to you by itself. "
            "You can pay it anew."
        ),
    ),
    "payment_given_back_for_freelancer": Kind(
        group=Group.MONEY,
        page="projects:milestone",
        title=_("A payment was not completed"),
        sentence=_(
            "“%(what)s” was not paid in full, so the client has the money back. "
            "The step waits for a payment again."
        ),
    ),
    "payin_failed": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("Your payment did not go through"),
        sentence=_(
            "%(amount)s for “%(what)s” was not paid. You can try again, or pay another way."
        ),
        action=_("Try again"),
    ),
    "payin_expired": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("Your payment has expired"),
        sentence=_("%(amount)s for “%(what)s” was not paid in time. You can start anew."),
        action=_("Try again"),
    ),
    "payin_excess": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("You paid once too often"),
        sentence=_("“%(what)s” needed no more money. %(amount)s goes back to you by itself."),
    ),
    "payin_mismatched": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("Another amount arrived"),
        sentence=_(
            "For “%(what)s” we expected %(amount)s, but something else arrived. "
            "Your money is safe; somebody looks at it."
        ),
    ),
    "mismatch_to_check": Kind(
        group=Group.MODERATION,
        page=_DESK,
        title=_("A payment does not match"),
        sentence=_("For “%(what)s” %(amount)s was expected, but something else arrived."),
    ),
    "refund_done": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("Your refund was sent"),
        sentence=_("%(amount)s for “%(what)s” is back where you paid it from."),
    ),
    "refund_failed": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("Your refund is delayed"),
        sentence=_(
            "The provider could not send %(amount)s for “%(what)s” back yet. "
            "Your money is safe; somebody looks at it."
        ),
    ),
    "refund_returned": Kind(
        group=Group.MONEY,
        page=_PAYIN,
        title=_("Your refund came back to us"),
        sentence=_(
            "Your bank did not take the %(amount)s for “%(what)s” that we had sent back. "
            "Your money is safe; somebody looks at it."
        ),
        is_always_mailed=True,
    ),
    "refund_to_check": Kind(
        group=Group.MODERATION,
        page=_DESK,
        title=_("A refund failed"),
        sentence=_("%(amount)s for “%(what)s” could not be sent back."),
    ),
    # The next two were told before the dates were; they stay for those who have them.
    "held_long": Kind(
        group=Group.MONEY,
        page="projects:contract",
        title=_("Money has been in escrow for a long time"),
        sentence=_(
            "“%(what)s” was paid 60 days ago. Providers hold money for 90 days at the most: "
            "please finish, or agree on what to do."
        ),
    ),
    "must_be_decided": Kind(
        group=Group.MONEY,
        page="projects:contract",
        title=_("Please decide about the money in escrow"),
        sentence=_(
            "“%(what)s” was paid 75 days ago. Approve it, give it back or open a dispute "
            "within 15 days."
        ),
        is_always_mailed=True,
    ),
    "held_60_days": Kind(
        group=Group.MONEY,
        page="projects:contract",
        title=_("Money has been in escrow for a long time"),
        sentence=_(
            "“%(what)s” was paid 60 days ago. Providers keep it until %(until)s: please finish, "
            "or agree on what to do."
        ),
    ),
    "decide_in_15_days": Kind(
        group=Group.MONEY,
        page="projects:contract",
        title=_("Please decide about the money in escrow"),
        sentence=_(
            "“%(what)s” was paid 75 days ago, and the money can wait until %(until)s. Approve it, "
            "give it back or open a dispute; otherwise what is delivered counts as approved, and "
            "what is not goes back to the client."
        ),
        is_always_mailed=True,
    ),
    "held_too_long": Kind(
        group=Group.MODERATION,
        page=_DESK,
        title=_("Escrow of 75 days"),
        sentence=_("“%(what)s” was paid 75 days ago and is still in escrow."),
    ),
    "part_released": Kind(
        group=Group.MONEY,
        page="projects:milestone",
        title=_("%(net)s was released to you"),
        sentence=_(
            "%(client)s released a part for “%(what)s”. %(rest)s of it stays in escrow until "
            "the work is approved."
        ),
    ),
    "contribution_due": Kind(
        group=Group.MONEY,
        page="payments:contributions",
        title=_("Your BPJS contribution is due"),
        sentence=_("The contribution for the month from %(month)s is not recorded as paid yet."),
    ),
    "statements_made": Kind(
        group=Group.MONEY,
        page="payments:documents",
        title=_("Your statement of the month is ready"),
        sentence=_(
            "The month from %(month)s is over; its statement is among your documents, as PDF and "
            "as CSV."
        ),
        action=_("See your documents"),
    ),
    "payout_checked": Kind(
        group=Group.MONEY,
        page=_PAYOUT,
        title=_("Your payout is being checked"),
        sentence=_("Somebody looks at your payout of %(amount)s before it is sent."),
    ),
    "payout_to_check": Kind(
        group=Group.MODERATION,
        page=_DESK,
        title=_("A payout waits for a check"),
        sentence=_("%(person)s asked for %(amount)s."),
    ),
    "payout_approved": Kind(
        group=Group.MONEY,
        page=_PAYOUT,
        title=_("Your payout was approved"),
        sentence=_("%(amount)s is on its way to %(where)s."),
    ),
    "payout_paid": Kind(
        group=Group.MONEY,
        page=_PAYOUT,
        title=_("%(amount)s was paid out"),
        sentence=_("The money was sent to %(where)s."),
    ),
    "payout_failed": Kind(
        group=Group.MONEY,
        page=_PAYOUT,
        title=_("Your payout did not go through"),
        sentence=_(
            "%(amount)s could not be sent to %(where)s and is in your balance again. "
            "Please check the account, then ask for it once more."
        ),
        is_always_mailed=True,
    ),
    "payout_returned": Kind(
        group=Group.MONEY,
        page=_PAYOUT,
        title=_("The bank sent your payout back"),
        sentence=_(
            "%(amount)s came back from %(where)s and is in your balance again. "
            "Please check the account, then ask for it once more."
        ),
        is_always_mailed=True,
    ),
    "payout_refused": Kind(
        group=Group.MONEY,
        page=_PAYOUT,
        title=_("Your payout was not sent"),
        sentence=_("%(amount)s is in your balance again: %(reason)s"),
        is_always_mailed=True,
    ),
    "destination_added": Kind(
        group=Group.MONEY,
        page="payments:destinations",
        title=_("A new place for your payouts"),
        sentence=_(
            "%(where)s was added to your account; it can be used from %(usable)s. Was that not "
            "you? Remove it at once and change your password."
        ),
        action=_("Check my accounts"),
        second_action=_("This was not me: stop my payouts"),
        is_always_mailed=True,
        is_for_old_addresses=True,
    ),
}
