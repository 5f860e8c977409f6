"""Many postings and bids at once, from a file or a demonstration, written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from projects.models import (
    Answer,
    Bid,
    Project,
    ScreeningQuestion,
    Terms,
    TermsMilestone,
    WorkEvent,
)
from projects.selectors import current_policy
from projects.services.postings import Posting, words_to_find
from projects.services.proposals import Proposal
from projects.services.wording import has_flagged_words
from projects.states import LIVE_BIDS, BidState, ProjectState

MOST_TAGS = 15


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """One posting of an import; `key` is its own for ever, so that no second import doubles it."""

    key: str
    client: User
    posting: Posting
    published_at: datetime


@transaction.atomic
def import_postings(*, imported: Sequence[Imported], by: User, now: datetime) -> list[Project]:
    """Open the postings that are not there yet, and return them; the others are left as they are.

    Unlike `publish_project` it takes what is incomplete: an import is the operator's word. Flagged
    words are marked for the moderators. Nobody is told, as nobody watches an import happen.
    """
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # one import of a person at a time
    new = _unknown(imported)
    listing_days = timedelta(days=current_policy(now).listing_days)
    projects = Project.objects.bulk_create(
        [_project(one, listing_days) for one in new], batch_size=500
    )
    _write_skills(projects, new)
    ScreeningQuestion.objects.bulk_create(
        ScreeningQuestion(project=project, position=position, text=text)
        for project, one in zip(projects, new, strict=True)
        for position, text in enumerate(one.posting.questions, start=1)
    )
    WorkEvent.objects.bulk_create([_published(project) for project in projects], batch_size=1000)
    return projects


def _unknown(imported: Sequence[Imported]) -> list[Imported]:
    by_key = {one.key: one for one in imported}
    known = set(Project.objects.filter(import_key__in=by_key).values_list("import_key", flat=True))
    return [one for key, one in by_key.items() if key not in known]


def _project(one: Imported, listing_days: timedelta) -> Project:
    posting = one.posting
    tags = list(dict.fromkeys(posting.tags))[:MOST_TAGS]
    return Project(
        client=one.client,
        import_key=one.key,
        title=posting.title,
        description=posting.description,
        category=posting.category,
        kind=posting.kind,
        level=posting.level,
        currency=posting.currency,
        budget_min_minor=posting.budget_min_minor,
        budget_max_minor=posting.budget_max_minor,
        needed_on=posting.needed_on,
        region=posting.region,
        is_remote=posting.is_remote,
        language=posting.language,
        tags=tags,
        skill_words=words_to_find(posting.skills, tags),
        is_flagged=has_flagged_words(f"{posting.title}\n{posting.description}"),
        state=ProjectState.OPEN,
        created_at=one.published_at,
        updated_at=one.published_at,
        published_at=one.published_at,
        expires_at=one.published_at + listing_days,
    )


def _write_skills(projects: Sequence[Project], new: Sequence[Imported]) -> None:
    through = Project.skills.through
    through.objects.bulk_create(
        [
            through(project_id=project.pk, skill_id=skill.pk)
            for project, one in zip(projects, new, strict=True)
            for skill in dict.fromkeys(one.posting.skills)
        ],
        batch_size=2000,
    )


def _published(project: Project) -> WorkEvent:
    assert project.published_at is not None
    return WorkEvent(
        project=project,
        actor_id=project.client_id,
        kind="published",
        from_state=ProjectState.DRAFT,
        to_state=ProjectState.OPEN,
        happened_at=project.published_at,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedBid:
    """One bid of an import; `answers` in the order of the project's questions."""

    project: Project
    freelancer: User
    proposal: Proposal
    cover_note: str
    submitted_at: datetime
    answers: Sequence[str] = ()


@transaction.atomic
def import_bids(*, imported: Sequence[ImportedBid]) -> list[Bid]:
    """Put bids on freshly imported projects, in bulk; nobody is told."""
    bids = Bid.objects.bulk_create([_bid(one) for one in imported], batch_size=1000)
    pairs = list(zip(bids, imported, strict=True))
    terms = Terms.objects.bulk_create([_terms(*pair) for pair in pairs], batch_size=1000)
    TermsMilestone.objects.bulk_create(
        [
            TermsMilestone(
                terms=version,
                position=position,
                title=step.title[:120],
                amount_minor=step.amount.minor,
                days=step.days,
            )
            for version, one in zip(terms, imported, strict=True)
            for position, step in enumerate(one.proposal.steps, start=1)
        ],
        batch_size=1000,
    )
    _write_answers(pairs)
    WorkEvent.objects.bulk_create([_submitted(bid) for bid in bids], batch_size=1000)
    _point_at_terms_and_count(bids, {one.project.pk for one in imported})
    return bids


def _bid(one: ImportedBid) -> Bid:
    return Bid(
        project=one.project,
        freelancer=one.freelancer,
        cover_note=one.cover_note,
        submitted_at=one.submitted_at,
        updated_at=one.submitted_at,
    )


def _terms(bid: Bid, one: ImportedBid) -> Terms:
    return Terms(
        bid=bid,
        version=1,
        author=one.freelancer,
        amount_minor=one.proposal.amount.minor,
        currency=one.proposal.amount.currency,
        days=one.proposal.days,
        review_days=one.proposal.review_days,
        change_rounds=one.proposal.change_rounds,
        created_at=one.submitted_at,
    )


def _write_answers(pairs: Sequence[tuple[Bid, ImportedBid]]) -> None:
    questions: dict[int, list[int]] = {}
    projects = {one.project.pk for _bid, one in pairs if one.answers}
    listed = ScreeningQuestion.objects.filter(project__in=projects).order_by("position")
    for project_id, question_id in listed.values_list("project_id", "pk"):
        questions.setdefault(project_id, []).append(question_id)
    Answer.objects.bulk_create(
        [
            Answer(bid=bid, question_id=question_id, text=text)
            for bid, one in pairs
            for question_id, text in zip(
                questions.get(one.project.pk, []), one.answers, strict=False
            )
        ],
        batch_size=1000,
    )


def _submitted(bid: Bid) -> WorkEvent:
    return WorkEvent(
        project_id=bid.project_id,
        bid=bid,
        actor_id=bid.freelancer_id,
        kind="submitted",
        to_state=BidState.SUBMITTED,
        happened_at=bid.submitted_at,
    )


def _point_at_terms_and_count(bids: Sequence[Bid], project_ids: set[int]) -> None:
    newest = Terms.objects.filter(bid=OuterRef("pk")).values("pk")[:1]
    Bid.objects.filter(pk__in=[bid.pk for bid in bids]).update(terms_id=Subquery(newest))
    counted = (
        Bid.objects.filter(project=OuterRef("pk"), state__in=LIVE_BIDS)
        .order_by()
        .values("project")
        .annotate(count=Count("pk"))
        .values("count")
    )
    Project.objects.filter(pk__in=project_ids).update(
        bids_count=Coalesce(Subquery(counted), Value(0))
    )
