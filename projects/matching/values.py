"""What each factor gives a freelancer and a project that are held against each other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import Availability
from core.search.ranking import FULL
from projects.models.postings import Kind

_FAR, _NEAR, _NEITHER = 0, 700, 500
_FROM_ANYWHERE = _ALIKE = 600
_UNREVIEWED = 800
_OLD = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What is weighed of a freelancer; regions are codes, `done_*` is of completed contracts."""

    skills: Collection[int]
    category: int | None
    region: str | None
    province: str | None
    rate_minor: int | None
    currency: str
    has_done_skills: bool
    has_done_category: bool
    rating: Decimal | None = None
    availability: str = Availability.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is weighed of a project."""

    skills: Collection[int]
    category: int | None
    region: str | None
    province: str | None
    is_remote: bool
    kind: str
    most_minor: int | None
    currency: str
    bids: int = 0
    published_at: datetime | None = None


def of_work(worker: Worker, work: Work, now: datetime) -> Mapping[str, int]:
    """The values of a project for a freelancer, by the names of WORK."""
    return {**_shared(worker, work), "fresh": fresh(work, now), "room": 5000 // (5 + work.bids)}


def of_people(worker: Worker, work: Work) -> Mapping[str, int]:
    """The values of a freelancer for a project, by the names of PEOPLE."""
    return {**_shared(worker, work), "reviews": reviews(worker), "free": free(worker)}


def _shared(worker: Worker, work: Work) -> Mapping[str, int]:
    return {
        "skills": skills(worker, work),
        "done": done(worker, work),
        "place": place(worker, work),
        "rate": rate(worker, work),
    }


def skills(worker: Worker, work: Work) -> int:
    """The part of what is asked for that is there."""
    asked = set(work.skills)
    return FULL * len(asked & set(worker.skills)) // len(asked) if asked else 0


def done(worker: Worker, work: Work) -> int:
    """Whether such work was completed before."""
    if worker.has_done_skills:
        return FULL
    is_main = work.category is not None and worker.category == work.category
    return _ALIKE if worker.has_done_category or is_main else 0


def place(worker: Worker, work: Work) -> int:
    """How near they are, or that it does not matter."""
    if work.region is not None and worker.region == work.region:
        return FULL
    near = worker.province or worker.region, work.province or work.region
    if near[0] is not None and near[0] == near[1]:
        return _NEAR
    return _FROM_ANYWHERE if work.is_remote else _FAR


def rate(worker: Worker, work: Work) -> int:
    """Whether an hour is paid as the freelancer asks."""
    is_known = work.kind == Kind.HOURLY and worker.currency == work.currency
    if not is_known or worker.rate_minor is None or work.most_minor is None:
        return _NEITHER
    return min(FULL * work.most_minor // worker.rate_minor, FULL)


def fresh(work: Work, now: datetime) -> int:
    """How new a posting is."""
    if work.published_at is None:
        return 0
    age = now - work.published_at
    return min(max(FULL - FULL * age // _OLD, 0), FULL)


def reviews(worker: Worker) -> int:
    """What clients said."""
    return _UNREVIEWED if worker.rating is None else int(worker.rating * 200)


def free(worker: Worker) -> int:
    """Whether there is time."""
    return {Availability.OPEN: FULL, Availability.LIMITED: FULL // 2}.get(
        Availability(worker.availability), 0
    )
