"""A place on the page to pay that the apps above fill; payments never imports them."""

from collections.abc import Callable
from datetime import datetime

from payments.models import Escrow

Notes = Callable[[Escrow, datetime], list[str]]
_notes: list[Notes] = []


def register(notes: Notes) -> Notes:
    """Show the sentences that this function returns to whoever is about to pay an escrow."""
    if notes not in _notes:
        _notes.append(notes)
    return notes


def notes_on(escrow: Escrow, now: datetime) -> list[str]:
    """What a payer should know before paying, in the reader's language."""
    return [sentence for notes in _notes for sentence in notes(escrow, now)]
