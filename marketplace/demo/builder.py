"""Builds the demo: people, postings, work and money, as large as asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from marketplace.demo import places, texts
from marketplace.demo.crowd import Crowd, Reached
from marketplace.demo.desk import write_texts
from marketplace.demo.market import Market
from marketplace.demo.past import Past
from marketplace.demo.people import MEMBER_DAYS, People
from marketplace.demo.portfolio import show_work
from marketplace.demo.postings import planned
from marketplace.demo.troubles import Troubles


@dataclass(frozen=True, slots=True)
class Built:
    """How much was new."""

    postings: int
    people: int


def build(*, size: int, password: str, now: datetime, reached: Reached) -> Built:
    """Bring the demo up to `size` postings; what is there already stays as it is."""
    places.forget()
    hashed = make_password(password)
    past = Past(started=now)
    people = People(password=hashed, now=now)
    reached(0, "people")
    everybody = people.enrol_all()
    show_work(everybody, now)
    write_texts(everybody, now)
    past.happened(now - timedelta(days=MEMBER_DAYS))
    market = Market(people, everybody, past, now)
    written = min(len(texts.projects()), size)
    new = 0
    for one in planned(0, written, now):
        new += market.open(one)
        reached(one.number + 1, one.text.key)
    Troubles(everybody, past, now).tell_all()
    crowd = Crowd(people, password=hashed, past=past, now=now)
    new += crowd.fill(written, size, reached)
    return Built(postings=new, people=crowd.people_made)
