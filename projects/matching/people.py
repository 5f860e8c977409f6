"""Freelancers for one project: at most 500 candidates by index, then scored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Availability, FreelancerProfile, User
from accounts.selectors import listed_freelancers
from core.search.ranking import Why
from projects.matching.scales import PEOPLE, why_of
from projects.matching.values import Work, Worker, of_people
from projects.models import Bid, Contract, Invitation, NotForMe, Project
from projects.states import ContractState

BY_SKILL, BY_CATEGORY = 400, 100
A_PAGE = 10
_Skilled = FreelancerProfile.skills.through


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMatch:
    """A freelancer who may suit a project, and why."""

    profile: FreelancerProfile
    why: Why


def people_for(project: Project, *, most: int = A_PAGE) -> list[PersonMatch]:
    """Freelancers who suit a project, the best first (3 queries, skills included).

    Only people in the public list with a free hand and a good standing; nobody who has bid, was
    invited or was put aside.
    """
    asked = [skill.pk for skill in project.skills.all()]
    work = _work(project, asked)
    whys: dict[int, Why] = {}
    ranks: dict[int, tuple[int, int]] = {}
    for row in _candidates(project, asked):
        why = why_of(PEOPLE, of_people(_worker(row), work))
        whys[row[0]], ranks[row[0]] = why, (why.score, row[0])
    best = sorted(ranks, key=lambda pk: ranks[pk], reverse=True)[:most]
    rows = (
        FreelancerProfile.objects.filter(pk__in=best)
        .select_related("user", "category", "region__province")
        .prefetch_related("skills")
    )
    found = {profile.pk: profile for profile in rows} if best else {}
    return [PersonMatch(profile=found[pk], why=whys[pk]) for pk in best if pk in found]


def hidden_people_of(project: Project, client: User) -> QuerySet[User]:
    """Whom a client put aside for a project, the latest first."""
    return User.objects.filter(
        put_aside_for__project=project, put_aside_for__user=client, is_active=True
    ).order_by("-put_aside_for__pk")


def _candidates(project: Project, asked: Sequence[int]) -> Sequence[tuple[Any, ...]]:
    """What is weighed of each candidate (1 query)."""
    free = _free_for(project)
    kinds: list[QuerySet[Any, Any]] = []
    if asked:
        sharing = _Skilled.objects.filter(skill__in=asked, freelancerprofile__in=free)
        counted = sharing.values("freelancerprofile").annotate(many=Count("pk"))
        kinds.append(
            counted.order_by("-many", "-freelancerprofile").values("freelancerprofile")[:BY_SKILL]
        )
    if project.category_id is not None:
        alike = free.filter(category=project.category_id).order_by("-pk")
        if not project.is_remote:  # from elsewhere, it takes a shared skill
            alike = alike.filter(_in_province_of(project))
        kinds.append(alike.values("pk")[:BY_CATEGORY])
    if not kinds:
        return []
    done = Contract.objects.filter(
        freelancer=OuterRef("user"), state=ContractState.COMPLETED
    ).order_by()
    kind = project.category_id
    of_kind = done.filter(project__category=kind) if kind is not None else done.none()
    return list(
        FreelancerProfile.objects.filter(
            pk__in=kinds[0].union(*kinds[1:]) if len(kinds) > 1 else kinds[0]
        )
        .order_by()
        .annotate(
            _skills=ArraySubquery(
                _Skilled.objects.filter(freelancerprofile=OuterRef("pk")).values("skill_id")
            ),
            _has_done_skills=Exists(done.filter(project__skills__in=asked)),
            _has_done_category=Exists(of_kind),
        )
        .values_list(
            *("pk", "_skills", "category", "region", "region__province", "rate_minor", "currency"),
            *("_has_done_skills", "_has_done_category", "rating_mean", "availability"),
        )
    )


def _in_province_of(project: Project) -> Q:
    """People at home where the work is; nobody where it says no place."""
    if project.region is None:
        return Q(pk__in=[])
    province = project.region.province_id or project.region.pk
    return Q(region=province) | Q(region__province=province)


def _free_for(project: Project) -> QuerySet[FreelancerProfile]:
    of_person = {"freelancer": OuterRef("user"), "project": project}
    return (
        listed_freelancers()
        .filter(
            ~Exists(Bid.objects.filter(**of_person)),
            ~Exists(Invitation.objects.filter(**of_person)),
            ~Exists(NotForMe.objects.filter(user=project.client_id, **of_person)),
        )
        .exclude(availability=Availability.AWAY)
        .exclude(user=project.client_id)
    )


def _work(project: Project, asked: Sequence[int]) -> Work:
    return Work(
        skills=asked,
        category=project.category_id,
        region=project.region_id,
        province=project.region.province_id if project.region else None,
        is_remote=project.is_remote,
        kind=project.kind,
        most_minor=project.budget_max_minor,
        currency=project.currency,
    )


def _worker(row: Sequence[Any]) -> Worker:
    return Worker(
        skills=row[1],
        category=row[2],
        region=row[3],
        province=row[4],
        rate_minor=row[5],
        currency=row[6],
        has_done_skills=row[7],
        has_done_category=row[8],
        rating=row[9],
        availability=row[10],
    )
