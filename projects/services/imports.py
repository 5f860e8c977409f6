"""Many postings at once, from a file or a demonstration: written in bulk, open from the start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from projects.models import Project, ScreeningQuestion, WorkEvent
from projects.selectors import current_policy
from projects.services.postings import Posting, words_to_find
from projects.services.wording import has_flagged_words
from projects.states import ProjectState

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
    WorkEvent.objects.bulk_create(
        [_published(project) for project in projects], batch_size=1000
    )
    return projects


def _unknown(imported: Sequence[Imported]) -> list[Imported]:
    by_key = {one.key: one for one in imported}
    known = set(
        Project.objects.filter(import_key__in=by_key).values_list("import_key", flat=True)
    )
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
