"""News of contracts, milestones and deliveries."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

_CONTRACT = "projects:contract"
_MILESTONE = "projects:milestone"

WORK: dict[str, Kind] = {
    "contract_signed": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("%(freelancer)s accepted your offer"),
        sentence=_(
            "The contract “%(contract)s” is signed. It starts when you pay the first milestone "
            "into escrow, by %(until)s."
        ),
        action=_("Pay the first milestone"),
    ),
    "contract_lapsed_for_client": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("A contract did not start"),
        sentence=_(
            "The first milestone of “%(contract)s” was not paid in time, so the contract has "
            "lapsed. The project takes bids again."
        ),
    ),
    "contract_lapsed_for_freelancer": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("A contract did not start"),
        sentence=_(
            "%(client)s did not pay the first milestone of “%(contract)s” in time. "
            "It does not count against you."
        ),
    ),
    "contract_ending": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("%(other)s ends the contract"),
        sentence=_("“%(contract)s” is being ended: %(reason)s"),
        is_always_mailed=True,
    ),
    "contract_completed": Kind(
        group=Group.WORK,
        page="reviews:new",
        title=_("“%(contract)s” is completed"),
        sentence=_(
            "Tell others what working with %(other)s was like, by %(until)s. "
            "Nobody reads it before both of you have written."
        ),
        action=_("Write a review"),
    ),
    "contract_cancelled": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("A contract has ended"),
        sentence=_("“%(contract)s” with %(other)s has ended, and nothing was paid out."),
    ),
    "pause_asked": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("%(other)s would like a pause"),
        sentence=_("If you agree, the clocks of “%(contract)s” stand still for up to 30 days."),
        action=_("Answer"),
    ),
    "pause_refused": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("No pause for now"),
        sentence=_("%(other)s would rather go on with “%(contract)s”. The clocks keep running."),
    ),
    "contract_paused": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("Your contract is paused"),
        sentence=_("%(other)s agreed. “%(contract)s” is paused until %(until)s at the latest."),
    ),
    "contract_resumed": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("Your contract goes on"),
        sentence=_("The pause of “%(contract)s” is over; all deadlines have moved along."),
    ),
    "amendment_proposed": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("%(other)s proposes other steps"),
        sentence=_("Please read what is proposed for “%(contract)s” and answer by %(until)s."),
        action=_("Read the proposal"),
    ),
    "amendment_accepted": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("Your proposal was accepted"),
        sentence=_("%(other)s agreed to the new steps of “%(contract)s”."),
    ),
    "amendment_declined": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("Your proposal was declined"),
        sentence=_("%(other)s did not agree. “%(contract)s” stays as it was."),
    ),
    "amendment_withdrawn": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("A proposal was taken back"),
        sentence=_("%(other)s no longer proposes other steps. “%(contract)s” stays as it was."),
    ),
    "amendment_lapsed": Kind(
        group=Group.WORK,
        page=_CONTRACT,
        title=_("A proposal has lapsed"),
        sentence=_("Nobody answered in time. “%(contract)s” stays as it was."),
    ),
    "milestone_funded_for_freelancer": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("The money is in escrow: you can start"),
        sentence=_(
            "%(client)s paid %(amount)s for “%(milestone)s” into escrow. Please deliver by %(due)s."
        ),
    ),
    "milestone_delivered": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("%(freelancer)s delivered “%(milestone)s”"),
        sentence=_(
            "Please review it by %(until)s. If you do not answer, the work counts as approved "
            "and the money is released."
        ),
        action=_("Review the delivery"),
        is_always_mailed=True,
    ),
    "changes_requested": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("%(client)s asks for changes"),
        sentence=_("Please read what should change in “%(milestone)s”."),
        action=_("Read the list"),
    ),
    "milestone_approved": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("%(client)s approved “%(milestone)s”"),
        sentence=_("Well done! After the fee, %(net)s is yours."),
    ),
    "milestone_approved_by_clock": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("“%(milestone)s” is approved"),
        sentence=_("The time to review it is over, so it counts as approved. %(net)s is yours."),
    ),
    "milestone_approved_without_you": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("“%(milestone)s” is approved"),
        sentence=_(
            "The time to review it is over, so it counts as approved and %(amount)s was released."
        ),
        is_always_mailed=True,
    ),
    "milestone_refunded": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("The money of “%(milestone)s” goes back"),
        sentence=_("%(amount)s is on its way back to the client."),
    ),
    "milestone_partly_released": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("The money of “%(milestone)s” was divided"),
        sentence=_("A part of %(amount)s was released, the rest goes back to the client."),
    ),
    "reminder_to_review": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("A delivery waits for you"),
        sentence=_(
            "Please review “%(milestone)s” by %(until)s. If you do not answer, the work counts as "
            "approved and the money is released."
        ),
        action=_("Review the delivery"),
        is_always_mailed=True,
    ),
    "reminder_to_pay_the_rest": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("A part of your payment is missing"),
        sentence=_(
            "“%(milestone)s” waits for %(missing)s more. What is not complete by %(until)s goes "
            "back to you."
        ),
        action=_("Pay the rest"),
    ),
    "reminder_to_deliver": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("A delivery is due soon"),
        sentence=_("“%(milestone)s” is due on %(due)s. Deliver it, or write to %(client)s."),
        action=_("Deliver"),
    ),
    "reminder_to_pay": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("A milestone is not paid yet"),
        sentence=_("“%(milestone)s” waits for %(amount)s. Steps unpaid for 30 days are cancelled."),
        action=_("Pay it into escrow"),
    ),
    "refund_asked": Kind(
        group=Group.WORK,
        page="projects:refund-request",
        title=_("%(client)s asks for the money back"),
        sentence=_(
            "It is about %(amount)s for “%(milestone)s”. Please answer by %(until)s; if you do "
            "not and nothing was delivered, the money goes back."
        ),
        action=_("Answer"),
        is_always_mailed=True,
    ),
    "refund_declined": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("%(freelancer)s does not give the money back"),
        sentence=_("The work on “%(milestone)s” goes on. You can still open a dispute."),
    ),
    "refund_lapsed": Kind(
        group=Group.WORK,
        page=_MILESTONE,
        title=_("Your request for a refund has ended"),
        sentence=_("“%(milestone)s” was delivered meanwhile. Please review it, or open a dispute."),
    ),
    "client_not_reached": Kind(
        group=Group.MODERATION,
        page=_MILESTONE,
        title=_("A client cannot be reached"),
        sentence=_(
            "The time to review “%(milestone)s” is over, but every e-mail to %(client)s bounced, "
            "so it was not approved by the clock. Please find another way to reach them."
        ),
    ),
}
