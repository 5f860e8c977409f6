"""What may be told to search engines: less than what anybody may open who has the address.

Each question is asked in two ways that must agree: as a selection, and of one thing at hand.
"""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import FreelancerProfile, Standing, User
from accounts.policies import can_be_hired
from accounts.selectors import listed_freelancers
from marketplace.regions.tree import Place, provinces
from projects.models import Project
from projects.policies import takes_bids
from projects.selectors import open_projects


def told_projects(now: datetime) -> QuerySet[Project]:
    """Postings that take bids, of clients who may begin new work."""
    return open_projects().filter(
        expires_at__gt=now, client__is_active=True, client__standing=Standing.GOOD
    )


def is_told_project(project: Project, now: datetime) -> bool:
    """Whether this posting is one of them; its client is loaded."""
    is_running = project.expires_at is not None and project.expires_at > now
    return is_running and project.client.is_active and takes_bids(project)


def told_people() -> QuerySet[FreelancerProfile]:
    """Freelancers who want to be found."""
    return listed_freelancers()


def is_told_person(person: User) -> bool:
    """Whether this person is one of them; the profile is loaded."""
    return person.freelancer_profile.is_listed and can_be_hired(person)


def told_places() -> list[Place]:
    """Regions in which there is a project or a freelancer."""
    every = [place for one in provinces() for place in (one, *one.towns)]
    return [place for place in every if not place.is_empty]
