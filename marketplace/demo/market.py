"""The hand-written postings, their bids, and how far some of those have come."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from marketplace.demo import proposals, texts
from marketplace.demo.dice import dice
from marketplace.demo.past import Past
from marketplace.demo.people import People
from marketplace.demo.postings import Planned
from marketplace.demo.stories import SIGNED_AFTER, Teller
from marketplace.demo.texts import BidText, FreelancerText, Story
from projects.models import Bid, Project
from projects.services import bids, offers, postings, submissions
from projects.services.proposals import Proposal
from projects.states import BidState

_MOST_BIDS = 5


class Market:
    """Posts, bids and works; `everybody` are the people by handle."""

    def __init__(
        self, people: People, everybody: Mapping[str, User], past: Past, now: datetime
    ) -> None:
        self._people, self._everybody, self._past, self._now = people, everybody, past, now
        self._stories = {story.project: story for story in texts.stories()}
        self._bids: dict[str, list[BidText]] = {}
        for bid in texts.bids():
            self._bids.setdefault(bid.project, []).append(bid)

    def open(self, planned: Planned) -> bool:
        """Post it, with its bids and its story; answers whether it is new."""
        if Project.objects.filter(import_key=planned.key).exists():
            return False
        story = self._stories.get(planned.text.key)
        project = self._post(planned, story)
        if story is not None:
            self._tell(project, planned, story)
        return True

    @transaction.atomic
    def _post(self, planned: Planned, story: Story | None) -> Project:
        client = self._everybody[planned.text.client]
        at = self._posted_at(planned, story)
        draft = postings.create_draft(by=client, posting=planned.posting(self._people), now=at)
        Project.objects.filter(pk=draft.pk).update(import_key=planned.key)
        project = postings.publish_project(project=draft, by=client, now=at)
        self._past.happened(at)
        sent = {
            bidder.handle: self._bid(planned, project, bidder, place, at)
            for place, bidder in enumerate(self._bidders(planned, story))
        }
        for text in self._bids.get(planned.text.key, []):
            self._answer(sent[text.freelancer], planned, text.state)
        return project

    def _posted_at(self, planned: Planned, story: Story | None) -> datetime:
        if story is None:
            return planned.published_at
        return self._now - timedelta(days=story.began) - SIGNED_AFTER

    def _bidders(self, planned: Planned, story: Story | None) -> list[User]:
        """Who is named in the stories comes first, then who fits best."""
        named = [story.freelancer] if story else []
        named += [bid.freelancer for bid in self._bids.get(planned.text.key, [])]
        chance = dice(f"bidders:{planned.key}")
        fit = [one.handle for one in _by_fit(planned) if one.handle not in named]
        wanted = max(chance.randint(1, _MOST_BIDS), len(named))
        return [self._everybody[handle] for handle in (named + fit)[:wanted]]

    def _bid(
        self, planned: Planned, project: Project, bidder: User, place: int, posted_at: datetime
    ) -> Bid:
        chance = dice(f"bid:{planned.key}:{bidder.handle}")
        proposal = proposals.proposal(planned, chance)
        said = proposals.answers(planned, are_written=place == 0)
        note = proposals.note(planned, bidder, proposal, chance)
        questions = project.questions.values_list("pk", flat=True)
        sent_at = min(posted_at + timedelta(hours=3 + place * 11), self._now - timedelta(hours=2))
        bid = submissions.submit_bid(
            project=project,
            by=bidder,
            proposal=proposal,
            cover_note=planned.text.note if place == 0 else note,
            answers=dict(zip(questions, said, strict=True)),
            now=sent_at,
        )
        self._past.happened(sent_at)
        return bid

    def _answer(self, bid: Bid, planned: Planned, state: str) -> None:
        """What the client, or the bidder, did with a bid an hour ago."""
        client, now = bid.project.client, self._now - timedelta(hours=1)
        talk = texts.words("talk", planned.text.language)
        if state == BidState.SHORTLISTED:
            bids.shortlist_bid(bid=bid, by=client, now=now)
        elif state == BidState.COUNTERED:
            bids.counter_bid(bid=bid, by=client, proposal=_counter(bid, talk["counter"]), now=now)
        elif state == BidState.OFFERED:
            offers.offer_contract(
                bid=bid, terms_version=1, by=client, message=talk["offer"], now=now
            )
        elif state == BidState.REJECTED:
            bids.reject_bid(bid=bid, by=client, now=now)
        elif state == BidState.WITHDRAWN:
            bids.withdraw_bid(bid=bid, by=bid.freelancer, now=now)
        self._past.happened(now)

    def _tell(self, project: Project, planned: Planned, story: Story) -> None:
        bid = project.bids.select_related("project__client", "freelancer", "terms").get(
            freelancer=self._everybody[story.freelancer]
        )
        teller = Teller(
            bid,
            began=story.began,
            language=planned.text.language,
            now=self._now,
            past=self._past,
        )
        contract = teller.sign()
        teller.work(contract, story.steps)
        teller.review(contract, story.reviews)
        if story.payout:
            teller.take_out()


def _by_fit(planned: Planned) -> list[FreelancerText]:
    """Freelancers who share a skill, best first, then others of the same trade."""
    text = planned.text
    fit = [
        (len(set(one.skills) & set(text.skills)), one.category == text.category, one)
        for one in texts.freelancers()
        if text.language in one.languages
    ]
    able = [entry for entry in fit if entry[0] or entry[1]]
    able.sort(key=lambda entry: (-entry[0], not entry[1], entry[2].handle))
    return [one for _shared, _same, one in able]


def _counter(bid: Bid, note: str) -> Proposal:
    """The same price in four fifths of the time."""
    terms = bid.terms
    assert terms is not None
    steps = [step.title for step in terms.milestones.all()]
    proposal = proposals.divided(terms.amount_minor // 100, max(terms.days * 4 // 5, 1), steps)
    return Proposal(amount=proposal.amount, days=proposal.days, steps=proposal.steps, note=note)
