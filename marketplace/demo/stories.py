"""Contracts from the offer to the reviews, each step through the service that people use."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from marketplace.demo import texts
from marketplace.demo.dice import dice
from marketplace.demo.money import pay_in, pay_out
from marketplace.demo.past import Past
from messaging.models import Thread
from messaging.services import open_bid_thread, open_contract_thread, send_message
from projects.models import Bid, Contract, Milestone
from projects.services import milestones, offers
from reviews.models import CRITERIA, Side
from reviews.services import write_review

SIGNED_AFTER = timedelta(days=5)  # so long bids are collected before a contract is signed
_POINTS = (5, 5, 5, 4, 5, 4, 5, 5, 3, 5)


class Teller:
    """Tells the story of one contract, signed `began` days before `now`."""

    def __init__(self, bid: Bid, *, began: int, language: str, now: datetime, past: Past) -> None:
        self.bid, self.now, self._past = bid, now, past
        self.client, self.freelancer = bid.project.client, bid.freelancer
        self.signed_at = now - timedelta(days=began, hours=3)
        self._span = now - timedelta(days=1) - self.signed_at
        self._chance = dice(f"story:{bid.project.import_key}")
        self._talk = texts.words("talk", language)
        self._reviews = texts.words("reviews", language)

    def sign(self) -> Contract:
        """An exchange of words, the offer, the acceptance."""
        asked_at = self.signed_at - timedelta(days=2)
        thread = open_bid_thread(bid=self.bid, by=self.client, now=asked_at)
        self._say(thread, self._chance.choice(self._talk["before"]), asked_at)
        terms = self.bid.terms
        assert terms is not None
        offers.offer_contract(
            bid=self.bid,
            terms_version=terms.version,
            by=self.client,
            message=self._talk["offer"],
            now=self.signed_at - timedelta(hours=9),
        )
        self._past.happened(self.signed_at - timedelta(hours=9))
        contract = offers.accept_offer(
            bid=self.bid, terms_version=terms.version, by=self.freelancer, now=self.signed_at
        )
        self._past.happened(self.signed_at)
        return contract

    def work(self, contract: Contract, steps: Sequence[str]) -> None:
        """Bring the milestones as far as the story says, one after the other."""
        if not steps:
            return
        slot = self._span / len(steps)
        for place, (milestone, end) in enumerate(
            zip(contract.milestones.all(), steps, strict=False)
        ):
            begins = self.signed_at + slot * place
            self._bring(milestone, end, begins, slot)
            if place == 0:
                self._chat(contract, begins + slot * 0.15)

    def review(self, contract: Contract, sides: Sequence[str]) -> None:
        """Each side writes within two days of the end."""
        contract.refresh_from_db()
        ended_at = contract.ended_at
        if ended_at is None:
            return
        for hours, side in zip((7, 20), sides, strict=False):
            author, about = (
                (self.client, Side.FREELANCER)
                if side == "client"
                else (self.freelancer, Side.CLIENT)
            )
            written_at = min(ended_at + timedelta(hours=hours), self.now)
            write_review(
                contract=contract,
                by=author,
                points={name: self._chance.choice(_POINTS) for name in CRITERIA[about]},
                text=self._chance.choice(self._reviews[f"of_{about.value}"]),
                now=written_at,
            )
            self._past.happened(written_at)

    def take_out(self) -> None:
        """The freelancer asks for the earnings, some hours ago."""
        asked_at = self.now - timedelta(hours=5)
        pay_out(self.freelancer, key=f"demo:{self.bid.project.import_key}", now=asked_at)
        self._past.happened(asked_at)

    def _bring(self, milestone: Milestone, end: str, begins: datetime, slot: timedelta) -> None:
        pay_in(milestone, now=begins + slot * 0.05)
        self._past.happened(begins + slot * 0.05)
        if end == "funded":
            return
        self._deliver(milestone, begins + slot * 0.6)
        if end == "changes":
            milestones.request_changes(
                milestone=milestone,
                by=self.client,
                changes=self._chance.choice(self._talk["changes"]),
                now=begins + slot * 0.75,
            )
            self._past.happened(begins + slot * 0.75)
        elif end == "paid":
            milestones.approve_milestone(
                milestone=milestone, by=self.client, now=begins + slot * 0.85
            )
            self._past.happened(begins + slot * 0.85)

    def _deliver(self, milestone: Milestone, now: datetime) -> None:
        message = self._chance.choice(self._talk["delivery"])
        file = SimpleUploadedFile(
            f"karya-{milestone.position}.txt",
            f"{milestone.contract.title}\n{milestone.title}\n\n{message}\n".encode(),
        )
        milestones.deliver(
            milestone=milestone, by=self.freelancer, message=message, uploads=[file], now=now
        )
        self._past.happened(now)

    def _chat(self, contract: Contract, now: datetime) -> None:
        thread = open_contract_thread(contract=contract, by=self.client, now=now)
        self._say(thread, self._chance.choice(self._talk["during"]), now)

    def _say(self, thread: Thread, lines: Sequence[str], begins: datetime) -> None:
        for at, (author, body) in zip(_moments(begins), self._lines(lines), strict=False):
            send_message(
                thread=thread,
                by=author,
                body=body,
                key=uuid5(NAMESPACE_URL, f"{thread.pk}:{body}"),
                now=min(at, self.now),
            )
        self._past.happened(min(begins, self.now))

    def _lines(self, lines: Sequence[str]) -> Iterator[tuple[User, str]]:
        for line in lines:
            who, body = line.split(": ", 1)
            yield (self.client if who == "c" else self.freelancer), body


def _moments(begins: datetime) -> Iterator[datetime]:
    """People answer each other after some minutes."""
    for minutes in count(step=17):
        yield begins + timedelta(minutes=minutes)
