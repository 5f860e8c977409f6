"""The many postings of a large demo, varied from the written ones, with strangers around them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from accounts.models import User
from marketplace.demo import proposals
from marketplace.demo.dice import dice
from marketplace.demo.past import Past
from marketplace.demo.people import People
from marketplace.demo.postings import Planned, planned
from marketplace.demo.stories import SIGNED_AFTER, Teller
from marketplace.demo.stranger import Kind, Stranger, client_of, trade_of
from marketplace.demo.strangers import Strangers
from projects.models import Bid, Project
from projects.services.imports import Imported, ImportedBid, import_bids, import_postings

Reached = Callable[[int, str], None]
BATCH = 500
_POSTINGS_OF_A_FREELANCER = 2
_BIDDERS_IN_SIGHT = 120
_MOST_BIDS = 6
_STORY_EVERY, _LAST_STORY = 25, 1500


class Crowd:
    """Fills the demo from one number of postings to another."""

    def __init__(self, people: People, *, password: str, past: Past, now: datetime) -> None:
        self._people, self._past, self._now = people, past, now
        self._strangers = Strangers(people, password=password, now=now)

    @property
    def people_made(self) -> int:
        return self._strangers.made

    def fill(self, first: int, size: int, reached: Reached) -> int:
        """Add the postings `first` to `size` that are not there; answers how many are new."""
        new = 0
        for begin in range(first, size, BATCH):
            end = min(begin + BATCH, size)
            new += self._batch([self._timed(one) for one in planned(begin, end, self._now)])
            reached(end, f"{new:,} more postings")
        return new

    def _timed(self, one: Planned) -> Planned:
        """A posting whose work is done was published long enough ago."""
        if not _has_story(one):
            return one
        return replace(one, published_at=self._now - timedelta(days=_began(one)) - SIGNED_AFTER)

    def _batch(self, batch: list[Planned]) -> int:
        keys = [one.key for one in batch]
        known = set(
            Project.objects.filter(import_key__in=keys).values_list("import_key", flat=True)
        )
        fresh = [one for one in batch if one.key not in known]
        if not fresh:
            return 0
        projects = self._post(fresh)
        bids = self._bid(fresh, projects)
        for one in fresh:
            if _has_story(one) and one.key in bids:
                self._tell(one, bids[one.key])
        return len(projects)

    def _post(self, fresh: Sequence[Planned]) -> list[Project]:
        posting = {one.key: client_of(one.number, one.text) for one in fresh}
        clients = self._strangers.clients(posting.values())
        imported = [
            Imported(
                key=one.key,
                client=clients[posting[one.key].handle],
                posting=one.posting(self._people),
                published_at=one.published_at,
            )
            for one in fresh
        ]
        return import_postings(imported=imported, by=imported[0].client, now=self._now)

    def _bid(self, fresh: Sequence[Planned], projects: Sequence[Project]) -> dict[str, Bid]:
        """Bids by strangers of the trade; answers the first bid of each posting."""
        chosen = {one.key: _bidders(one) for one in fresh}
        people = self._strangers.freelancers(
            number for numbers in chosen.values() for number in numbers
        )
        imported = [
            self._proposed(one, project, people[number], place)
            for one, project in zip(fresh, projects, strict=True)
            for place, number in enumerate(chosen[one.key])
        ]
        first: dict[str, Bid] = {}
        for bid in import_bids(imported=imported):
            first.setdefault(str(bid.project.import_key), bid)
        return first

    def _proposed(self, one: Planned, project: Project, bidder: User, place: int) -> ImportedBid:
        chance = dice(f"bid:{one.key}:{bidder.handle}")
        proposal = proposals.proposal(one, chance)
        bid_at = one.published_at + timedelta(hours=2 + place * 9 + chance.random())
        return ImportedBid(
            project=project,
            freelancer=bidder,
            proposal=proposal,
            cover_note=proposals.note(one, bidder, proposal, chance),
            submitted_at=min(bid_at, self._now - timedelta(minutes=11)),
            answers=proposals.answers(one, are_written=place == 0 and not one.text.region),
        )

    def _tell(self, one: Planned, bid: Bid) -> None:
        bid = Bid.objects.select_related("project__client", "freelancer", "terms").get(pk=bid.pk)
        teller = Teller(
            bid, began=_began(one), language=one.text.language, now=self._now, past=self._past
        )
        contract = teller.sign()
        teller.work(contract, ["paid"] * len(one.text.steps))
        teller.review(contract, ["client", "freelancer"])
        teller.take_out()


def _bidders(one: Planned) -> list[int]:
    """Some strangers of the trade, from those whose number is near."""
    chance = dice(f"bidders:{one.key}")
    latest = one.number // _POSTINGS_OF_A_FREELANCER
    able = [
        number
        for number in range(max(0, latest - _BIDDERS_IN_SIGHT), latest + 1)
        if trade_of(number).category == one.text.category and _speaks(number, one.text.language)
    ]
    least = 1 if _has_story(one) else 0
    return chance.sample(able, min(chance.randint(least, _MOST_BIDS), len(able)))


def _speaks(number: int, language: str) -> bool:
    return language == "id" or Stranger(Kind.FREELANCER, number).speaks_english


def _has_story(one: Planned) -> bool:
    return one.variation > 0 and one.number % _STORY_EVERY == 0 and one.number <= _LAST_STORY


def _began(one: Planned) -> int:
    return dice(f"began:{one.key}").randint(8, 40)
