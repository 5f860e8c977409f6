"""News of postings, bids and offers."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

BIDDING: dict[str, Kind] = {
    "posting_opened": Kind(
        group=Group.BIDS,
        page="projects:detail",
        title=_("Your project is open for bids"),
        sentence=_("“%(project)s” has been reviewed and takes bids until %(until)s."),
    ),
    "posting_returned": Kind(
        group=Group.BIDS,
        page="projects:edit",
        title=_("Please change your project"),
        sentence=_("A moderator sent “%(project)s” back to you: %(reason)s"),
        action=_("Change the project"),
    ),
    "posting_removed": Kind(
        group=Group.BIDS,
        page="projects:detail",
        title=_("Your project was removed"),
        sentence=_("A moderator took “%(project)s” down: %(reason)s"),
        is_always_mailed=True,
    ),
    "posting_expired": Kind(
        group=Group.BIDS,
        page="projects:detail",
        title=_("The time for bids is over"),
        sentence=_("“%(project)s” takes no more bids. You can still renew it."),
    ),
    "posting_changed": Kind(
        group=Group.BIDS,
        page="projects:detail",
        title=_("A project you bid on has changed"),
        sentence=_(
            "%(client)s changed “%(project)s”. Please check whether your bid still fits: you can "
            "revise it or withdraw it."
        ),
    ),
    "posting_cancelled": Kind(
        group=Group.BIDS,
        page="projects:detail",
        title=_("A project was called off"),
        sentence=_("%(client)s called “%(project)s” off, so the invitation no longer stands."),
    ),
    "posting_reopened": Kind(
        group=Group.BIDS,
        page="projects:detail",
        title=_("Your bid is back in play"),
        sentence=_("“%(project)s” takes bids again, because the contract did not start."),
    ),
    "posting_to_review": Kind(
        group=Group.MODERATION,
        page="projects:review",
        title=_("A project waits for review"),
        sentence=_("“%(project)s” by %(client)s should be reviewed by %(until)s."),
        action=_("Review it"),
    ),
    "invitation": Kind(
        group=Group.BIDS,
        page="projects:detail",
        title=_("%(client)s invites you to bid"),
        sentence=_("%(client)s would like your bid for “%(project)s”, by %(until)s."),
        action=_("See the project"),
    ),
    "bid_submitted": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("New bid for “%(project)s”"),
        sentence=_("%(freelancer)s offers to do it for %(amount)s."),
        action=_("Read the bid"),
    ),
    "bid_revised": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("A bid for “%(project)s” has changed"),
        sentence=_("%(freelancer)s now proposes %(amount)s."),
        action=_("Read the bid"),
    ),
    "bid_agreed": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("%(freelancer)s agreed to your terms"),
        sentence=_("You can offer the contract for “%(project)s” at %(amount)s now."),
        action=_("Read the bid"),
    ),
    "bid_withdrawn": Kind(
        group=Group.BIDS,
        page="projects:bids",
        title=_("A bid for “%(project)s” was withdrawn"),
        sentence=_("%(freelancer)s took the bid back."),
    ),
    "bid_countered": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("New terms for “%(project)s”"),
        sentence=_("%(client)s proposes %(amount)s. You can agree, or answer with other terms."),
        action=_("Read the terms"),
    ),
    "bid_shortlisted": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("Your bid is on the short list"),
        sentence=_("%(client)s put your bid for “%(project)s” on the short list."),
    ),
    "bid_rejected": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("Your bid was not chosen"),
        sentence=_("%(client)s said no to your bid for “%(project)s”."),
    ),
    "bid_not_selected": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("Somebody else was chosen"),
        sentence=_("“%(project)s” goes to another freelancer. Thank you for your bid."),
    ),
    "bid_ended": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("A project you bid on has ended"),
        sentence=_("“%(project)s” takes no more bids, so yours has ended too."),
    ),
    "bid_released": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("A project you bid on was taken down"),
        sentence=_("“%(project)s” takes no bids now, so nothing binds you. Yours may come back."),
    ),
    "bid_restored": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("A project you bid on is back"),
        sentence=_("“%(project)s” is as it was, and so is your bid. You can still withdraw it."),
    ),
    "offer_made": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("%(client)s offers you the contract"),
        sentence=_("“%(project)s” for %(amount)s. Please answer by %(until)s."),
        action=_("Read the offer"),
    ),
    "offer_taken_back": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("An offer was taken back"),
        sentence=_(
            "%(client)s took back the offer for “%(project)s”. Your bid stays on the shortlist."
        ),
    ),
    "invitation_declined": Kind(
        group=Group.BIDS,
        page="projects:bids",
        title=_("An invitation was declined"),
        sentence=_("%(freelancer)s would rather not bid for “%(project)s”."),
    ),
    "offer_declined": Kind(
        group=Group.BIDS,
        page="projects:bids",
        title=_("Your offer was declined"),
        sentence=_(
            "%(freelancer)s declined the offer for “%(project)s”. The project takes bids again."
        ),
    ),
    "offer_lapsed_for_client": Kind(
        group=Group.BIDS,
        page="projects:bids",
        title=_("Your offer has lapsed"),
        sentence=_(
            "%(freelancer)s did not answer the offer for “%(project)s” in time. "
            "The project takes bids again."
        ),
    ),
    "offer_lapsed_for_freelancer": Kind(
        group=Group.BIDS,
        page="projects:show-bid",
        title=_("An offer has lapsed"),
        sentence=_("The time to answer the offer for “%(project)s” is over."),
    ),
}
