"""Mediation, arbitration and appeal: who may write, what counts, and what then moves."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from core.errors import DomainError, InvalidInput, NotAllowed, WrongState
from core.money import Money
from disputes.models import Appeal, Dispute, Ruling, RulingAnswer
from disputes.policies import hands_of
from disputes.selectors import issued_rulings
from disputes.services import answers, disputes, previews, rulings
from disputes.services.rulings import Verdict
from disputes.states import DisputeState, Rule, RulingKind
from payments.models import Entry, Transfer
from projects.models import Milestone
from staff.models import AuditEntry, RuleVersion
from staff.rulebook import rule_in_force
from tests.factories import disputes as quarrel
from tests.factories import projects as work
from tests.factories.accounts import make_moderator, make_senior_moderator

pytestmark = pytest.mark.usefixtures("book_is_right")
D = DisputeState
DAY = timedelta(days=1)


@pytest.fixture
def submitted(clara: User, farid: User, now: datetime) -> Milestone:
    return work.delivered_milestone(client=clara, freelancer=farid, now=now)


@pytest.fixture
def mediation(submitted: Milestone, clara: User, now: datetime) -> Dispute:
    return quarrel.run_out(quarrel.open_dispute(submitted, by=clara, now=now))


@pytest.fixture
def proposed(mediation: Dispute, maya: User, now: datetime) -> Dispute:
    quarrel.rule(mediation, 600_000, by=maya, now=now)
    return Dispute.objects.get(pk=mediation.pk)


@pytest.fixture
def sari(db: None) -> User:
    return make_senior_moderator()


def moved(dispute: Dispute) -> tuple[int, int]:
    """What the freelancer earned and the client gets back, in rupiah."""
    milestone = Milestone.objects.select_related("escrow").get(pk=dispute.milestone_id)
    assert milestone.escrow is not None
    return milestone.escrow.released.minor // 100, milestone.escrow.refunded.minor // 100


def test_a_proposal_moves_nothing_by_itself(proposed: Dispute, maya: User, now: datetime) -> None:
    assert (proposed.state, proposed.mediator, moved(proposed)) == (D.PROPOSED, maya, (0, 0))
    assert proposed.deadline_at == now + 3 * DAY
    assert [r.kind for r in issued_rulings(proposed)] == [RulingKind.PROPOSAL]


def test_both_accepting_carries_it_out_at_once(
    proposed: Dispute, clara: User, farid: User, now: datetime
) -> None:
    quarrel.answer(proposed, by=clara, is_accepted=True, now=now)
    assert moved(proposed) == (0, 0)
    for _twice in range(2):
        quarrel.answer(proposed, by=farid, is_accepted=True, now=now)
    proposed.refresh_from_db()
    assert (proposed.state, moved(proposed)) == (D.EXECUTED, (540_000, 400_000))


@pytest.mark.parametrize("who", [[], ["clara"], ["farid"]])
def test_silence_accepts(
    proposed: Dispute, clara: User, farid: User, now: datetime, who: list[str]
) -> None:
    for person in (clara, farid):
        if person.name.split()[0].lower() in who:
            quarrel.answer(proposed, by=person, is_accepted=True, now=now)
    quarrel.run_out(proposed)
    assert moved(proposed) == (540_000, 400_000)


def test_one_rejection_brings_a_senior_who_decides(
    proposed: Dispute, farid: User, sari: User, now: datetime
) -> None:
    quarrel.answer(proposed, by=farid, is_accepted=False, now=now)
    quarrel.rule(proposed, 700_000, by=sari, now=now)
    proposed.refresh_from_db()
    assert (proposed.state, moved(proposed)) == (D.DECIDED, (0, 0))
    assert proposed.deadline_at == now + 7 * DAY
    quarrel.run_out(proposed)
    assert moved(proposed) == (630_000, 300_000)


def test_nobody_changes_an_answer(proposed: Dispute, farid: User, now: datetime) -> None:
    quarrel.answer(proposed, by=farid, is_accepted=True, now=now)
    with pytest.raises(WrongState):
        quarrel.answer(proposed, by=farid, is_accepted=False, now=now)
    assert RulingAnswer.objects.count() == 1


def test_an_appeal_is_judged_by_somebody_else_and_is_final(
    proposed: Dispute, clara: User, farid: User, maya: User, sari: User, now: datetime
) -> None:
    judge = make_senior_moderator("Juri Judge")
    quarrel.answer(proposed, by=farid, is_accepted=False, now=now)
    quarrel.rule(proposed, 700_000, by=sari, now=now)
    quarrel.appeal(proposed, by=clara, now=now + DAY)
    quarrel.appeal(proposed, by=clara, now=now + DAY)
    for person in (sari, maya):
        with pytest.raises(NotAllowed):
            quarrel.rule(proposed, 100_000, by=person, now=now + DAY)
    quarrel.rule(proposed, 500_000, by=judge, now=now + 2 * DAY)
    proposed.refresh_from_db()
    assert (proposed.state, moved(proposed)) == (D.EXECUTED, (450_000, 500_000))
    assert Appeal.objects.count() == 1
    assert [r.kind for r in issued_rulings(proposed)] == ["proposal", "decision", "appeal"]
    with pytest.raises(DomainError):
        quarrel.appeal(proposed, by=farid, now=now + 3 * DAY)


@pytest.mark.parametrize(
    ("ground", "text"), [("magic", "x"), ("evidence", " "), ("procedure", "x" * 5001)]
)
def test_an_appeal_names_its_ground_in_words(
    proposed: Dispute, farid: User, sari: User, now: datetime, ground: str, text: str
) -> None:
    quarrel.answer(proposed, by=farid, is_accepted=False, now=now)
    quarrel.rule(proposed, 700_000, by=sari, now=now)
    with pytest.raises(InvalidInput):
        answers.appeal(dispute=proposed, by=farid, ground=ground, text=text, now=now)
    assert Appeal.objects.count() == 0


def test_the_time_to_appeal_ends(proposed: Dispute, farid: User, sari: User, now: datetime) -> None:
    quarrel.answer(proposed, by=farid, is_accepted=False, now=now)
    quarrel.rule(proposed, 700_000, by=sari, now=now)
    with pytest.raises(WrongState):
        quarrel.appeal(proposed, by=farid, now=now + 7 * DAY)


def test_only_seniors_decide_and_never_who_proposed(
    proposed: Dispute, farid: User, adi: User, now: datetime
) -> None:
    quarrel.answer(proposed, by=farid, is_accepted=False, now=now)
    plain = make_moderator("Mira Moderator")
    senior_mediator = Ruling.objects.get().by
    senior_mediator.is_senior_moderator = True
    senior_mediator.save(update_fields=["is_senior_moderator"])
    for person in (plain, senior_mediator):
        with pytest.raises(NotAllowed):
            quarrel.rule(proposed, 700_000, by=person, now=now)
    assert Ruling.objects.count() == 1


def test_moderators_with_ties_write_nothing(
    mediation: Dispute, clara: User, farid: User, sena: User, now: datetime
) -> None:
    for person in (farid, sena):
        person.is_moderator = True
        person.save(update_fields=["is_moderator"])
    with pytest.raises(NotAllowed):
        quarrel.rule(mediation, 600_000, by=farid, now=now)
    work.signed_contract(client=clara, freelancer=sena, now=now)
    with pytest.raises(NotAllowed):
        quarrel.rule(mediation, 600_000, by=sena, now=now)
    assert Ruling.objects.count() == 0


@pytest.mark.parametrize(
    ("rule_code", "in_id", "in_en"),
    [("magic", "Ya", "So"), (Rule.IN_PART, " ", "So"), (Rule.IN_PART, "Ya", "")],
)
def test_a_ruling_names_rule_and_reasons_in_both_languages(
    mediation: Dispute, maya: User, now: datetime, rule_code: str, in_id: str, in_en: str
) -> None:
    verdict = Verdict(
        to_freelancer=work.rupiah(1), rule_code=rule_code, reasons_id=in_id, reasons_en=in_en
    )
    with pytest.raises(InvalidInput):
        rulings.rule(dispute=mediation, by=maya, verdict=verdict, now=now)
    assert Ruling.objects.count() == 0


def test_much_money_needs_a_second_moderator_before_it_counts(
    mediation: Dispute, maya: User, adi: User, clara: User, now: datetime, settings: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 999_999
    quarrel.rule(mediation, 600_000, by=maya, now=now)
    mediation.refresh_from_db()
    assert mediation.state == D.MEDIATION
    for person in (maya, clara):
        with pytest.raises(NotAllowed):
            rulings.confirm_ruling(dispute=mediation, by=person, now=now)
    with pytest.raises(WrongState):
        quarrel.rule(mediation, 700_000, by=adi, now=now)
    with pytest.raises(InvalidInput):
        rulings.return_ruling(dispute=mediation, by=adi, reason=" ", now=now)
    for _twice in range(2):
        rulings.return_ruling(dispute=mediation, by=adi, reason="Look at the third draft.", now=now)
    assert mediation.history.filter(kind="ruling_returned").count() == 1
    quarrel.rule(mediation, 700_000, by=maya, now=now)
    for _twice in range(2):
        rulings.confirm_ruling(dispute=mediation, by=adi, now=now)
    mediation.refresh_from_db()
    assert (mediation.state, hands_of(mediation)) == (D.PROPOSED, {maya.pk, adi.pk})
    assert [r.to_freelancer for r in issued_rulings(mediation)] == [work.rupiah(700_000)]


@pytest.mark.parametrize(
    ("amount", "is_needed"),
    [
        (Money(5_000_000_00, "IDR"), False),
        (Money(5_000_001_00, "IDR"), True),
        (Money(1_00, "USD"), True),
        (Money(1, "JPY"), True),
    ],
)
def test_another_currency_than_the_limit_always_needs_the_second(
    amount: Money, is_needed: bool
) -> None:
    assert rulings.needs_second_opinion(amount) is is_needed


def test_agreement_beats_a_ruling_that_waits(
    mediation: Dispute, maya: User, adi: User, farid: User, now: datetime, settings: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 999_999
    quarrel.rule(mediation, 600_000, by=maya, now=now)
    disputes.accept_proposal(proposal=mediation.proposals.get(), by=farid, now=now)
    mediation.refresh_from_db()
    assert (mediation.state, mediation.to_freelancer) == (D.SETTLED, work.rupiah(500_000))
    with pytest.raises(DomainError):
        rulings.confirm_ruling(dispute=mediation, by=adi, now=now)


def test_every_act_of_staff_is_in_the_audit_log(
    mediation: Dispute, maya: User, adi: User, now: datetime, settings: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 999_999
    quarrel.rule(mediation, 600_000, by=maya, now=now)
    rulings.return_ruling(dispute=mediation, by=adi, reason="Again.", now=now)
    quarrel.rule(mediation, 700_000, by=maya, now=now)
    rulings.confirm_ruling(dispute=mediation, by=adi, now=now)
    acts = AuditEntry.objects.order_by("pk").values_list("actor", "action")
    assert list(acts) == [
        (maya.pk, "disputes.proposal"),
        (adi.pk, "disputes.return"),
        (maya.pk, "disputes.proposal"),
        (adi.pk, "disputes.confirm"),
    ]


@pytest.mark.parametrize("rupiah", [0, 333_333, 600_000, 1_000_000])
def test_the_preview_is_what_is_written_and_keeps_nothing(
    proposed: Dispute, clara: User, farid: User, now: datetime, rupiah: int
) -> None:
    before = (Transfer.objects.count(), Entry.objects.count())
    lines = previews.lines_of(proposed, work.rupiah(rupiah), now=now)
    assert (Transfer.objects.count(), Entry.objects.count()) == before
    proposed.refresh_from_db()
    assert (proposed.state, proposed.to_freelancer) == (D.PROPOSED, None)
    assert sum(amount.minor for _account, amount in lines) == 0
    quarrel.propose(proposed, rupiah, by=clara, now=now)
    if rupiah < 500_000:  # the newest proposal of the other side is what can be accepted
        pass
    newest = proposed.proposals.latest("pk")
    disputes.accept_proposal(proposal=newest, by=farid, now=now)
    written = Entry.objects.order_by("pk")[before[1] :]
    assert [amount for _account, amount in lines] == [entry.amount for entry in written]


def test_a_preview_outside_of_the_whole_is_refused(proposed: Dispute, now: datetime) -> None:
    with pytest.raises(InvalidInput):
        previews.lines_of(proposed, work.rupiah(1_000_001), now=now)


def test_a_ruling_keeps_the_version_of_its_rule(
    mediation: Dispute, maya: User, now: datetime
) -> None:
    ruling = quarrel.rule(mediation, 600_000, by=maya, now=now)
    newer = RuleVersion.objects.create(
        code=Rule.IN_PART,
        number=2,
        effective_at=now + DAY,
        name_en="New",
        name_id="Baru",
        text_en="New text",
        text_id="Teks baru",
    )
    assert rule_in_force(Rule.IN_PART, now) == ruling.rule != newer
    assert rule_in_force(Rule.IN_PART, now + DAY) == newer
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleVersion.objects.filter(pk=newer.pk).update(text_en="x")


def test_what_was_said_never_changes(
    proposed: Dispute, farid: User, sari: User, now: datetime
) -> None:
    quarrel.answer(proposed, by=farid, is_accepted=False, now=now)
    quarrel.rule(proposed, 700_000, by=sari, now=now)
    quarrel.appeal(proposed, by=farid, now=now)
    for model in (RulingAnswer, Ruling, Appeal):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
