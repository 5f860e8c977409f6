"""Two workers, one letter; the bell after the commit."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection, transaction

from notifications import tasks
from notifications.models import Notification
from notifications.receivers.telling import tell
from notifications.services.letters import send_due
from notifications.services.news import tell as write_down
from tests.factories import accounts as people

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_send_each_letter_once(now):
    readers = [people.make_freelancer(f"p{n}", email=f"p{n}@example.com") for n in range(6)]
    write_down(
        recipients=[p.pk for p in readers],
        kind="posting_changed",
        about="project:1",
        page_arg=1,
        args={"client": "Clara", "project": "Logo"},
        now=now,
    )

    def work(_worker):
        try:
            return send_due(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 6
    assert sorted(m.to[0] for m in mail.outbox) == [f"p{n}@example.com" for n in range(6)]
    assert set(Notification.objects.values_list("email_state", flat=True)) == {"sent"}


def test_the_bell_rings_once_after_the_commit(monkeypatch):
    farid, sena = people.make_freelancer("Farid"), people.make_freelancer("Sena")
    rung = []
    monkeypatch.setattr(tasks.carry_news, "delay", rung.append)
    with transaction.atomic():
        for person in (farid, sena):
            tell("bid_ended", [person.pk], about="bid:1", page_arg=1, project="Logo")
        assert rung == []
    assert rung == [[farid.pk, sena.pk]]


def test_a_lost_broker_loses_no_news(monkeypatch):
    farid = people.make_freelancer("Farid")

    def lost(_ids):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.carry_news, "delay", lost)
    with transaction.atomic():
        tell("bid_ended", [farid.pk], about="bid:1", page_arg=1, project="Logo")
    assert (Notification.objects.count(), mail.outbox) == (1, [])
    assert (tasks.send_letters(), len(mail.outbox)) == (1, 1)


def test_a_rolled_back_change_tells_nobody(monkeypatch):
    farid = people.make_freelancer("Farid")
    rung = []
    monkeypatch.setattr(tasks.carry_news, "delay", rung.append)
    with transaction.atomic():
        tell("bid_ended", [farid.pk], about="bid:1", page_arg=1, project="Logo")
        transaction.set_rollback(True)
    assert (Notification.objects.count(), rung) == (0, [])
