"""What each measure about something written does to it, and how it is taken back."""

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.services import takedowns
from messaging.services import hide_message, show_message
from moderation.cases import About, Measure
from moderation.models import Case
from projects.services.postings import remove_posting, return_posting
from projects.services.restoring import open_returned_posting, restore_posting
from reviews.services import hide_review, restore_review


def take_down(case: Case, *, by: User, reason: str, now: datetime) -> dict[str, Any]:
    """Carry out the measure of a case at once; answers what a return needs to know.

    Raises WrongState for what is not public any more.
    """
    if case.project is not None:
        act = return_posting if case.measure == Measure.RETURN else remove_posting
        act(project=case.project, by=by, reason=reason, now=now)
        return {"version": case.project.version}
    if case.message is not None:
        hide_message(message=case.message, by=by, now=now)
    elif case.review is not None:
        hide_review(review=case.review, by=by, reason=reason, now=now)
    elif case.measure == Measure.CLEAR:
        return dict(takedowns.clear_texts(person=case.person))
    elif case.measure == Measure.CLEAR_PICTURES:
        return dict(takedowns.clear_pictures(person=case.person))
    return {}


def give_back(case: Case, *, by: User | None, now: datetime) -> None:
    """Bring it back as it was; `by` is None for the clock. An account has nothing to bring back."""
    if case.about == About.ACCOUNT:
        return
    if case.project is not None:
        if case.measure == Measure.RETURN:
            version = case.kept["version"]
            open_returned_posting(project=case.project, version=version, by=by, now=now)
        else:
            restore_posting(project=case.project, by=by, now=now)
    elif case.message is not None:
        show_message(message=case.message)
    elif case.review is not None:
        restore_review(review=case.review, by=by, now=now)
    elif case.measure == Measure.CLEAR:
        takedowns.put_texts_back(person=case.person, kept=case.kept)
    else:
        takedowns.put_pictures_back(person=case.person, kept=case.kept)
