"""Two moderators, one case, the same moment."""

import pytest

from core.errors import WrongState
from desk import services
from desk.kinds import Kind
from desk.models import Assignment
from staff.models import AuditEntry
from tests.desk.conftest import MAKE, case_of
from tests.projects.test_together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_take_at_once_one_has_it(clara, farid, maya, adi, now):
    case = case_of(Kind.REPORT, MAKE[Kind.REPORT](clara, farid, now))
    answers = together(
        lambda: services.take(case=case, by=maya, now=now),
        lambda: services.take(case=case, by=adi, now=now),
    )
    winner = Assignment.objects.get().assignee
    (refusal,) = [one for one in answers if isinstance(one, WrongState)]
    assert refusal.message == f"{winner} has taken it already."
    assert AuditEntry.objects.get(action="desk.take").actor == winner
