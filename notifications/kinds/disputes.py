"""News of disagreements."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds.shape import Group, Kind

_DISPUTE = "disputes:detail"

DISPUTES: dict[str, Kind] = {
    "dispute_opened": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("%(other)s opened a dispute"),
        sentence=_(
            "It is about %(amount)s for “%(milestone)s”. The money stays where it is. "
            "Please answer by %(until)s. If you stay silent, it counts for the other side."
        ),
        action=_("Read and answer"),
        is_always_mailed=True,
    ),
    "split_proposed": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("%(other)s proposes how to divide the money"),
        sentence=_("%(part)s of %(amount)s for “%(milestone)s” would go to the freelancer."),
        action=_("Read the proposal"),
    ),
    "dispute_escalated": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("A moderator looks at your dispute"),
        sentence=_(
            "About “%(milestone)s” a moderator proposes a split by %(until)s. You can still agree."
        ),
    ),
    "default_announced": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("A last chance to answer the dispute"),
        sentence=_(
            "About “%(milestone)s” nobody answered. What was asked for is carried out at"
            " %(until)s, unless there is an answer before: %(part)s of %(amount)s goes to the"
            " freelancer."
        ),
        action=_("Read and answer"),
        is_always_mailed=True,
    ),
    "dispute_defaulted": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("Your dispute ended without an answer"),
        sentence=_(
            "What was asked for is carried out: %(part)s of %(amount)s for “%(milestone)s” goes to"
            " the freelancer."
        ),
        is_always_mailed=True,
    ),
    "blind_round_ended": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("The secret offers did not meet"),
        sentence=_("About “%(milestone)s”. Nobody learns what either of you offered."),
    ),
    "ruling_proposed": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("A moderator proposes a split"),
        sentence=_(
            "%(part)s of %(amount)s for “%(milestone)s” would go to the freelancer. Silence until"
            " %(until)s accepts it."
        ),
        action=_("Read and answer"),
        is_always_mailed=True,
    ),
    "dispute_to_arbitrate": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("A senior moderator takes your dispute over"),
        sentence=_("About “%(milestone)s” there is a decision by %(until)s."),
    ),
    "dispute_decided": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("Your dispute is decided"),
        sentence=_(
            "%(part)s of %(amount)s for “%(milestone)s” goes to the freelancer, unless one of you"
            " appeals by %(until)s."
        ),
        action=_("Read the decision"),
        is_always_mailed=True,
    ),
    "dispute_appealed": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("The decision was appealed"),
        sentence=_("About “%(milestone)s”. Somebody else judges it by %(until)s."),
    ),
    "dispute_to_decide": Kind(
        group=Group.MODERATION,
        page=_DISPUTE,
        title=_("A dispute waits for a decision"),
        sentence=_("“%(milestone)s”, %(amount)s, by %(until)s."),
    ),
    "dispute_settled": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("Your dispute is settled"),
        sentence=_(
            "You agreed: %(part)s of %(amount)s for “%(milestone)s” goes to the freelancer."
        ),
    ),
    "dispute_overtaken": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("The bank ended your dispute"),
        sentence=_(
            "The client’s bank kept the money for “%(milestone)s”. There is nothing left to decide."
        ),
    ),
    "dispute_withdrawn": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("The dispute was withdrawn"),
        sentence=_("%(other)s took it back. The work on “%(milestone)s” goes on."),
    ),
    "dispute_ruled": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("The outcome of your dispute is carried out"),
        sentence=_(
            "%(part)s of %(amount)s for “%(milestone)s” goes to the freelancer. "
            "The rule and the reasons are on the page."
        ),
        action=_("Read the decision"),
        is_always_mailed=True,
    ),
    "ruling_to_confirm": Kind(
        group=Group.MODERATION,
        page=_DISPUTE,
        title=_("A decision needs a second moderator"),
        sentence=_("“%(milestone)s”, %(amount)s."),
    ),
    "ruling_returned": Kind(
        group=Group.MODERATION,
        page=_DISPUTE,
        title=_("A decision was not confirmed"),
        sentence=_("Please look at “%(milestone)s” again: %(reason)s"),
    ),
    "dispute_reminder": Kind(
        group=Group.DISPUTES,
        page=_DISPUTE,
        title=_("The time in your dispute is nearly over"),
        sentence=_("Please answer about “%(milestone)s” by %(until)s."),
        action=_("Read and answer"),
        is_always_mailed=True,
    ),
    "evidence_added": Kind(
        group=Group.DISPUTES,
        page="evidence:dispute",
        title=_("New evidence in your dispute"),
        sentence=_("%(by)s added something about “%(milestone)s”."),
        action=_("Look at the evidence"),
    ),
    "evidence_hidden": Kind(
        group=Group.DISPUTES,
        page="evidence:dispute",
        title=_("A moderator hid a piece of evidence"),
        sentence=_("About “%(milestone)s”. The reason: %(reason)s"),
    ),
    "dispute_overdue": Kind(
        group=Group.MODERATION,
        page=_DISPUTE,
        title=_("A dispute is overdue"),
        sentence=_("“%(milestone)s”, %(amount)s, should have been decided by %(until)s."),
    ),
}
