"""What somebody wrote and first looks at, kept in their session until they mean it.

So that the look has an address of its own: Back leads to the form, a reload asks nothing, and
words may be longer than an address.
"""

from collections.abc import Mapping

from django.contrib.sessions.backends.base import SessionBase
from django.forms import Form

_KEY, _MOST = "drafts", 5


def keep_draft(session: SessionBase, name: str, form: Form) -> None:
    """What was typed into the form; the latest few are kept."""
    written = {field: str(form.data.get(field, "")) for field in form.fields}
    others = [one for one in _drafts(session).items() if one[0] != name]
    session[_KEY] = dict([*others, (name, written)][-_MOST:])


def draft_of(session: SessionBase, name: str) -> dict[str, str] | None:
    """What was typed, for a form to read again."""
    return _drafts(session).get(name)


def forget_draft(session: SessionBase, name: str) -> None:
    """It is done, or no longer wanted."""
    left = {one: written for one, written in _drafts(session).items() if one != name}
    if _KEY in session:
        session[_KEY] = left


def _drafts(session: SessionBase) -> Mapping[str, dict[str, str]]:
    found: Mapping[str, dict[str, str]] = session.get(_KEY, {})
    return found
