"""What bidders write: a note, an amount, days and steps."""

from collections.abc import Sequence
from random import Random

from accounts.models import User
from core.money import Money
from marketplace.demo import texts
from marketplace.demo.places import town_of
from marketplace.demo.postings import Planned
from marketplace.demo.speech import spoken
from projects.services.proposals import Proposal, Step

_ROUND = 50_000


def note(planned: Planned, bidder: User, proposal: Proposal, chance: Random) -> str:
    """An opening, a middle that knows the trade, a closing."""
    text = planned.text
    parts = texts.words("notes", text.language)
    fill = {
        "skill": _skill_of(bidder, planned),
        "town": town_of(bidder.freelancer_profile.region) or "Indonesia",
        "days": str(proposal.days),
    }
    opening, middle, closing = (
        chance.choice(list(choices))
        for choices in (
            parts["opening"],
            texts.middles(text.category, text.language),
            parts["closing"],
        )
    )
    said = " ".join((opening, middle, closing)).format_map(fill)
    return said[0].upper() + said[1:]


def proposal(planned: Planned, chance: Random) -> Proposal:
    """An amount inside the budget, in about as many days as the client thinks it takes."""
    least, most = planned.budget
    amount = _rounded(least + (most - least) * chance.random())
    span = max(round(planned.text.days * chance.uniform(0.7, 1.1)), 1)
    return divided(amount, span, planned.text.steps)


def divided(amount: int, span: int, steps: Sequence[str]) -> Proposal:
    """So many rupiah and days in as many equal steps as there are titles."""
    each, each_days = _rounded(amount / len(steps)), max(span // len(steps), 1)
    amounts = [each] * (len(steps) - 1)
    amounts.append(amount - sum(amounts))
    if amounts[-1] <= 0:
        steps, amounts = steps[:1], [amount]
    return Proposal(
        amount=_rupiah(amount),
        days=max(span, each_days * len(amounts)),
        steps=[
            Step(title=title, amount=_rupiah(part), days=each_days)
            for title, part in zip(steps, amounts, strict=True)
        ],
    )


def answers(planned: Planned, *, are_written: bool) -> list[str]:
    """The answers written for the one who fits best, or a short one for each question."""
    short = texts.words("talk", planned.text.language)["answer"]
    return [answer if are_written else short for _question, answer in planned.text.questions]


def _skill_of(bidder: User, planned: Planned) -> str:
    """The bidder's skill that the posting asks for, or the first of all."""
    language = planned.text.language
    skills = list(bidder.freelancer_profile.skills.all())
    if not skills:
        return "freelance work" if language == "en" else "pekerjaan lepas"
    skills.sort(key=lambda skill: skill.slug not in planned.text.skills)
    return spoken(skills[0], language)


def _rounded(amount: float) -> int:
    return max(round(amount / _ROUND), 1) * _ROUND


def _rupiah(amount: int) -> Money:
    return Money(amount * 100, "IDR")
