"""People with names and fixed rights, and a clean room for every test.

Clara is a client, Farid a freelancer, Sena has nothing to do with them, Maya moderates, Adi is
a senior moderator. Fitri and Gita keep the books.
"""

import gc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from hypothesis import settings as examples
from xdist.scheduler import LoadScopeScheduling

from accounts.models import User
from core.memory import Memory
from marketplace.celery import app as celery_app
from tests.emptying import delete_rows_instead
from tests.factories import accounts as people

# How long an example takes says something of the machine, not of the code.
examples.register_profile("karya", deadline=None)
examples.load_profile("karya")


class Together(LoadScopeScheduling):
    """Each test goes to whichever process is free; all journeys to one, since they share servers.

    (`--dist loadgroup` knows no groups with pytest 9.2: it writes them where nobody reads them.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if "/journeys/" in nodeid else nodeid


def pytest_collection_finish() -> None:
    """What is there before the first test stays: the collector need not walk over it again."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Together:
    return Together(config, log)


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> None:
    """Tests with real commits leave empty tables behind, but for what migrations have written."""
    delete_rows_instead()


@pytest.fixture(autouse=True)
def clean_room(settings: Any, tmp_path: Any) -> None:
    """Files in a folder of the test's own, an empty cache, tasks done at once, in English."""
    translation.activate("en")  # a page that an earlier test opened may have left another language
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.IDENTITY_ROOT = tmp_path / "identity"
    settings.MAIL_DIR = tmp_path / "mail"
    settings.PIECES_KEPT_FOR = settings.NAMES_KEPT_FOR = 0  # what a test changes shows at once
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    celery_app.conf.task_always_eager = celery_app.conf.task_eager_propagates = True
    cache.clear()
    Memory.forget_all()  # what an earlier test found


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning in Jakarta."""
    return datetime(2026, 11, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
def clara(db: None) -> User:
    """A client."""
    return people.make_client("Clara Wijaya")


@pytest.fixture
def farid(db: None) -> User:
    """A freelancer."""
    return people.make_freelancer("Farid Hidayat")


@pytest.fixture
def sena(db: None) -> User:
    """A stranger to the work of Clara and Farid."""
    return people.make_freelancer("Sena Putri")


@pytest.fixture
def maya(db: None) -> User:
    """A moderator."""
    return people.make_moderator("Maya Lestari")


@pytest.fixture
def adi(db: None) -> User:
    """A senior moderator."""
    return people.make_moderator("Adi Nugroho", is_staff=True)


@pytest.fixture
def fitri(db: None) -> User:
    """Keeps the books: finance staff, no moderator."""
    return people.make_bookkeeper("Fitri Anggraini")


@pytest.fixture
def gita(db: None) -> User:
    """Keeps the books beside Fitri: the second pair of eyes."""
    return people.make_bookkeeper("Gita Maharani")


@pytest.fixture
def browser_of() -> Callable[[User], Client]:
    """A signed-in test client of a person: `browser_of(clara).get("/")`."""

    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
