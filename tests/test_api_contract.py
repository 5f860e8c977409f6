"""The API against its own schema: whatever is sent, the answer is one that the schema promises.

Every operation gets generated requests, right and wrong, by the client and by the freelancer,
about things that exist. A 500, an undocumented status or a body of another shape fails.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.cache import cache
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from accounts.scopes import Scope
from accounts.services.tokens import create_token
from tests.factories.disputes import open_dispute
from tests.factories.projects import bid_on, delivered_milestone, open_project

DOCUMENT = SchemaGenerator().get_schema(public=True)
API = schemathesis.openapi.from_dict(DOCUMENT)
API.app = get_wsgi_application()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
pytestmark = pytest.mark.django_db


class World:
    """Something of each kind, and the tokens of two people."""

    def __init__(self, clara: User, farid: User) -> None:
        now = timezone.now()
        project = open_project(by=clara, now=now)
        bid = bid_on(project, by=farid, now=now)
        milestone = delivered_milestone(client=clara, freelancer=farid, now=now)
        disputed = delivered_milestone(client=clara, freelancer=farid, now=now)
        dispute = open_dispute(disputed, by=clara, now=now)
        self.ids = {
            "projects": project.pk,
            "bids": bid.pk,
            "milestones": milestone.pk,
            "contracts": milestone.contract_id,
            "escrows": milestone.escrow_id,
            "disputes": dispute.pk,
            "people": farid.handle,
        }
        self.tokens = [
            create_token(
                user=person,
                name="contract",
                scopes=list(Scope.values),
                lifetime=timedelta(days=1),
                by=person,
                now=now,
            ).secret
            for person in (clara, farid)
        ]

    def place(self, case: Any) -> None:
        """Let the request be about something that exists, where there is something of its kind."""
        kind = case.operation.path.split("/")[3]
        parameter = "handle" if kind == "people" else "id"
        if kind in self.ids and parameter in (case.path_parameters or {}):
            case.path_parameters[parameter] = self.ids[kind]


@pytest.fixture
def world(clara: User, farid: User) -> Iterator[World]:
    """Requests leave the test's connection open, as those of Django's test client do."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield World(clara, farid)
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def test_the_schema_is_sound():
    """Names of components are the programs' of others: two things must not share one."""
    assert DOCUMENT["openapi"].startswith("3.")
    assert len(DOCUMENT["paths"]) > 50


@API.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_was_promised(case: Any, world: World) -> None:
    cache.clear()
    world.place(case)
    for token in world.tokens:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)


def test_the_schema_is_drawn_without_a_warning(tmp_path):
    target = str(tmp_path / "schema.yml")
    call_command("spectacular", validate=True, fail_on_warn=True, file=target)
