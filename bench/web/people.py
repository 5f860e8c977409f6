"""Who asks: somebody signed in, and freelancers who have not bid yet."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from core.money import Money
from projects.models import Project
from projects.services import submissions
from projects.services.proposals import Proposal

BACKEND = "django.contrib.auth.backends.ModelBackend"
MANY_BIDS = 20


def cookie_of(person: User) -> str:
    """The cookie with which a browser is signed in, as `Cookie` wants it."""
    session: SessionBase = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def freelancers(many: int) -> list[User]:
    """The first of those who were made."""
    return list(User.objects.filter(mode="freelancer", handle__startswith="bench-")[:many])


def project_with_bids() -> int:
    """An open project with twenty bids, made where there are fewer."""
    project = Project.objects.filter(state="open").earliest("pk")
    for person in freelancers(MANY_BIDS):
        if not project.bids.filter(freelancer=person).exists():
            _bid(project, person)
    return project.pk


def _bid(project: Project, person: User) -> None:
    submissions.submit_bid(
        project=project,
        by=person,
        proposal=Proposal(amount=Money(90_000_000, project.currency), days=7),
        cover_note="I have done such work before.",
        answers={},
        now=timezone.now(),
    )
