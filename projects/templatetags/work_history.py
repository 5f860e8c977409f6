"""The lines of a history as sentences."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.models import WorkEvent

register = template.Library()

Line = tuple[str, str, Promise]  # icon, tone, sentence

_LINES: dict[str, Line] = {
    # the bid
    "submitted": ("send", "", _("%(who)s sent a bid.")),
    "revised": ("pencil", "", _("%(who)s changed the bid.")),
    "agreed": (
        "handshake",
        "info",
        _("%(who)s agreed to the client’s terms; the client can offer the contract."),
    ),
    "countered": ("pencil", "", _("%(who)s proposed other terms.")),
    "shortlisted": ("star", "", _("%(who)s shortlisted the bid.")),
    "unshortlisted": ("star", "", _("%(who)s took the bid off the shortlist.")),
    "offered": ("hand-coins", "info", _("%(who)s offered the contract.")),
    "accepted": ("handshake", "good", _("%(who)s accepted the offer.")),
    "declined": ("x", "", _("%(who)s declined the offer.")),
    "withdrawn": ("undo-2", "", _("%(who)s withdrew the bid.")),
    "rejected": ("x", "", _("%(who)s did not choose the bid.")),
    "offer_taken_back": ("undo-2", "", _("%(who)s took the offer back.")),
    "offer_lapsed": ("clock", "", _("Nobody answered the offer in time; it lapsed.")),
    "not_selected": ("x", "", _("Another bid was chosen.")),
    "posting_cancelled": ("x", "", _("The client called the project off.")),
    "contract_not_started": ("clock", "", _("The contract did not start.")),
    "back_in_play": ("undo-2", "", _("The bid is in play again.")),
    # the contract
    "signed": ("handshake", "good", _("Both sides agreed: the contract is signed.")),
    "started": ("play", "good", _("The first money is in escrow; the contract runs.")),
    "lapsed": ("clock", "bad", _("Nobody paid in time; the contract lapsed.")),
    "called_off": ("x", "bad", _("%(who)s called the contract off before it started.")),
    "ending": ("flag", "wait", _("%(who)s ended the contract; open steps are being settled.")),
    "completed": ("circle-check", "good", _("Everything is settled: the contract is completed.")),
    "cancelled": ("x", "", _("The contract ended without any payment to the freelancer.")),
    "pause_asked": ("circle-pause", "wait", _("%(who)s asked for a pause.")),
    "pause_withdrawn": ("undo-2", "", _("%(who)s no longer asks for a pause.")),
    "pause_declined": ("x", "", _("%(who)s would rather not pause.")),
    "paused": ("circle-pause", "wait", _("%(who)s agreed to the pause; all clocks stand still.")),
    "resumed": ("play", "good", _("%(who)s went on with the contract.")),
    "amendment_proposed": ("file-pen", "wait", _("%(who)s proposed other steps.")),
    "amendment_accepted": ("handshake", "good", _("%(who)s accepted the proposed steps.")),
    "amendment_declined": ("x", "", _("%(who)s declined the proposed steps.")),
    "amendment_withdrawn": ("undo-2", "", _("%(who)s withdrew the proposed steps.")),
    "amendment_lapsed": ("clock", "", _("The proposed steps lapsed without an answer.")),
    # a step
    "funding_started": ("credit-card", "", _("%(who)s started to pay “%(step)s”.")),
    "funded": ("lock", "good", _("The money for “%(step)s” is in escrow.")),
    "partly_paid": ("hourglass", "wait", _("A part of the money for “%(step)s” has arrived.")),
    "given_back": (
        "undo-2",
        "bad",
        _("“%(step)s” was not paid in full; what had arrived goes back to the client."),
    ),
    "part_released": ("banknote", "good", _("%(who)s released a part for “%(step)s”.")),
    "held_too_long": (
        "clock",
        "wait",
        _("The money of “%(step)s” could not stay in escrow any longer, and nobody had decided."),
    ),
    "decided_by_staff": (
        "scale",
        "wait",
        _("%(who)s of our staff decided about the money of “%(step)s”, because nobody else had."),
    ),
    "payment_failed": ("circle-alert", "bad", _("A payment for “%(step)s” did not arrive.")),
    "chargeback_opened": (
        "landmark",
        "bad",
        _("The client’s bank took money of “%(step)s” back for now, and decides about it."),
    ),
    "chargeback_won": (
        "landmark",
        "good",
        _("The client’s bank decided for the freelancer: the money of “%(step)s” is back."),
    ),
    "chargeback_lost": (
        "landmark",
        "bad",
        _(
            "The client’s bank decided for the client; what it took of “%(step)s” does not come "
            "back."
        ),
    ),
    "chargeback_accepted": (
        "landmark",
        "bad",
        _(
            "We did not contest it at the client’s bank; what it took of “%(step)s” does not come "
            "back."
        ),
    ),
    "delivered": ("package", "info", _("%(who)s delivered “%(step)s”.")),
    "stood_on_delivery": (
        "package-check",
        "info",
        _("%(who)s stands on the delivery of “%(step)s” as it is."),
    ),
    "reviewed_at_end": (
        "package-check",
        "info",
        _("The contract is ending, so “%(step)s” is judged as it was delivered."),
    ),
    "changes_requested": ("list-checks", "wait", _("%(who)s listed changes to “%(step)s”.")),
    "approved": ("circle-check", "good", _("%(who)s approved “%(step)s”.")),
    "disputed": ("scale", "bad", _("%(who)s opened a dispute about “%(step)s”.")),
    "dispute_withdrawn": ("undo-2", "", _("The dispute about “%(step)s” was withdrawn.")),
    "refund_asked": ("undo-2", "wait", _("%(who)s asked for the money of “%(step)s” back.")),
    "refund_agreed": ("undo-2", "", _("%(who)s agreed to give the money of “%(step)s” back.")),
    "refund_declined": ("x", "", _("%(who)s declined to give the money of “%(step)s” back.")),
    "refund_withdrawn": (
        "undo-2",
        "",
        _("%(who)s no longer asks for the money of “%(step)s” back."),
    ),
    "refund_lapsed": (
        "clock",
        "",
        _("The request for the money of “%(step)s” lapsed, because work was delivered."),
    ),
}
_BY_CLOCK: dict[str, Line] = {
    "approved": (
        "clock",
        "good",
        _("The time to review was over, so “%(step)s” counts as approved."),
    ),
    "resumed": ("play", "good", _("The pause is over; the contract goes on.")),
    "refund_agreed": (
        "clock",
        "",
        _("The time to answer was over, so the money of “%(step)s” goes back."),
    ),
}
_OUTCOMES: dict[str, Line] = {
    "released": ("banknote", "good", _("The money of “%(step)s” was released.")),
    "partly_released": ("scale", "info", _("The money of “%(step)s” was divided.")),
    "refunded": ("undo-2", "info", _("The money of “%(step)s” goes back to the client.")),
}
_STEP_CANCELLED: Line = ("x", "", _("“%(step)s” was cancelled before it was paid in full."))
_UNKNOWN: Line = ("circle", "", _("Something changed."))


def _line_of(event: WorkEvent) -> Line:
    if event.kind == "settled":
        return _OUTCOMES.get(event.to_state, _UNKNOWN)
    if event.kind == "cancelled" and event.milestone_id is not None:
        return _STEP_CANCELLED
    if event.actor_id is None and event.kind in _BY_CLOCK:
        return _BY_CLOCK[event.kind]
    return _LINES.get(event.kind, _UNKNOWN)


@register.filter
def sentence(event: WorkEvent) -> str:
    """What happened, in words; needs `actor` and `milestone` at hand."""
    words = {"who": event.actor or "", "step": event.milestone or ""}
    return str(_line_of(event)[2]) % words


@register.filter
def sign(event: WorkEvent) -> str:
    """The icon beside it."""
    return _line_of(event)[0]


@register.filter
def shade(event: WorkEvent) -> str:
    """The colour of the icon: good, wait, bad, info or none."""
    return _line_of(event)[1]
