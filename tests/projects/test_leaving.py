"""Work of somebody who closed their account: nothing waits for them, and nothing brings it back."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.services.closing import close_account
from notifications.models import Notification
from projects.exports import work_of
from projects.models import Bid, Invitation, NotForMe, Project, SavedProject, SavedSearch
from projects.search import read_search
from projects.serializers.postings import PartySerializer
from projects.services import asides, invitations, offers, postings, saved_projects, saved_searches
from projects.services.restoring import restore_posting
from projects.states import BidState, InvitationState, ProjectState
from tests.factories import projects as work
from tests.factories.accounts import complete_profile

pytestmark = pytest.mark.django_db


def leave(person, now):
    close_account(user=person, by=person, now=now)


def state_of(thing):
    return type(thing).objects.get(pk=thing.pk).state


def told(person):
    return list(
        Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True)
    )


def test_postings_of_a_client_are_called_off_and_bidders_told(clara, farid, sena, now):
    wanted = work.open_project(by=clara, now=now)
    bid = work.bid_on(wanted, by=farid, now=now)
    begun = work.draft(by=clara, now=now)
    over = work.open_project(by=clara, now=now)
    postings.expire_project(project=over, now=now)
    offer = work.offered_bid(client=clara, freelancer=sena, now=now)
    leave(clara, now)
    for project in (wanted, begun, over, offer.project):
        assert state_of(project) == ProjectState.CANCELLED
    assert (state_of(bid), state_of(offer)) == (BidState.LAPSED, BidState.LAPSED)
    assert told(farid)[-1] == "bid_ended"
    assert told(sena)[-1] == "bid_ended"
    assert not Project.objects.filter(state=ProjectState.OPEN).exists()


def test_bids_of_a_freelancer_are_withdrawn(clara, farid, now):
    live = work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)
    offered = work.offered_bid(client=clara, freelancer=farid, now=now)
    asleep = work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)
    postings.expire_project(project=asleep.project, now=now)
    leave(farid, now)
    for bid in (live, offered, asleep):
        assert state_of(bid) == BidState.WITHDRAWN
        assert Project.objects.get(pk=bid.project_id).bids_count == 0
    assert state_of(offered.project) == ProjectState.OPEN
    assert state_of(asleep.project) == ProjectState.EXPIRED
    assert told(clara).count("bid_withdrawn") == 3
    assert "Farid" not in str(Notification.objects.filter(kind="bid_withdrawn").values_list("args"))


def test_an_invitation_of_somebody_who_left_lapses(clara, farid, now):
    project = work.open_project(by=clara, now=now)
    complete_profile(farid)
    invitations.invite(project=project, freelancer=farid, by=clara, message="Come", now=now)
    leave(farid, now)
    assert Invitation.objects.get().state == InvitationState.LAPSED
    assert state_of(project) == ProjectState.OPEN


def test_what_somebody_kept_for_themselves_is_deleted(clara, farid, sena, now):
    project = work.open_project(by=clara, now=now)
    other = work.open_project(by=clara, now=now)
    for person in (farid, sena):
        search = read_search({"q": "logo"})
        saved_searches.save_search(by=person, search=search, name="", frequency="daily", now=now)
        saved_projects.save_project(project=project, by=person, now=now)
        asides.put_project_aside(project=other, by=person, now=now)
    leave(farid, now)
    for model in (SavedSearch, SavedProject, NotForMe):
        assert list(model.objects.values_list("user", flat=True)) == [sena.pk]


def test_moderation_brings_nothing_back_of_those_who_left(clara, farid, sena, maya, now):
    hers = work.open_project(by=clara, now=now)
    work.bid_on(hers, by=farid, now=now)
    other = work.open_project(by=sena, now=now)
    gone, stays = (work.bid_on(other, by=person, now=now) for person in (farid, clara))
    for project in (hers, other):
        postings.remove_posting(project=project, by=maya, reason="Spam", now=now)
    leave(farid, now)
    restore_posting(project=other, by=None, now=now)
    assert state_of(other) == ProjectState.OPEN
    assert (state_of(gone), state_of(stays)) == (BidState.LAPSED, BidState.SUBMITTED)
    leave(clara, now)
    restore_posting(project=hers, by=None, now=now)
    assert state_of(hers) == ProjectState.REMOVED


def test_nobody_is_offered_a_contract_who_left(clara, farid, now):
    bid = work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)
    version = bid.terms.version
    leave(farid, now)
    with pytest.raises(offers.WrongState):
        offers.offer_contract(bid=bid, terms_version=version, by=clara, now=now)
    assert Bid.objects.get().state == BidState.WITHDRAWN


def test_their_name_is_the_same_everywhere(clara, farid, browser_of, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    work.bid_on(work.open_project(by=farid, now=now), by=clara, now=now)
    User.objects.filter(pk=clara.pk).update(name=f"#{clara.pk}", is_active=False, closed_at=now)
    clara.refresh_from_db()
    assert PartySerializer(clara).data["name"] == "Closed account"
    assert PartySerializer(farid).data["name"] == "Farid Hidayat"
    assert work_of(farid)["contracts"][0]["client"] == "Closed account"
    page = browser_of(farid).get(reverse("projects:agreement", args=[milestone.contract_id]))
    assert "Closed account" in page.text
    assert f"#{clara.pk}" not in page.text
