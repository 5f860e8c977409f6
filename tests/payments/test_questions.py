"""To a question a no is no answer: whoever asks how a thing stands hears so, or hears Unknown."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from payments.providers.base import Provider, Unknown
from payments.providers.midtrans.adapter import Midtrans
from payments.providers.stripe.adapter import Stripe
from payments.providers.xendit.adapter import Xendit
from tests.doubles.server import Asked, Double, Reply
from tests.doubles.stripe.double import Double as StripeDouble
from tests.doubles.stripe.double import DoubleClient

DAY = timedelta(days=1)


class Naysayer(Double):
    """A clear no to everything, in the words of both providers."""

    def reply(self, asked: Asked) -> Reply:
        return 400, {"error_code": "API_VALIDATION_ERROR", "status_code": "400"}


class StripeNaysayer(DoubleClient):
    def request(self, *_given: Any, **_more: Any) -> tuple[str, int, Mapping[str, str]]:
        no = '{"error": {"type": "invalid_request_error", "code": "parameter_invalid_empty"}}'
        return no, 400, {}


@pytest.fixture
def provider(request: pytest.FixtureRequest, settings: Any, now: datetime) -> Iterator[Provider]:
    settings.STRIPE_SECRET_KEY = settings.XENDIT_SECRET_KEY = settings.MIDTRANS_SERVER_KEY = "key"
    settings.IRIS_CREATOR_KEY = settings.IRIS_APPROVER_KEY = "key"
    with Naysayer() as double:
        settings.XENDIT_API_BASE = double.base
        settings.MIDTRANS_API_BASE = settings.IRIS_API_BASE = double.base
        stripe = Stripe(StripeNaysayer(StripeDouble(int(now.timestamp())).api))
        yield {"stripe": stripe, "xendit": Xendit(), "midtrans": Midtrans()}[request.param]


QUESTIONS: dict[str, Callable[[Any, datetime], object]] = {
    "payment": lambda one, _now: one.fetch_payment("pi_ours", "reference"),
    "payment, name lost": lambda one, _now: one.fetch_payment("pi_ours", ""),
    "calling off": lambda one, _now: one.cancel_payment("pi_ours", "reference"),
    "refund": lambda one, _now: one.fetch_refund("rf_ours", "pi_ours/rf_ours"),
    "payout": lambda one, _now: one.fetch_payout("po_ours", "reference"),
    "report": lambda one, now: list(one.list_settled(now - DAY, now)),
    "chargeback": lambda one, _now: one.fetch_chargeback("du_1"),
    "account": lambda one, _now: one.fetch_account("acct_1"),
}


OF_STRIPE_ALONE = {"chargeback", "account"}
ASKED = [
    (name, question)
    for name in ("stripe", "xendit", "midtrans")
    for question in QUESTIONS
    if name == "stripe" or question not in OF_STRIPE_ALONE
]


@pytest.mark.django_db
@pytest.mark.parametrize(("provider", "question"), ASKED, indirect=["provider"])
def test_a_no_to_a_question_is_unknown(provider: Provider, now: datetime, question: str) -> None:
    with pytest.raises(Unknown):
        QUESTIONS[question](provider, now)
