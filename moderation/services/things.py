"""A thing that somebody wrote, as a report or a case keeps it."""

from dataclasses import dataclass

from accounts.models import User
from core.states import can_move
from messaging.models import Message
from moderation.cases import MEASURES, Measure
from moderation.states import Thing
from projects.models import Project
from projects.states import ProjectState
from reviews.models import Review

Reportable = Project | User | Message | Review
_LEADS_TO = {Measure.RETURN: ProjectState.DRAFT, Measure.REMOVE: ProjectState.REMOVED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A thing as a report keeps it."""

    thing: Thing
    owner: User
    shown: str
    column: str = ""


def seen(what: Reportable) -> Seen:
    """Whose it is, and what it says now."""
    if isinstance(what, Project):
        shown = f"{what.title}\n\n{what.description}"
        return Seen(thing=Thing.PROJECT, owner=what.client, shown=shown, column="project")
    if isinstance(what, Message):
        return Seen(thing=Thing.MESSAGE, owner=what.author, shown=what.body, column="message")
    if isinstance(what, Review):
        shown = "\n\n".join(part for part in (what.text, what.reply) if part)
        return Seen(thing=Thing.REVIEW, owner=what.author, shown=shown, column="review")
    return Seen(thing=Thing.PROFILE, owner=what, shown=_words_of(what))


def measures_for(what: Reportable) -> list[Measure]:
    """What can be done with it as it stands: a posting that takes bids is not sent back."""
    possible = MEASURES[seen(what).thing]
    if not isinstance(what, Project):
        return list(possible)
    return [measure for measure in possible if can_move(what, _LEADS_TO[measure])]


def _words_of(person: User) -> str:
    freelancer, client = person.freelancer_profile, person.client_profile
    said = (person.name, freelancer.headline, freelancer.bio, client.organisation, client.about)
    return "\n\n".join(part for part in said if part)
