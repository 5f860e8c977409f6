"""Other steps for a running contract: proposed, read and accepted on pages."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from projects.models import Amendment, Contract
from projects.services import milestones
from projects.services.proposals import MOST_STEPS
from projects.states import MilestoneState
from tests.factories import payments as money
from tests.factories import projects as work
from tests.projects.pages import room_of

pytestmark = pytest.mark.usefixtures("book_is_right")
Browser = Callable[[User], Client]


@pytest.fixture
def now() -> datetime:
    """The pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def contract(clara: User, farid: User, now: datetime) -> Contract:
    return work.running_contract(client=clara, freelancer=farid, now=now)


def rows(*steps: tuple[str, str, str], initial: int = 0) -> dict[str, str]:
    """What the browser sends for rows of steps."""
    said = {"steps-TOTAL_FORMS": str(len(steps)), "steps-INITIAL_FORMS": str(initial), "note": "Hm"}
    for i, (title, amount, days) in enumerate(steps):
        said |= {
            f"steps-{i}-title": title,
            f"steps-{i}-amount": amount,
            f"steps-{i}-days": days,
        }
    return said


def test_other_steps_are_proposed_and_accepted(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    found = work.running_contract(client=clara, freelancer=farid, now=now, steps=(600_000, 400_000))
    said = rows(("Sign", "250.000", "5"), ("", "", ""), ("Menu", "Rp 350 rb", "4"), initial=1)
    page = browser_of(clara).get(f"{room_of(found)}amendments/").content.decode()
    assert "Step 2" in page
    browser_of(clara).post(f"{room_of(found)}amendments/", said)
    amendment = Amendment.objects.get()
    assert [s.amount for s in amendment.terms.milestones.all()] == [
        work.rupiah(600_000),
        work.rupiah(250_000),
        work.rupiah(350_000),
    ]
    page = browser_of(farid).get(room_of(found)).content.decode()
    assert "Accept these steps" in page
    assert "These give way to them:" in page
    assert "It goes back when these steps are accepted." not in page
    money.pay(
        milestones.start_funding(milestone=found.milestones.last(), by=clara, now=now),
        1_000,
        now=now,
    )
    page = browser_of(farid).get(room_of(found)).content.decode()
    assert "Rp1,000</span> has arrived for “Step 2”." in page
    browser_of(farid).post(f"/amendments/{amendment.pk}/acceptance/")
    browser_of(farid).post(f"/amendments/{amendment.pk}/acceptance/")
    live = found.milestones.exclude(state=MilestoneState.CANCELLED)
    assert [m.title for m in live] == ["Step 1", "Sign", "Menu"]


def test_more_rows_for_other_steps_keep_what_was_typed(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    found = work.running_contract(client=clara, freelancer=farid, now=now, steps=(600_000, 400_000))
    typed = rows(("Sign", "250 rb", "5"), ("Menu", "", ""), ("", "", "")) | {"then": "more"}
    answer = browser_of(clara).post(f"{room_of(found)}amendments/", typed)
    shown = answer.context["form"].rows
    assert answer.status_code == 200
    assert shown.total_form_count() == 5
    assert [form["title"].value() for form in shown] == ["Sign", "Menu", "", None, None]
    assert shown[0]["amount"].value() == "250 rb"
    assert not any(form.errors for form in shown)
    page = answer.content.decode()
    assert ">Hm</textarea>" in page.replace("\n", "")
    assert "Step 2" in page
    assert "Step 1<" not in page
    assert not Amendment.objects.exists()


def test_rows_for_other_steps_end_somewhere(
    contract: Contract, clara: User, browser_of: Browser
) -> None:
    typed = rows(*[("Sign", "250000", "5")] * MOST_STEPS) | {"then": "more"}
    answer = browser_of(clara).post(f"{room_of(contract)}amendments/", typed)
    assert answer.context["form"].rows.total_form_count() == MOST_STEPS
    assert "More rows" not in answer.content.decode()


def test_steps_as_they_are_cannot_be_proposed(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    found = work.running_contract(client=clara, freelancer=farid, now=now, steps=(600_000, 400_000))
    same = found.milestones.get(position=2)
    said = rows((same.title, "400000", str(same.days)), initial=1)
    answer = browser_of(clara).post(f"{room_of(found)}amendments/", said, follow=True)
    assert "These are the steps as they are already." in answer.content.decode()
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        rows(("Sign", "", "5")),
        rows(("Sign", "-5", "5")),
        rows(("Sign", "0", "5")),
        rows(("Sign", "1000000", "0")),
        rows(("", "1000000", "5")),
        rows(("x" * 121, "1000000", "5")),
        rows(("Sign", "USD 100.5", "5")),
        {"note": "no rows at all"},
    ],
)
def test_bad_steps_come_back(
    contract: Contract, clara: User, browser_of: Browser, bad: dict[str, str]
) -> None:
    answer = browser_of(clara).post(f"{room_of(contract)}amendments/", bad)
    assert answer.status_code == 400
    assert Amendment.objects.count() == 0


def test_strangers_answer_no_proposal(
    contract: Contract, clara: User, sena: User, browser_of: Browser
) -> None:
    browser_of(clara).post(f"{room_of(contract)}amendments/", rows(("Sign", "1000000", "5")))
    amendment = Amendment.objects.get()
    for deed in ("acceptance", "refusal"):
        assert browser_of(sena).post(f"/amendments/{amendment.pk}/{deed}/").status_code == 404
