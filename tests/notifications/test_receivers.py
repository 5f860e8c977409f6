"""Who is told what: the right people, once, and never who did it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.errors import WrongState
from core.events import publish
from messaging.selectors import messages_of
from messaging.services import mark_read, open_bid_thread, send_message
from notifications.models import Notification
from notifications.services.news import tell
from payments.events import (
    EscrowHeldLong,
    EscrowMustBeDecided,
    PayinExcess,
    PayinExpired,
    PayinFailed,
    PayinMismatched,
)
from projects.models import WorkEvent
from projects.services import (
    amendments,
    bids,
    contracts,
    invitations,
    milestones,
    offers,
    postings,
    refunds,
)
from projects.services.clock import run_all
from projects.services.proposals import Step
from reviews.services import flag_review, hide_review, keep_review, reply_to_review
from tests.factories import accounts as people
from tests.factories import projects as work
from tests.factories import reviews as said

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(clara, now):
    return work.open_project(by=clara, now=now)


@pytest.fixture
def bid(project, farid, now):
    return work.bid_on(project, by=farid, now=now)


@pytest.fixture
def contract(clara, farid, now):
    return work.running_contract(client=clara, freelancer=farid, now=now, steps=(500_000, 500_000))


def test_a_posting_under_review(clara, maya, adi, sena, told, now):
    project = work.draft(by=clara, now=now, description="Write to me: clara@example.com")
    postings.publish_project(project=project, by=clara, now=now)
    assert [told(p) for p in (clara, maya, adi, sena)] == [
        [],
        ["posting_to_review"],
        ["posting_to_review"],
        [],
    ]
    postings.return_posting(project=project, by=maya, reason="No contact details", now=now)
    assert (told(clara), told(maya)) == (["posting_returned"], [])
    assert Notification.objects.latest("pk").sentence.endswith("No contact details")
    project.refresh_from_db()
    postings.publish_project(project=project, by=clara, now=now)
    postings.approve_posting(project=project, by=maya, now=now)
    assert (told(clara), told(maya)) == (["posting_opened"], ["posting_to_review"])


def test_who_publishes_or_renews_hears_nothing(project, clara, told, now):
    postings.expire_project(project=project, now=now)
    assert told(clara) == ["posting_expired"]
    postings.renew_project(project=project, by=clara, now=now)
    assert told(clara) == []


def test_a_removed_posting(project, bid, clara, farid, maya, told, now):
    told(clara)
    postings.remove_posting(project=project, by=maya, reason="Illegal work", now=now)
    assert (told(clara), told(farid), told(maya)) == ([], ["bid_released"], [])


def test_a_changed_and_a_cancelled_posting(project, bid, clara, farid, sena, told, now):
    _invite(project, sena, clara, now)
    told(clara)
    posting = work.a_posting(title="A larger logo")
    postings.edit_project(project=project, by=clara, posting=posting, now=now)
    assert (told(clara), told(farid), told(sena)) == ([], ["posting_changed"], ["invitation"])
    postings.cancel_project(project=project, by=clara, reason="No money", now=now)
    assert (told(clara), told(farid), told(sena)) == ([], ["bid_ended"], ["posting_cancelled"])


def _invite(project, freelancer, by, now):
    people.complete_profile(freelancer)
    invitations.invite(project=project, freelancer=freelancer, by=by, message="", now=now)


def test_a_bid_and_its_terms(project, bid, clara, farid, sena, told, now):
    assert (told(clara), told(farid), told(sena)) == (["bid_submitted"], [], [])
    bids.counter_bid(bid=bid, by=clara, proposal=work.a_proposal(900_000), now=now)
    bids.revise_bid(bid=bid, by=farid, proposal=work.a_proposal(950_000), now=now)
    bids.shortlist_bid(bid=bid, by=clara, now=now)
    bids.reject_bid(bid=bid, by=clara, now=now)
    assert (told(clara), told(farid)) == (
        ["bid_revised"],
        ["bid_countered", "bid_shortlisted", "bid_rejected"],
    )


def test_terms_that_are_agreed_to(bid, clara, farid, told, now):
    bids.counter_bid(bid=bid, by=clara, proposal=work.a_proposal(900_000), now=now)
    bids.agree_to_terms(bid=bid, terms_version=2, by=farid, now=now)
    assert told(clara) == ["bid_submitted", "bid_agreed"]


def test_a_withdrawn_bid(bid, clara, farid, told, now):
    bids.withdraw_bid(bid=bid, by=farid, now=now)
    assert (told(clara), told(farid)) == (["bid_submitted", "bid_withdrawn"], [])


def test_offers(bid, project, clara, farid, told, now):
    offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now)
    offers.decline_offer(bid=bid, by=farid, now=now)
    assert told(clara) == ["bid_submitted", "offer_declined"]
    assert told(farid) == ["offer_made"]


def test_a_lapsed_offer(bid, clara, farid, told, now):
    offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now)
    offers.lapse_offer(bid=bid, now=now + timedelta(days=8))
    assert told(clara) == ["bid_submitted", "offer_lapsed_for_client"]
    assert told(farid) == ["offer_made", "offer_lapsed_for_freelancer"]


def test_the_others_hear_that_somebody_was_chosen(project, bid, clara, farid, sena, told, now):
    work.bid_on(project, by=sena, now=now)
    offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now)
    contract = offers.accept_offer(bid=bid, terms_version=1, by=farid, now=now)
    assert told(sena) == ["bid_not_selected"]
    assert told(clara) == ["bid_submitted", "bid_submitted", "contract_signed"]
    assert told(farid) == ["offer_made"]
    contracts.lapse_contract(contract=contract, now=now + timedelta(days=4))
    assert told(sena) == ["posting_reopened"]
    assert told(clara) == ["contract_lapsed_for_client"]
    assert told(farid) == ["contract_lapsed_for_freelancer"]


def test_from_payment_to_release(clara, farid, told, now):
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    told(clara), told(farid)
    milestone = work.fund(contract.milestones.get(), now=now)
    assert (told(clara), told(farid)) == (["payment_arrived"], ["milestone_funded_for_freelancer"])
    milestones.deliver(milestone=milestone, by=farid, message="Here", now=now)
    milestones.request_changes(milestone=milestone, by=clara, changes=["Bluer"], now=now)
    milestones.deliver(milestone=milestone, by=farid, message="Here", now=now)
    assert (told(clara), told(farid)) == (["milestone_delivered"] * 2, ["changes_requested"])
    milestones.approve_milestone(milestone=milestone, by=clara, now=now)
    assert told(clara) == ["contract_completed"]
    assert told(farid) == ["milestone_approved", "earnings_available", "contract_completed"]
    net = Notification.objects.get(recipient=farid, kind="milestone_approved").sentence
    assert "Rp900,000" in net


def test_approval_by_the_clock_tells_both(clara, farid, told, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    told(clara), told(farid)
    milestones.approve_by_clock(milestone=milestone, now=now + timedelta(days=15))
    assert "milestone_approved_without_you" in told(clara)
    assert "milestone_approved_by_clock" in told(farid)


def _bounce():
    Notification.objects.filter(kind="milestone_delivered").update(email_state="bounced")


def test_the_clock_does_not_approve_what_the_client_never_heard_of(clara, farid, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    _bounce()
    late = now + timedelta(days=15)
    with pytest.raises(WrongState):
        milestones.approve_by_clock(milestone=milestone, now=late)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.escrow.state) == ("submitted", "held")
    assert not Notification.objects.filter(kind__startswith="milestone_approved").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"read_at": "2026-11-11T00:00Z"},
        {"email_state": "sent", "email_sent_at": "2026-11-11T00:00Z"},
        {"email_state": "skipped"},
        {"email_state": "pending"},
    ],
)
def test_one_notice_that_arrived_or_was_read_is_enough(clara, farid, now, change):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    _bounce()
    Notification.objects.filter(kind="milestone_delivered").update(**change)
    milestones.approve_by_clock(milestone=milestone, now=now + timedelta(days=15))
    milestone.refresh_from_db()
    assert milestone.state == "released"


def test_a_refused_refund_and_a_silent_one(contract, clara, farid, told, now):
    milestone = contract.milestones.get(position=1)
    late = now + timedelta(days=30)
    told(clara), told(farid)

    def ask():
        return refunds.ask_refund_for_lateness(
            milestone=milestone, by=clara, reason="Late", now=late
        )

    request = ask()
    assert (told(clara), told(farid)) == ([], ["refund_asked"])
    refunds.decline_refund(request=request, by=farid, now=late)
    assert (told(clara), told(farid)) == (["refund_declined"], [])
    request = ask()
    told(farid)
    refunds.close_silent_request(request=request, now=late + timedelta(days=6))
    assert told(clara) == ["milestone_refunded"]
    assert told(farid) == ["milestone_refunded"]


def test_a_granted_refund(contract, clara, farid, told, now):
    late = now + timedelta(days=30)
    request = refunds.ask_refund_for_lateness(
        milestone=contract.milestones.get(position=1), by=clara, reason="Late", now=late
    )
    told(clara), told(farid)
    refunds.agree_to_refund(request=request, by=farid, now=late)
    assert (told(clara), told(farid)) == (["milestone_refunded"], [])


def test_pause_and_resumption(contract, clara, farid, told, now):
    told(clara), told(farid)
    contracts.ask_pause(contract=contract, by=clara, now=now)
    assert (told(clara), told(farid)) == ([], ["pause_asked"])
    contracts.ask_pause(contract=contract, by=farid, now=now)
    assert (told(clara), told(farid)) == (["contract_paused"], [])
    contracts.resume_contract(contract=contract, by=clara, now=now)
    assert (told(clara), told(farid)) == ([], ["contract_resumed"])


def test_amendments(contract, clara, farid, told, now):
    told(clara), told(farid)
    steps = [Step(title="Another step", amount=work.rupiah(700_000), days=5)]

    def propose(by):
        return amendments.propose_amendment(contract=contract, by=by, steps=steps, note="", now=now)

    amendments.decline_amendment(amendment=propose(clara), by=farid, now=now)
    assert (told(clara), told(farid)) == (["amendment_declined"], ["amendment_proposed"])
    amendments.decline_amendment(amendment=propose(clara), by=clara, now=now)
    assert (told(clara), told(farid)) == ([], ["amendment_proposed", "amendment_withdrawn"])
    amendments.lapse_amendment(amendment=propose(farid), now=now + timedelta(days=8))
    assert told(clara) == ["amendment_proposed", "amendment_lapsed"]
    assert told(farid) == ["amendment_lapsed"]
    amendments.accept_amendment(amendment=propose(farid), by=clara, now=now)
    assert (told(clara), told(farid)) == (["amendment_proposed"], ["amendment_accepted"])


def test_ending_a_contract_early(contract, clara, farid, told, now):
    told(clara), told(farid)
    contracts.end_contract(contract=contract, by=farid, reason="I am ill", now=now)
    assert told(clara) == ["contract_ending", "milestone_refunded", "contract_cancelled"]
    assert "contract_ending" not in told(farid)


def test_calling_off_before_the_start(clara, farid, told, now):
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    told(clara), told(farid)
    contracts.end_contract(contract=contract, by=clara, reason="No money", now=now)
    assert (told(clara), told(farid)) == ([], ["contract_cancelled"])


def test_reminders(clara, farid, told, now):
    work.delivered_milestone(client=clara, freelancer=farid, now=now)
    told(clara), told(farid)
    run_all(now=now + timedelta(days=8))
    assert (told(clara), told(farid)) == (["reminder_to_review"], [])


def test_who_works_is_reminded_of_the_delivery(clara, farid, told, now):
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    due = contract.milestones.get().due_at
    told(clara), told(farid)
    run_all(now=due - timedelta(hours=20))
    assert (told(clara), told(farid)) == ([], ["reminder_to_deliver"])


def test_payments_that_go_wrong(clara, farid, maya, fitri, told, now):
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    payin = contract.milestones.get().escrow.payins.get()
    for person in (clara, farid, maya, fitri):
        told(person)
    for event in (PayinFailed, PayinExpired, PayinExcess, PayinMismatched):
        publish(event(payin_id=payin.pk))
    assert told(clara) == ["payin_failed", "payin_expired", "payin_excess", "payin_mismatched"]
    assert told(fitri) == ["mismatch_to_check"]
    assert told(farid) == []
    for late in (EscrowHeldLong, EscrowMustBeDecided):
        publish(late(escrow_id=payin.escrow_id))
    assert told(clara) == told(farid) == ["held_60_days", "decide_in_15_days"]
    assert told(maya) == ["held_too_long"]


def test_messages_are_gathered_until_they_are_read(bid, clara, farid, told, now):
    thread = open_bid_thread(bid=bid, by=farid, now=now)
    told(clara)
    for body in ("One", "Two", "Three"):
        send_message(thread=thread, by=farid, body=body, key=uuid4(), now=now)
    assert (told(clara), told(farid)) == (["message"], [])
    notification = Notification.objects.get(kind="message")
    assert (notification.many, notification.sentence) == (
        3,
        "About “Logo for a batik shop”: Three",
    )
    mark_read(thread=thread, by=clara, upto=messages_of(thread)[-1], now=now)
    notification.refresh_from_db()
    assert notification.is_read
    send_message(thread=thread, by=farid, body="Four", key=uuid4(), now=now)
    assert told(clara) == ["message"]


def test_reviews(clara, farid, maya, told, now):
    contract = said.completed_contract(client=clara, freelancer=farid, now=now)
    told(clara), told(farid)
    review = said.by_client(contract, now=now)
    assert (told(clara), told(farid)) == ([], ["review_waits"])
    said.by_freelancer(contract, now=now)
    assert (told(clara), told(farid)) == (["review_published"], ["review_published"])
    reply_to_review(review=review, by=farid, text="Thank you", now=now)
    assert (told(clara), told(farid)) == (["review_replied"], [])
    flag_review(review=review, by=farid, reason="An insult", now=now)
    assert (told(clara), told(farid), told(maya)) == ([], [], ["review_to_check"])
    hide_review(review=review, by=maya, reason="Rule 4", now=now)
    assert (told(clara), told(farid), told(maya)) == (["review_hidden"], ["review_hidden"], [])


def test_a_kept_review(clara, farid, maya, told, now):
    review = said.published_pair(client=clara, freelancer=farid, now=now)[0]
    flag_review(review=review, by=farid, reason="Hm", now=now)
    told(clara), told(farid)
    keep_review(review=review, by=maya, reason="An opinion", now=now)
    assert (told(clara), told(farid)) == (["review_kept"], ["review_kept"])


def test_closed_accounts_are_told_nothing(project, bid, clara, farid, now):
    farid.is_active = False
    farid.save()
    bids.reject_bid(bid=bid, by=clara, now=now)
    assert not Notification.objects.filter(recipient=farid).exists()


def test_a_broadcast_takes_as_many_queries_for_many_as_for_few(
    project, clara, now, django_assert_num_queries
):
    def broadcast(many):
        names = [f"p{many}-{n}" for n in range(many)]
        ids = [people.make_freelancer(n, email=f"{n}@example.com").pk for n in names]
        return lambda: tell(
            recipients=ids,
            kind="posting_changed",
            about="project:1",
            page_arg=1,
            args={"client": clara, "project": "Logo"},
            now=now,
        )

    few, lots = broadcast(2), broadcast(12)
    with django_assert_num_queries(1):
        few()
    with django_assert_num_queries(1):
        assert len(lots()) == 12


def test_the_history_knows_who_acted(contract):
    """The receivers ask it: every change of a contract names its actor."""
    assert WorkEvent.objects.filter(contract=contract, milestone=None).exists()


def test_a_taken_back_offer_and_refusals_are_told(clara, farid, now):
    bid = work.offered_bid(client=clara, freelancer=farid, now=now)
    offers.take_back_offer(bid=bid, by=clara, now=now)
    people.complete_profile(farid)
    invitation = invitations.invite(
        project=bid.project, freelancer=farid, by=clara, message="", now=now
    )
    invitations.decline_invitation(invitation=invitation, by=farid)
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    contracts.ask_pause(contract=contract, by=clara, now=now)
    contracts.drop_pause_request(contract=contract, by=farid, now=now)

    assert Notification.objects.filter(recipient=farid, kind="offer_taken_back").count() == 1
    assert Notification.objects.filter(recipient=clara, kind="invitation_declined").count() == 1
    assert Notification.objects.filter(recipient=clara, kind="pause_refused").count() == 1
