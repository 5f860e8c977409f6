"""What everybody may know of disputes: right figures, and nothing about anybody."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disputes.models import Dispute
from disputes.states import DisputeState, Reason
from marketplace.transparency import counted
from marketplace.transparency.hiding import hide, in_steps
from marketplace.transparency.workload import workload
from projects.models import Project
from tests.factories import disputes as quarrel
from tests.factories import projects as work
from tests.factories.accounts import make_category, make_client

D = DisputeState


def tables(total, cells):
    """Every way to divide a total into so many cells."""
    for cuts in itertools.combinations(range(total + cells - 1), cells - 1):
        bounds = (-1, *cuts, total + cells - 1)
        yield tuple(after - before - 1 for before, after in itertools.pairwise(bounds))


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([], []),
        ([0, 0, 30], [0, 0, 30]),
        ([7, 0, 9], [7, 0, 9]),
        ([3, 9, 20], [None, None, 20]),
        ([3, 4, 20], [None, None, 20]),
        ([1, 1, 20], [None, None, None]),
        ([2, 2, 9, 20], [None, None, None, 20]),
        ([1, 3, 6, 20], [None, None, None, 20]),
        ([3, 9, 9, 20], [None, None, None, 20]),  # of two that are alike neither is chosen
        ([0, 3, 20], [0, None, None]),
        ([3], [None]),
        ([4, 4, 4, 4, 4], [None] * 5),
        ([20, 0, 0, 0, 0], [None] * 5),  # or else the line above would be given away
    ],
)
def test_what_is_hidden(counts, shown):
    assert hide(counts, least=5) == shown


@given(st.lists(st.integers(0, 400), max_size=12))
def test_no_small_count_is_ever_shown_and_no_count_is_false(counts):
    shown = hide(counts, least=5)
    assert all(new in (None, old) for old, new in zip(counts, shown, strict=True))
    assert not [count for count in shown if count is not None and 0 < count < 5]
    hidden = [old for old, new in zip(counts, shown, strict=True) if new is None]
    assert len(hidden) != 1 or len(counts) == 1


@settings(deadline=None, max_examples=300)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_who_knows_the_rule_and_the_total_cannot_compute_a_hidden_count(counts):
    """Among all tables that would look the same, each hidden count has several values."""
    least = 3
    shown = hide(counts, least=least)
    alike = [one for one in tables(sum(counts), len(counts)) if hide(one, least=least) == shown]
    assert tuple(counts) in alike
    for at, count in enumerate(shown):
        if count is None and sum(counts):
            assert len({one[at] for one in alike}) > 1, (counts, shown)


@pytest.mark.parametrize(("many", "told"), [(0, 0), (4, 0), (5, 5), (23, 20), (25, 25)])
def test_the_figures_grow_by_whole_steps(many, told):
    assert in_steps(many, step=5) == told


@pytest.fixture
def ended(clara, farid, now):
    """Disputes that have ended: `ended(many, state, days, to_freelancer=…)`, in rupiah."""
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    milestone = contract.milestones.get()
    clock = itertools.count(1)

    def end(many, state=D.SETTLED, *, amount=1_000_000, part=500_000, days=4, late=False):
        for _ in range(many):
            closed = now + timedelta(days=days, seconds=next(clock))
            Dispute.objects.create(
                milestone=milestone,
                opened_by=clara,
                reason_code=Reason.QUALITY,
                claim="The letters are blurred.",
                amount_minor=amount * 100,
                currency="IDR",
                state=state,
                opened_at=now,
                deadline_at=closed,
                staff_delays=int(late),
                closed_at=closed,
                to_freelancer_minor=None if part is None else part * 100,
            )

    return end


def of(groups, name):
    return next(group for group in groups if group.name == name)


@pytest.mark.django_db
def test_nothing_has_ended(now):
    found = counted.count(now)
    assert (found.ended, found.open_now, found.overdue_now) == (None, 0, 0)
    assert (found.median_days, found.by_end, found.by_size) == (None, [], [])


@pytest.mark.django_db
def test_too_few_are_counted_and_not_divided(ended, now):
    ended(19)
    found = counted.count(now)
    assert (found.ended, found.median_days, found.freelancer_percent) == (15, None, None)
    assert (found.by_end, found.by_category, found.by_size) == ([], [], [])


@pytest.mark.django_db
def test_the_figures_are_right(ended, now):
    ended(12, D.SETTLED, days=4, part=250_000)
    ended(8, D.EXECUTED, amount=4_000_000, part=4_000_000, days=20)
    ended(5, D.EXECUTED, days=30, part=1_000_000, late=True)
    found = counted.count(now)
    assert (found.ended, found.median_days) == (25, 20)
    assert of(found.by_end, D.SETTLED).count == 12
    assert of(found.by_end, D.EXECUTED).count == 13
    assert of(found.by_end, D.WITHDRAWN).count == 0
    # 12 × 250,000 + 8 × 4,000,000 + 5 × 1,000,000 of 12 × 1,000,000 + 32,000,000 + 5,000,000
    assert (found.freelancer_percent, found.client_percent) == (82, 18)
    assert found.late_percent == 40  # 5 of 13 are 38.5 per cent, to the nearest five
    assert [(g.count, g.freelancer_percent) for g in found.by_size] == [
        (0, None),
        (17, 45),
        (8, 100),
        (0, None),
    ]
    [category] = found.by_category
    assert (category.name, category.count) == ("design", 25)


@pytest.mark.django_db
def test_a_small_group_takes_another_with_it(ended, now):
    ended(20, D.SETTLED)
    ended(2, D.WITHDRAWN, part=None)
    ended(8, D.EXECUTED)
    found = counted.count(now)
    assert [(g.name, g.count) for g in found.by_end] == [
        (D.SETTLED, 20),
        (D.WITHDRAWN, None),
        (D.DEFAULTED, 0),
        (D.EXECUTED, None),
        (D.OVERTAKEN, 0),
    ]
    assert found.late_percent is None  # it would tell how many staff decided


@pytest.mark.django_db
def test_the_newest_wait_until_they_are_five(ended, now):
    ended(20, D.SETTLED, part=0)
    before = counted.count(now)
    ended(4, D.EXECUTED, part=1_000_000, days=50)
    assert counted.count(now) == before
    ended(1, D.EXECUTED, part=1_000_000, days=50)
    assert counted.count(now).ended == 25


@pytest.mark.django_db
def test_a_share_is_about_five_at_least(ended, now):
    ended(4, D.EXECUTED)
    ended(16, D.WITHDRAWN, part=None)
    found = counted.count(now)
    assert found.freelancer_percent is None
    assert found.by_category[0].freelancer_percent is None


@pytest.mark.django_db
def test_categories_stand_apart(ended, clara, now):
    ended(10, part=0)
    Project.objects.update(category=make_category("writing"))
    found = counted.count(now)
    assert found.by_category == []
    ended(10, part=0)
    assert [(g.name, g.count) for g in counted.count(now).by_category] == [("writing", 20)]


@pytest.mark.django_db
def test_counting_takes_few_queries(ended, now, django_assert_max_num_queries):
    ended(25)
    with django_assert_max_num_queries(9):
        counted.count(now)


@pytest.mark.django_db
def test_everybody_reads_the_page_and_small_numbers_are_not_in_it(client, ended, now):
    ended(30, D.SETTLED, part=333_333)
    ended(3, D.WITHDRAWN, part=None)
    ended(7, D.EXECUTED, amount=9_000_000, part=0)
    text = client.get("/transparency/disputes/").content.decode()
    assert "<strong>40</strong>" in text
    assert text.count("hidden</span>") == 2  # withdrawn, and what the rest would tell of it
    assert "To freelancers" in text
    assert "Above" in text


@pytest.mark.django_db
def test_an_empty_marketplace_says_so(client):
    text = client.get("/transparency/disputes/").content.decode()
    assert "Too few to divide" in text
    assert "fewer than 5" in text


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_figures_are_cached_and_worded_for_each_reader(client, ended, now, language):
    ended(25)
    client.get("/transparency/disputes/", headers={"accept-language": "en"})
    ended(25)
    words = {"en": "Settled by agreement", "id": "Selesai dengan kesepakatan"}
    text = client.get("/transparency/disputes/", headers={"accept-language": language}).content
    assert "<strong>25</strong>" in text.decode()
    assert words[language] in text.decode()


@pytest.mark.django_db
def test_api_and_csv_tell_the_same(client, ended, now):
    ended(30, D.SETTLED, part=250_000)
    ended(3, D.WITHDRAWN, part=None)
    ended(7, D.EXECUTED, part=250_000)
    told = client.get("/api/v1/transparency/disputes").json()
    assert (told["ended"], told["freelancer_percent"], told["client_percent"]) == (40, 25, 75)
    assert [group["count"] for group in told["by_end"]] == [30, None, 0, None, 0]
    answer = client.get("/transparency/disputes/export/")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == "All,Ended,40,75,25"
    assert "How they ended,Withdrawn,,," in lines
    assert "How they ended,Settled by agreement,30,," in lines


@pytest.mark.django_db
def test_the_desks_figures_are_for_moderators(browser_of, client, maya, clara, fitri, adi):
    for person in (clara, fitri):
        assert browser_of(person).get("/desk/figures/").status_code == 404
    for person in (maya, adi):
        assert browser_of(person).get("/desk/figures/").status_code == 200
    assert "/accounts/login/" in client.get("/desk/figures/").headers["Location"]


@pytest.mark.django_db
def test_the_desk_counts_what_waits_and_who_decided(browser_of, clara, farid, maya, now):
    dispute = quarrel.dispute_in(
        D.EXECUTED, client=clara, freelancer=farid, moderator=maya, now=now - timedelta(days=7)
    )
    other = make_client("Wati")
    waiting = quarrel.dispute_in(
        D.MEDIATION, client=other, freelancer=farid, moderator=maya, now=now - timedelta(days=9)
    )
    load = workload(now)
    assert {one.label: (one.count, one.late) for one in load.waiting}["With a moderator"] == (1, 0)
    assert (load.late, load.oldest) == (0, None)
    later = workload(waiting.deadline_at + timedelta(seconds=1))
    assert (later.late, later.oldest) == (1, waiting.deadline_at)
    assert sum(week.came for week in load.weeks) == 2
    assert sum(week.decided for week in load.weeks) == 1
    assert len(load.weeks) == 12
    [decided] = load.people
    assert (decided.person, decided.count, decided.late) == (maya, 1, 0)
    assert dispute.state == D.EXECUTED
    text = browser_of(maya).get("/desk/figures/").content.decode()
    assert str(maya) in text


@pytest.mark.django_db
def test_the_desk_asks_few_questions(ended, now, django_assert_max_num_queries):
    ended(6, D.EXECUTED)
    with django_assert_max_num_queries(6):
        workload(now)
