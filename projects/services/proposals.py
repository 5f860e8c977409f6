"""What both sides propose: an amount, a time, steps that sum to it, and words beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput
from core.money import Money, smallest_step
from projects.models import Bid, Project, ScreeningQuestion, Terms

MOST_STEPS = 20
DAYS, REVIEW_DAYS, CHANGE_ROUNDS = range(1, 731), range(3, 15), range(11)
LONGEST_NOTE, LONGEST_ANSWER = 5000, 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One proposed milestone."""

    title: str
    amount: Money
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """Terms as one side proposes them; without steps, one step is the whole."""

    amount: Money
    days: int
    steps: Sequence[Step] = ()
    review_days: int = 14
    change_rounds: int = 2
    note: str = ""


def proposal_of(terms: Terms) -> Proposal:
    """What a version of terms says, to be proposed again."""
    return Proposal(
        amount=terms.amount,
        days=terms.days,
        steps=[
            Step(title=s.title, amount=Money(s.amount_minor, terms.currency), days=s.days)
            for s in terms.milestones.all()
        ],
        review_days=terms.review_days,
        change_rounds=terms.change_rounds,
    )


def is_same(bid: Bid, proposal: Proposal, by: User) -> bool:
    """Whether this person has just proposed exactly this; without a note, the one there stands."""
    if bid.terms is None or bid.terms.author_id != by.pk:
        return False
    if proposal.note.strip() not in {"", bid.terms.note}:
        return False
    standing = proposal_of(bid.terms)
    return replace(standing, note="") == replace(
        proposal, note="", steps=list(steps_of(bid.project, proposal))
    )


def steps_of(project: Project, proposal: Proposal) -> Sequence[Step]:
    """The steps of a sound proposal for this project; without any, one step is the whole.

    Raises InvalidInput naming what is wrong.
    """
    _require_sane_clocks(proposal)
    currency = project.currency
    if proposal.amount.currency != currency:
        raise InvalidInput(_("This project is paid in %(currency)s.") % {"currency": currency})
    whole = Step(title=project.title[:120], amount=proposal.amount, days=proposal.days)
    steps = list(proposal.steps) or [whole]
    if len(steps) > MOST_STEPS:
        raise InvalidInput(_("There can be up to twenty milestones."))
    least = smallest_step(currency)
    if any(s.amount.minor <= 0 or s.amount.minor % least or not s.title.strip() for s in steps):
        raise InvalidInput(_("Every milestone needs a title and a whole amount above zero."))
    if sum(s.amount.minor for s in steps) != proposal.amount.minor:
        raise InvalidInput(_("The milestones must sum to the whole amount."))
    return steps


def require_time_for(steps: Sequence[Step], days: int) -> None:
    """Raise InvalidInput where the steps take longer, one after the other, than the whole job."""
    total = sum(step.days for step in steps)
    if steps and total > days:
        raise InvalidInput(
            _(
                "The steps take %(total)d days together, more than the time to finish (%(days)d). "
                "Give the whole job more days, or the steps fewer."
            )
            % {"total": total, "days": days}
        )


def require_words(cover_note: str) -> None:
    """Raise InvalidInput for a cover note that is empty or too long."""
    if not cover_note.strip():
        raise InvalidInput(_("Please write a cover note."))
    if len(cover_note) > LONGEST_NOTE:
        raise InvalidInput(_("The cover note may have 5,000 characters at the most."))


def answers_of(
    questions: Iterable[ScreeningQuestion], answers: Mapping[int, str]
) -> dict[int, str]:
    """A text for each question, by its id; raises InvalidInput where one is missing or too long."""
    asked = list(questions)
    texts = {question.pk: answers.get(question.pk, "").strip() for question in asked}
    if any(question.is_required and not texts[question.pk] for question in asked):
        raise InvalidInput(_("Please answer every required question."))
    if any(len(text) > LONGEST_ANSWER for text in texts.values()):
        raise InvalidInput(_("An answer may have 2,000 characters at the most."))
    return texts


def _require_sane_clocks(proposal: Proposal) -> None:
    if any(d not in DAYS for d in (proposal.days, *(s.days for s in proposal.steps))):
        raise InvalidInput(_("The time must be between 1 and 730 days."))
    if proposal.review_days not in REVIEW_DAYS:
        raise InvalidInput(_("The time to review must be between 3 and 14 days."))
    if proposal.change_rounds not in CHANGE_ROUNDS:
        raise InvalidInput(_("There can be up to ten rounds of changes."))
