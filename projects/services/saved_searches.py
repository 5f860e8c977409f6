"""Searches are kept, changed, and answered: each project told once to each person."""

from datetime import datetime, timedelta
from functools import cache
from urllib.parse import parse_qsl

from django.db import transaction
from django.db.models import BooleanField, F, Func, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Standing, User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.policies import require
from core.search.queries import ready
from core.search.words import read_words
from core.sweeps import sweep
from projects.events import SearchAnswered, SearchesMatched
from projects.models import Opening, Project, SavedSearch
from projects.models.saved import Frequency
from projects.policies import owns_search
from projects.search import ProjectSearch, read_search
from projects.search.facets import in_words
from projects.search.fits import Candidate, fits
from projects.search.found import count_published
from projects.states import ProjectState

MOST = 50
A_DAY = timedelta(days=1)


@transaction.atomic
def save_search(
    *, by: User, search: ProjectSearch, name: str, frequency: str, now: datetime
) -> SavedSearch:
    """Keep a search; its owner is told of what is published from now on.

    The same search a second time changes name and frequency of the first. Raises InvalidInput for
    an unknown frequency, WrongState beyond fifty searches.
    """
    _require_frequency(frequency)
    address = kept_address(search)
    known = SavedSearch.objects.select_for_update().filter(user=by, address=address).first()
    if known is None:
        User.objects.select_for_update().get(pk=by.pk)  # two tabs save one
        known = SavedSearch.objects.filter(user=by, address=address).first()
    if known is None and SavedSearch.objects.filter(user=by).count() >= MOST:
        raise WrongState(_("You keep fifty searches already. Please remove one first."))
    title = name.strip()[:100] or in_words(search) or str(_("Open projects"))
    if known is not None:
        known.name, known.frequency = title, frequency
        known.save(update_fields=["name", "frequency"])
        return known
    terms = read_words(search.q)
    return SavedSearch.objects.create(
        user=by,
        name=title,
        address=address,
        words=ready([terms])[0] if terms else None,
        frequency=frequency,
        created_at=now,
        told_until=now,
    )


@transaction.atomic
def change_frequency(*, saved: SavedSearch, by: User, frequency: str, now: datetime) -> None:
    """Be told at once, once a day, or never; what was published before is not told again."""
    require(owns_search, by, saved)
    _require_frequency(frequency)
    SavedSearch.objects.filter(pk=saved.pk).exclude(frequency=frequency).update(
        frequency=frequency, told_until=now
    )


@transaction.atomic
def remove_search(*, saved: SavedSearch, by: User) -> None:
    """Forget a search. A second call changes nothing."""
    require(owns_search, by, saved)
    SavedSearch.objects.filter(pk=saved.pk).delete()


def kept_address(search: ProjectSearch) -> str:
    """What of a search's address is kept: not the order, nor the page."""
    return search.query(order="", weights="").removeprefix("?")[:1000]


def search_of(saved: SavedSearch) -> ProjectSearch:
    """The search that was kept."""
    return read_search(dict(parse_qsl(saved.address)))


def tell_of_new(*, now: datetime) -> int:
    """Tell of each project that opened within a day and was not told of; return how many."""
    due = Project.objects.filter(
        state=ProjectState.OPEN,
        alerted_at__isnull=True,
        published_at__gt=now - A_DAY,
        client__standing=Standing.GOOD,
    ).order_by("pk")
    return sweep(due, lambda project: _tell(project, now))


def answer_daily(*, now: datetime) -> int:
    """Tell owners of daily searches how much was published since they were told."""
    due = SavedSearch.objects.filter(
        frequency=Frequency.DAILY, told_until__lte=now - A_DAY, user__is_active=True
    )
    return sweep(due.order_by("told_until", "pk"), lambda saved: _answer(saved, now))


def _tell(project: Project, now: datetime) -> None:
    Project.objects.filter(pk=project.pk).update(alerted_at=now)
    candidate = Candidate.of(project)
    people: set[int] = set()

    @cache
    def is_fitting(address: str) -> bool:
        return fits(read_search(dict(parse_qsl(address))), candidate, now)

    for user_id, address in _mentioned(project).iterator():
        if user_id not in people and is_fitting(address):
            people.add(user_id)
    if people:
        publish(SearchesMatched(project_id=project.pk, user_ids=tuple(sorted(people))))


def _mentioned(project: Project) -> QuerySet[SavedSearch, tuple[int, str]]:
    """Searches of others whose words the project mentions: (person, address)."""
    text = Opening.objects.filter(pk=project.pk).values("search")
    says = Func(
        Subquery(text),
        F("words"),
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
    others = SavedSearch.objects.filter(
        Q(words__isnull=True) | Q(says), frequency=Frequency.INSTANT, user__is_active=True
    ).exclude(user=project.client_id)
    return others.order_by("pk").values_list("user_id", "address")


def _answer(saved: SavedSearch, now: datetime) -> None:
    count = count_published(search_of(saved), since=saved.told_until, until=now)
    SavedSearch.objects.filter(pk=saved.pk).update(told_until=now)
    if count:
        publish(SearchAnswered(saved_search_id=saved.pk, count=count))


def _require_frequency(frequency: str) -> None:
    if frequency not in Frequency.values:
        raise InvalidInput(_("Please choose how often."))
