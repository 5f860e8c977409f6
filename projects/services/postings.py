"""A posting from draft to closed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Category, Region, Skill, User
from accounts.policies import require_good_standing
from core.errors import InvalidInput, LimitReached, WrongState
from core.events import publish
from core.money import smallest_step
from core.policies import require
from core.texts import one_line, visible
from projects.events import (
    ProjectCancelled,
    ProjectChanged,
    ProjectExpired,
    ProjectHeldForReview,
    ProjectPublished,
    ProjectRemoved,
    ProjectReturned,
)
from projects.models import Project, ScreeningQuestion
from projects.policies import can_edit_project, can_moderate
from projects.selectors import current_policy, key_of_form, made_by_form
from projects.services import bids
from projects.services.files import attach
from projects.services.history import record, take
from projects.services.wording import has_flagged_words
from projects.states import ProjectState
from staff.services import audit


@dataclass(frozen=True, kw_only=True, slots=True)
class Posting:
    """What a client writes. Amounts in minor units of `currency`; None is not yet said."""

    title: str
    description: str = ""
    category: Category | None = None
    skills: Sequence[Skill] = ()
    tags: Sequence[str] = ()
    kind: str = "fixed"
    level: str = "intermediate"
    currency: str = "IDR"
    budget_min_minor: int | None = None
    budget_max_minor: int | None = None
    needed_on: date | None = None
    region: Region | None = None
    is_remote: bool = True
    language: str = "id"
    questions: Sequence[str] = ()


_PLAIN = (
    "category",
    "kind",
    "level",
    "currency",
    "budget_min_minor",
    "budget_max_minor",
    "needed_on",
    "region",
    "is_remote",
    "language",
)
IN_REVIEW = _(
    "A moderator is reading your project. Take it back if you want to change it, or wait until it "
    "is open for bids."
)
_SCOPE = ("title", "description", "kind", "budget_min_minor", "budget_max_minor", "needed_on")


@transaction.atomic
def create_draft(
    *,
    by: User,
    posting: Posting,
    uploads: Sequence[UploadedFile[bytes]] = (),
    key: str = "",
    now: datetime,
) -> Project:
    """Start a posting; it may be as incomplete as it likes until it is published.

    With a `key`, a second call by the same person changes the draft that the first one made.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two calls at once make one draft
    if known := made_by_form(by, key):
        if known.state != ProjectState.DRAFT:
            return known
        return edit_project(project=known, by=by, posting=posting, uploads=uploads, now=now)
    import_key = key_of_form(by, key) if key else None
    project = Project(client=by, import_key=import_key, created_at=now, updated_at=now)
    _write(project, posting)
    attach(to=project, uploads=uploads, by=by, now=now)
    record(about=project, kind="drafted", by=by, now=now)
    return project


@transaction.atomic
def edit_project(
    *,
    project: Project,
    by: User,
    posting: Posting,
    uploads: Sequence[UploadedFile[bytes]] = (),
    now: datetime,
) -> Project:
    """Change a draft or an open posting; bidders hear of a change of scope or budget."""
    project = _locked(project)
    require(can_edit_project, by, project)
    _require_editable(project)
    before = {name: getattr(project, name) for name in _SCOPE}
    project.updated_at = now
    project.version += 1
    _write(project, posting)
    attach(to=project, uploads=uploads, by=by, now=now)
    if project.state == ProjectState.OPEN:
        _require_complete(project)
        if before != {name: getattr(project, name) for name in _SCOPE}:
            record(about=project, kind="edited", by=by, now=now)
            publish(ProjectChanged(project_id=project.pk))
    return project


@transaction.atomic
def add_files(
    *, project: Project, uploads: Sequence[UploadedFile[bytes]], by: User, now: datetime
) -> None:
    """Attach files to a draft or an open posting."""
    project = _locked(project)
    require(can_edit_project, by, project)
    _require_editable(project)
    attach(to=project, uploads=uploads, by=by, now=now)


@transaction.atomic
def publish_project(*, project: Project, by: User, now: datetime) -> Project:
    """Open a complete draft for bids, or hand it to a moderator where the policy says so.

    Raises InvalidInput naming what is missing. A second call on an open posting changes nothing.
    """
    project = _locked(project)
    require(can_edit_project, by, project)
    if project.state in {ProjectState.OPEN, ProjectState.PENDING_REVIEW}:
        return project
    if project.state != ProjectState.DRAFT:
        raise WrongState(_("Only a draft can be published."))
    require_good_standing(by)
    _require_complete(project)
    policy = current_policy(now)
    project.is_flagged = has_flagged_words(f"{project.title}\n{project.description}")
    is_first = not Project.objects.filter(client=by, published_at__isnull=False).exists()
    if project.is_flagged or (policy.reviews_first_posting and is_first):
        project.review_due_at = now + timedelta(hours=policy.posting_review_hours)
        project.save(update_fields=["is_flagged", "review_due_at"])
        take(thing=project, to=ProjectState.PENDING_REVIEW, kind="sent_to_review", by=by, now=now)
        publish(ProjectHeldForReview(project_id=project.pk))
    else:
        open_posting(project, kind="published", by=by, now=now)
    return project


@transaction.atomic
def approve_posting(*, project: Project, by: User | None, now: datetime) -> Project:
    """Open a reviewed posting; `by` is None when the review time ran out."""
    project = _locked(project)
    if by is not None:
        require(can_moderate, by, project)
    if project.state == ProjectState.OPEN:
        return project
    if by is not None:
        audit.record(
            by=by,
            action="projects.approve_posting",
            now=now,
            subject=project,
            person=project.client,
        )
    open_posting(project, kind="approved", by=by, now=now)
    return project


@transaction.atomic
def return_posting(*, project: Project, by: User, reason: str, now: datetime) -> Project:
    """Send a posting back to draft, with the rule it breaks."""
    project = _locked(project)
    require(can_moderate, by, project)
    _require_reason(reason)
    if project.state == ProjectState.DRAFT:
        return project
    take(thing=project, to=ProjectState.DRAFT, kind="returned", by=by, now=now, reason=reason)
    audit.record(
        by=by,
        action="projects.return_posting",
        now=now,
        subject=project,
        person=project.client,
        reason=reason,
    )
    publish(ProjectReturned(project_id=project.pk))
    return project


@transaction.atomic
def remove_posting(*, project: Project, by: User, reason: str, now: datetime) -> Project:
    """Take a posting down, with a statement of reasons; its bids are released.

    Whatever runs goes on: contracts and their money know nothing of it.
    """
    project = _locked(project)
    require(can_moderate, by, project)
    _require_reason(reason)
    if project.state == ProjectState.REMOVED:
        return project
    take(thing=project, to=ProjectState.REMOVED, kind="removed", by=by, now=now, reason=reason)
    audit.record(
        by=by,
        action="projects.remove_posting",
        now=now,
        subject=project,
        person=project.client,
        reason=reason,
    )
    bids.release_live_bids(project=project, now=now)
    publish(ProjectRemoved(project_id=project.pk))
    return project


@transaction.atomic
def take_back_posting(*, project: Project, by: User, now: datetime) -> Project:
    """It is a draft again, to be changed before a moderator has read it to the end."""
    project = _locked(project)
    require(can_edit_project, by, project)
    if project.state == ProjectState.DRAFT:
        return project
    if project.state != ProjectState.PENDING_REVIEW:
        raise WrongState(_("No moderator is reading this project any more."))
    project.review_due_at = None
    project.save(update_fields=["review_due_at"])
    take(thing=project, to=ProjectState.DRAFT, kind="taken_back", by=by, now=now)
    return project


@transaction.atomic
def cancel_project(*, project: Project, by: User, reason: str, now: datetime) -> Project:
    """Call a posting off; its bids end and the bidders are told."""
    project = _locked(project)
    require(can_edit_project, by, project)
    if project.state == ProjectState.CANCELLED:
        return project
    take(thing=project, to=ProjectState.CANCELLED, kind="cancelled", by=by, now=now, reason=reason)
    bids.lapse_live_bids(project=project, now=now)
    publish(ProjectCancelled(project_id=project.pk))
    return project


@transaction.atomic
def expire_project(*, project: Project, now: datetime) -> Project:
    """The clock ends the time for bids. The bids stay readable, and a renewal brings them back."""
    project = _locked(project)
    take(thing=project, to=ProjectState.EXPIRED, kind="expired", by=None, now=now)
    publish(ProjectExpired(project_id=project.pk))
    return project


@transaction.atomic
def renew_project(*, project: Project, by: User, now: datetime) -> Project:
    """Take bids again for another period, as often as the policy allows (twice)."""
    project = _locked(project)
    require(can_edit_project, by, project)
    if project.state == ProjectState.OPEN:
        return project
    require_good_standing(by)
    policy = current_policy(now)
    if project.renewals >= policy.renewals:
        raise LimitReached(_("This project was renewed as often as possible. Post it again."))
    project.renewals += 1
    project.expires_at = now + timedelta(days=policy.listing_days)
    project.save(update_fields=["renewals", "expires_at"])
    take(thing=project, to=ProjectState.OPEN, kind="renewed", by=by, now=now)
    publish(ProjectPublished(project_id=project.pk))
    return project


def words_to_find(skills: Sequence[Skill], tags: Sequence[str]) -> str:
    """The words of its skills under which a posting is found, in both languages."""
    words = [f"{s.name_en} {s.name_id} {' '.join(s.aliases)}" for s in skills]
    return " ".join([*words, *tags])


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


def open_posting(project: Project, *, kind: str, by: User | None, now: datetime) -> None:
    """A locked posting takes bids from now on."""
    project.published_at = now
    project.expires_at = now + timedelta(days=current_policy(now).listing_days)
    project.review_due_at = None
    project.save(update_fields=["published_at", "expires_at", "review_due_at"])
    take(thing=project, to=ProjectState.OPEN, kind=kind, by=by, now=now)
    publish(ProjectPublished(project_id=project.pk))


def posting_of(project: Project) -> Posting:
    """What a posting says now, to be written again."""
    return Posting(
        **{name: getattr(project, name) for name in ("title", "description", "tags", *_PLAIN)},
        skills=sorted(project.skills.all(), key=attrgetter("pk")),
        questions=[question.text for question in project.questions.all()],
    )


def says(project: Project, posting: Posting) -> bool:
    """Whether a posting says exactly this already."""
    return posting_of(project) == _tidied(posting)


def _tidied(posting: Posting) -> Posting:
    """The same words as they are kept."""
    return replace(
        posting,
        title=one_line(posting.title),
        description=visible(posting.description),
        tags=list(dict.fromkeys(one_line(tag) for tag in posting.tags))[:15],
        skills=sorted(posting.skills, key=attrgetter("pk")),
        questions=[q for text in posting.questions if (q := one_line(text))],
    )


def _write(project: Project, posting: Posting) -> None:
    _require_sane_budget(posting)
    posting = _tidied(posting)
    for name in ("title", "description", "tags", *_PLAIN):
        setattr(project, name, getattr(posting, name))
    project.skill_words = words_to_find(posting.skills, posting.tags)
    project.save()
    project.skills.set(posting.skills)
    _write_questions(project, list(posting.questions))


def _write_questions(project: Project, texts: list[str]) -> None:
    if [q.text for q in project.questions.all()] == texts:
        return
    if project.bids.exists():
        raise WrongState(_("The questions cannot change once somebody has answered them."))
    project.questions.all().delete()
    ScreeningQuestion.objects.bulk_create(
        ScreeningQuestion(project=project, position=i, text=text)
        for i, text in enumerate(texts, start=1)
    )


def _require_editable(project: Project) -> None:
    if project.state == ProjectState.PENDING_REVIEW:
        raise WrongState(IN_REVIEW)
    if project.state not in {ProjectState.DRAFT, ProjectState.OPEN}:
        raise WrongState(_("This project can no longer be edited."))


def _require_sane_budget(posting: Posting) -> None:
    least, most = posting.budget_min_minor, posting.budget_max_minor
    step = smallest_step(posting.currency)
    if any(amount is not None and (amount <= 0 or amount % step) for amount in (least, most)):
        raise InvalidInput(_("The budget must be a whole amount above zero."))
    if least is not None and most is not None and most < least:
        raise InvalidInput(_("The budget must end at or above where it begins."))


def _require_complete(project: Project) -> None:
    missing = [
        label
        for label, value in (
            (_("a title"), project.title.strip()),
            (_("a description"), project.description.strip()),
            (_("a category"), project.category_id),
            (_("a budget"), project.budget_max_minor),
        )
        if not value
    ]
    if missing:
        words = ", ".join(str(label) for label in missing)
        raise InvalidInput(_("Before you publish, please add: %(missing)s.") % {"missing": words})


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(_("Please give the reason."))
