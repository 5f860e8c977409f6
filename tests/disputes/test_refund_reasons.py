"""However a dispute ends, the payer reads in words why money came back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

import disputes.services
from disputes.services.disputes import accept_proposal
from payments.models import Refund
from payments.words import REASONS, reason_in_words
from tests.factories import disputes as made
from tests.factories.disputes import dispute_in

ENDS = {"end_with", "execute"}


def kinds_passed() -> Iterator[str]:
    """Every kind that a call in the services ends a dispute with."""
    for path in Path(disputes.services.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in ENDS:
                (kind,) = (one.value for one in node.keywords if one.arg == "kind")
                if isinstance(kind, ast.Constant):
                    yield str(kind.value)
                else:  # `execute` hands on what it was given
                    assert (path.name, ast.unparse(kind)) == ("rulings.py", "kind")


def test_every_end_of_a_dispute_has_words():
    found = set(kinds_passed())
    assert {"settled", "middle", "appeal_judged"} <= found
    assert found <= set(REASONS)


@pytest.mark.parametrize("code", ["something_new", "moved_by_the_clock_2"])
def test_a_code_without_words_is_not_shown(code):
    assert reason_in_words(code) == ""


@pytest.mark.parametrize("words", ["telat", "The work is off", "See order_no 7", ""])
def test_what_people_write_is_shown(words):
    assert reason_in_words(words) == words


@pytest.mark.django_db
def test_the_payer_reads_why(clara, farid, maya, now, browser_of):
    dispute = dispute_in("negotiation", client=clara, freelancer=farid, moderator=maya, now=now)
    proposal = made.propose(dispute, 300_000, by=clara, now=now)
    accept_proposal(proposal=proposal, by=farid, now=now)
    refund = Refund.objects.get()
    assert refund.reason == "settled"
    page = browser_of(clara).get(reverse("payments:payin", args=[refund.payin_id])).text
    assert "Both sides settled the dispute." in page
    Refund.objects.update(reason="something_new")
    assert "something_new" not in browser_of(clara).get(page_of(refund)).text


def page_of(refund: Refund) -> str:
    return reverse("payments:payin", args=[refund.payin_id])
