"""News through the API."""

import pytest
from rest_framework.test import APIClient

from core.money import Money
from notifications.models import Notification
from notifications.services.news import tell

pytestmark = pytest.mark.django_db


def api_of(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def news(farid, now):
    tell(
        recipients=[farid.pk],
        kind="payout_paid",
        about="payout:5",
        page_arg=5,
        args={"amount": Money(150_000_000, "IDR"), "where": "BCA ••••1234"},
        now=now,
    )
    return Notification.objects.get()


def test_the_news_are_worded_and_raw(news, farid):
    shown = api_of(farid).get("/api/v1/notifications").json()["results"][0]
    assert (shown["title"], shown["args"]["amount"], shown["target"]) == (
        "Rp1,500,000 was paid out",
        {"money": [150_000_000, "IDR"]},
        "/payouts/5/",
    )


def test_reading(news, farid, clara):
    path = f"/api/v1/notifications/{news.pk}/reading"
    assert api_of(clara).post(path).status_code == 404
    assert APIClient().post(path).status_code == 401
    assert api_of(clara).post("/api/v1/notifications/reading").status_code == 204
    assert len(api_of(farid).get("/api/v1/notifications?unread=1").json()["results"]) == 1
    assert api_of(farid).post(path).json()["read_at"]
    assert api_of(farid).get("/api/v1/notifications?unread=1").json()["results"] == []
    assert api_of(clara).get("/api/v1/notifications").json()["results"] == []
