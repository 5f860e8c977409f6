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
    "escalated": ("gavel", "wait", _("The time to agree was over; a moderator takes over.")),
    "settled": ("handshake", "good", _("%(who)s accepted; the money has moved.")),
    "withdrawn": ("undo-2", "", _("%(who)s withdrew the dispute; the work goes on.")),
    "ruling_to_confirm": ("gavel", "wait", _("%(who)s decided; a second moderator has to look.")),
    "ruling_returned": ("undo-2", "wait", _("%(who)s sent the decision back.")),
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
