"""Find a conversation to read it: staff who are no side leave a line.

Every page and address that shows words finds them here, so that none can forget the line.
"""

from datetime import datetime

from django.shortcuts import get_object_or_404

from accounts.models import User
from messaging.models import Message, MessageFile, Thread
from messaging.selectors import files_visible_to, messages_after, threads_visible_to
from staff.services.looks import note_look


def read_thread(*, pk: int, by: User, now: datetime) -> Thread:
    """A conversation to read; raises Http404.

    Moderators read one while its contract is in dispute; that is written down.
    """
    thread = get_object_or_404(threads_visible_to(by), pk=pk)
    _note_look(thread, by, now)
    return thread


def read_news(*, pk: int, after: int, by: User, now: datetime) -> tuple[Thread, list[Message]]:
    """What was written after a message; only where there is something was anything read."""
    thread = get_object_or_404(threads_visible_to(by), pk=pk)
    written = messages_after(thread, after)
    if written:
        _note_look(thread, by, now)
    return thread, written


def read_file(*, pk: int, by: User, now: datetime) -> MessageFile:
    """A file of a conversation."""
    file = get_object_or_404(files_visible_to(by).select_related("message__thread"), pk=pk)
    _note_look(file.message.thread, by, now)
    return file


def _note_look(thread: Thread, by: User, now: datetime) -> None:
    note_look(
        by=by,
        action="messaging.read_thread",
        now=now,
        subject=thread,
        people=tuple(thread.party_ids),
    )
