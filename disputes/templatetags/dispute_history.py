"""The lines of a dispute's history as sentences."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disputes.models import DisputeChange

register = template.Library()

_LINES: dict[str, tuple[str, str, Promise]] = {
    "opened": ("scale", "bad", _("%(who)s opened the dispute; the money is frozen.")),
    "proposed": ("hand-coins", "", _("%(who)s proposed how to divide the money.")),
    "answered": ("messages-square", "wait", _("%(who)s answered; both sides have seven days.")),
    "default_announced": (
        "hourglass",
        "wait",
        _("Nobody answered; there is a last chance of three days."),
    ),
    "defaulted": (
        "hourglass",
        "good",
        _("The last chance passed; what was asked for was carried out."),
    ),
    "escalated": ("gavel", "wait", _("The time to agree was over; a moderator takes over.")),
    "escalated_unreached": (
        "gavel",
        "wait",
        _("No letter reached the other side; a moderator takes over."),
    ),
    "blind_round": ("eye-off", "", _("A round of secret offers ended without agreement.")),
    "settled_blindly": ("handshake", "good", _("Secret limits crossed; the middle settled it.")),
    "settled": ("handshake", "good", _("%(who)s accepted; the money has moved.")),
    "overtaken": (
        "landmark",
        "bad",
        _("The client’s bank kept the money; there is nothing left to decide."),
    ),
    "lessened": ("landmark", "bad", _("The client’s bank kept a part; this is about the rest.")),
    "withdrawn": ("undo-2", "", _("%(who)s withdrew the dispute; the work goes on.")),
    "ruling_to_confirm": ("gavel", "wait", _("A moderator wrote; a second one has to look.")),
    "ruling_confirmed": ("check", "", _("A second moderator agreed.")),
    "ruling_returned": ("undo-2", "wait", _("A second moderator sent it back.")),
    "mediator_proposed": ("gavel", "wait", _("A moderator proposed how to divide the money.")),
    "ruling_accepted": ("check", "good", _("%(who)s accepted the moderator’s proposal.")),
    "ruling_rejected": (
        "x",
        "bad",
        _("%(who)s rejected the proposal; a senior moderator takes over."),
    ),
    "mediation_overdue": (
        "hourglass",
        "bad",
        _("The moderator was late; a senior moderator takes over."),
    ),
    "staff_overdue": ("hourglass", "bad", _("The senior moderator is late.")),
    "decided": ("gavel", "good", _("A senior moderator decided; there is time to appeal.")),
    "appealed": ("scale", "wait", _("%(who)s appealed; somebody else judges.")),
    "both_accepted": ("handshake", "good", _("Both accepted the proposal; the money has moved.")),
    "silence_accepted": (
        "hourglass",
        "good",
        _("Nobody rejected the proposal; the money has moved."),
    ),
    "arbitration_overdue": (
        "hourglass",
        "good",
        _("No decision came in time; the proposal was carried out."),
    ),
    "middle": (
        "hourglass",
        "good",
        _("No decision came in time; the middle of both was carried out."),
    ),
    "not_appealed": ("gavel", "good", _("Nobody appealed; the money has moved.")),
    "appeal_judged": ("gavel", "good", _("The appeal was judged; the money has moved.")),
    "appeal_overdue": (
        "hourglass",
        "good",
        _("Nobody judged the appeal in time; the decision was carried out."),
    ),
    "ruled": ("gavel", "good", _("%(who)s decided; the money has moved.")),
}


@register.filter
def dispute_sentence(event: DisputeChange) -> str:
    """What happened, in words; needs `actor` at hand."""
    line = _LINES.get(event.kind)
    return str(line[2]) % {"who": event.actor or ""} if line else ""


@register.filter
def dispute_sign(event: DisputeChange) -> str:
    """The icon beside it."""
    return _LINES[event.kind][0] if event.kind in _LINES else "circle"


@register.filter
def dispute_shade(event: DisputeChange) -> str:
    """The colour of the icon."""
    return _LINES[event.kind][1] if event.kind in _LINES else ""
