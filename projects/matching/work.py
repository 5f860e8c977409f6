"""Projects for one freelancer: at most 500 candidates by index, then scored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import FreelancerProfile, Standing, User
from core.search.ranking import Why
from projects.matching.scales import WORK, why_of
from projects.matching.values import Work, Worker, of_work
from projects.models import Bid, Contract, Invitation, NotForMe, OpenSkill, Project
from projects.selectors import open_projects
from projects.states import ContractState, ProjectState

BY_SKILL, BY_CATEGORY, BY_PLACE = 300, 100, 100  # candidates, the newest of each kind
A_PAGE = 20
_Skilled = Project.skills.through


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkMatch:
    """A project that may suit, and why."""

    project: Project
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """The freelancer with the skills and categories of completed contracts."""

    profile: FreelancerProfile
    skills: frozenset[int]
    done_skills: frozenset[int]
    done_categories: frozenset[int]


def projects_for(user: User, now: datetime, *, most: int = A_PAGE) -> list[WorkMatch]:
    """Open projects that suit a freelancer, the best first (3 queries).

    Not their own, none they have bid on, were invited to or put aside. Only what shares a skill,
    the region, or the main kind of work where that can be done from anywhere; the newest of each.
    """
    person = _person(user)
    candidates = _candidates(user, person)
    scored = [
        (of_work(_worker(person, work), work, now), work, pk) for pk, work in candidates.items()
    ]
    whys = {pk: why_of(WORK, values) for values, _work, pk in scored}
    moments = {pk: work.published_at for pk, work in candidates.items()}
    best = sorted(whys, key=lambda pk: (whys[pk].score, moments[pk], pk), reverse=True)[:most]
    rows = open_projects().defer("search", "skill_words").in_bulk(best) if best else {}
    return [WorkMatch(project=rows[pk], why=whys[pk]) for pk in best if pk in rows]


def hidden_projects_of(user: User) -> QuerySet[Project]:
    """Open projects that somebody put aside, the latest first."""
    return (
        open_projects()
        .filter(put_aside__user=user, put_aside__freelancer=None)
        .order_by("-put_aside__pk")
    )


def _person(user: User) -> _Person:
    done = Contract.objects.filter(freelancer=user, state=ContractState.COMPLETED)
    of_done = _Skilled.objects.filter(project__in=done.values("project"))
    profile = (
        FreelancerProfile.objects.filter(user=user)
        .select_related("region")
        .annotate(
            skill_pks=ArraySubquery(
                FreelancerProfile.skills.through.objects.filter(
                    freelancerprofile=OuterRef("pk")
                ).values("skill_id")
            ),
            done_skill_pks=ArraySubquery(
                of_done.order_by("skill_id").values("skill_id").distinct()
            ),
            done_category_pks=ArraySubquery(
                done.filter(project__category__isnull=False)
                .order_by("project__category")
                .values("project__category")
                .distinct()
            ),
        )
        .get()
    )
    found: Any = profile
    return _Person(
        profile=profile,
        skills=frozenset(found.skill_pks),
        done_skills=frozenset(found.done_skill_pks),
        done_categories=frozenset(found.done_category_pks),
    )


def _candidates(user: User, person: _Person) -> dict[int, Work]:
    """What is weighed of each candidate (1 query)."""
    free = _free_for(user)
    profile = person.profile
    shares = OpenSkill.objects.filter(project=OuterRef("pk"), skill__in=person.skills)
    kinds: list[QuerySet[Project]] = []
    if person.skills:
        kinds.append(free.filter(Exists(shares))[:BY_SKILL])
    if profile.category_id is not None:  # on the spot elsewhere, it takes a shared skill
        alike = free.filter(category=profile.category_id, is_remote=True)
        kinds.append(alike[:BY_CATEGORY])
    if profile.region is not None:
        province = profile.region.province_id or profile.region.pk
        there = Q(region=province) | Q(region__province=province)
        kinds.append(free.filter(there)[:BY_PLACE])
    if not kinds:
        return {}
    pks = [kind.values("pk") for kind in kinds]
    rows = (
        Project.objects.filter(pk__in=pks[0].union(*pks[1:]) if len(pks) > 1 else pks[0])
        .order_by()
        .annotate(
            _skills=ArraySubquery(
                _Skilled.objects.filter(project=OuterRef("pk")).values("skill_id")
            )
        )
        .values_list(
            *("pk", "_skills", "category", "region", "region__province", "is_remote", "kind"),
            *("budget_max_minor", "currency", "bids_count", "published_at"),
        )
    )
    return {row[0]: _work(row) for row in rows}


def _free_for(user: User) -> QuerySet[Project]:
    """Open projects that somebody has nothing to do with yet, the newest first."""
    of_project = {"project": OuterRef("pk")}
    return (
        Project.objects.filter(
            ~Exists(Bid.objects.filter(freelancer=user, **of_project)),
            ~Exists(Invitation.objects.filter(freelancer=user, **of_project)),
            ~Exists(NotForMe.objects.filter(user=user, freelancer=None, **of_project)),
            state=ProjectState.OPEN,
            client__standing=Standing.GOOD,  # others' postings take no bids
        )
        .exclude(client=user)
        .order_by("-published_at", "-pk")
    )


def _work(row: Sequence[Any]) -> Work:
    return Work(
        skills=row[1],
        category=row[2],
        region=row[3],
        province=row[4],
        is_remote=row[5],
        kind=row[6],
        most_minor=row[7],
        currency=row[8],
        bids=row[9],
        published_at=row[10],
    )


def _worker(person: _Person, work: Work) -> Worker:
    profile = person.profile
    return Worker(
        skills=person.skills,
        category=profile.category_id,
        region=profile.region_id,
        province=profile.region.province_id if profile.region else None,
        rate_minor=profile.rate_minor,
        currency=profile.currency,
        has_done_skills=not person.done_skills.isdisjoint(work.skills),
        has_done_category=work.category in person.done_categories,
    )
