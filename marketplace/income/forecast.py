"""What is likely to come: released, funded, agreed and bid for, by month, with its chance.

An estimate and no promise. Every item stands on the page with the chance it was counted with.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import User
from core.money import Money, smallest_step
from marketplace.income.chances import STAGES, History, Stage, percent_of
from payments.fees import split
from payments.selectors import pending_earnings_of
from payments.terms import fee_terms_for
from projects.models import Bid, Milestone
from projects.models.contracts import zone_of
from projects.states import (
    HELD_MILESTONES,
    LIVE_BIDS,
    RUNNING_CONTRACTS,
    UNPAID_MILESTONES,
    BidState,
    MilestoneState,
)

MONTHS = 6
MOST = 200  # of each kind; nobody has more work than that at once
_BID_STAGES = {BidState.OFFERED: Stage.OFFERED, BidState.SHORTLISTED: Stage.SHORTLISTED}
_CAME = [MilestoneState.RELEASED, MilestoneState.PARTLY_RELEASED]
_WENT = [*_CAME, MilestoneState.REFUNDED, MilestoneState.CANCELLED]
_BID_LOST = [
    BidState.DECLINED,
    BidState.WITHDRAWN,
    BidState.REJECTED,
    BidState.NOT_SELECTED,
    BidState.LAPSED,
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One amount that may come: after fees, in which month, with which chance."""

    title: str
    address: str
    stage: Stage
    net: Money
    percent: int
    month: date

    @property
    def stage_text(self) -> str:
        """The stage in words."""
        return str(STAGES[self.stage])

    @property
    def expected(self) -> Money:
        """The amount weighed with its chance, rounded down to whole units."""
        step = smallest_step(self.net.currency)
        return Money(self.net.minor * self.percent // 100 // step * step, self.net.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthAhead:
    """A month to come; `sure` is released or in escrow, `expected` weighs all with its chance."""

    month: date
    sure: Money
    expected: Money
    at_most: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The months ahead, and every item behind them."""

    currency: str
    months: Sequence[MonthAhead]
    later: Money
    items: Sequence[Item]
    chances: Mapping[Stage, int]

    @property
    def expected(self) -> Money:
        return Money(sum(one.expected.minor for one in self.months), self.currency)


def forecast_of(user: User, *, currency: str, now: datetime) -> Forecast:
    """The next six months in the person's own time zone (6 queries)."""
    chances = {stage: percent_of(stage, past) for stage, past in _history(user).items()}
    zone = zone_of(user)
    found = [
        *_released(user, currency, zone),
        *_from_milestones(user, currency, now, zone, chances),
        *_from_bids(user, currency, now, zone, chances),
    ]
    items = sorted(found, key=lambda item: (item.month, -item.percent, item.title))
    this = now.astimezone(zone).date().replace(day=1)
    months = [_plus(this, number) for number in range(MONTHS)]
    return Forecast(
        currency=currency,
        months=[_ahead(month, this, items, currency) for month in months],
        later=Money(
            sum(item.expected.minor for item in items if item.month > months[-1]), currency
        ),
        items=items,
        chances=chances,
    )


def _released(user: User, currency: str, zone: ZoneInfo) -> Iterator[Item]:
    for earning in pending_earnings_of(user).filter(currency=currency)[:MOST]:
        yield Item(
            title=earning.escrow.description,
            address=reverse("payments:earnings"),
            stage=Stage.RELEASED,
            net=earning.left,
            percent=100,
            month=_month_of(earning.available_at, zone),
        )


def _from_milestones(
    user: User, currency: str, now: datetime, zone: ZoneInfo, chances: Mapping[Stage, int]
) -> Iterator[Item]:
    """Steps of running contracts; those not begun follow each other from the day of signing."""
    steps = (
        Milestone.objects.filter(
            contract__freelancer=user, contract__state__in=RUNNING_CONTRACTS, currency=currency
        )
        .select_related("contract__terms", "contract__freelancer", "escrow")
        .order_by("contract_id", "position")[:MOST]
    )
    days: Counter[int] = Counter()
    for step in steps:
        contract = step.contract
        days[contract.pk] += step.days
        if (stage := _stage_of(step)) is None:
            continue
        review = timedelta(days=contract.terms.review_days)
        planned = contract.signed_at + timedelta(days=days[contract.pk])
        due = step.review_deadline_at or (step.due_at or planned) + review
        yield Item(
            title=f"{contract.title} · {step.title}",
            address=reverse("projects:contract", args=[contract.pk]),
            stage=stage,
            net=_net_of(step),
            percent=chances[stage],
            month=_month_of(max(due, now), zone),
        )


def _from_bids(
    user: User, currency: str, now: datetime, zone: ZoneInfo, chances: Mapping[Stage, int]
) -> Iterator[Item]:
    bids = Bid.objects.filter(
        freelancer=user, state__in=LIVE_BIDS, terms__currency=currency
    ).select_related("project", "terms")
    fee_terms = fee_terms_for(user, now)
    for bid in bids.order_by("-submitted_at")[:MOST]:
        terms, stage = bid.terms, _BID_STAGES.get(BidState(bid.state), Stage.BID)
        assert terms is not None
        due = now + timedelta(days=terms.days + terms.review_days)
        yield Item(
            title=bid.project.title,
            address=reverse("projects:my-bids"),
            stage=stage,
            net=split(terms.amount, fee_terms).net,
            percent=chances[stage],
            month=_month_of(due, zone),
        )


def _stage_of(step: Milestone) -> Stage | None:
    if step.state == MilestoneState.SUBMITTED:
        return Stage.DELIVERED
    if step.state in HELD_MILESTONES:
        return Stage.FUNDED
    return Stage.AGREED if step.state in UNPAID_MILESTONES else None


def _net_of(step: Milestone) -> Money:
    """What is still to come of a step: of a part that was released before, only the rest."""
    if step.escrow is not None and step.escrow.is_funded:
        return step.escrow.shares.net
    return step.shares.net


def _history(user: User) -> dict[Stage, History]:
    """What became of earlier steps and bids (2 queries)."""
    steps = Milestone.objects.filter(contract__freelancer=user, state__in=_WENT).aggregate(
        came=Count("pk", filter=Q(state__in=_CAME)), decided=Count("pk")
    )
    bids = Bid.objects.filter(freelancer=user).aggregate(
        came=Count("pk", filter=Q(state=BidState.ACCEPTED)),
        decided=Count("pk", filter=Q(state__in=[BidState.ACCEPTED, *_BID_LOST])),
    )
    of_steps, of_bids = History(**steps), History(**bids)
    by_stage = {Stage.AGREED: of_steps, Stage.FUNDED: of_steps, Stage.BID: of_bids}
    return {stage: by_stage.get(stage, History()) for stage in Stage}


def _ahead(month: date, this: date, items: Sequence[Item], currency: str) -> MonthAhead:
    """What should have come in an earlier month counts in this one."""
    mine = [item for item in items if max(item.month, this) == month]
    sure = {Stage.RELEASED, Stage.DELIVERED, Stage.FUNDED}
    return MonthAhead(
        month=month,
        sure=Money(sum(i.expected.minor for i in mine if i.stage in sure), currency),
        expected=Money(sum(i.expected.minor for i in mine), currency),
        at_most=Money(sum(i.net.minor for i in mine), currency),
    )


def _month_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date().replace(day=1)


def _plus(month: date, number: int) -> date:
    months = month.year * 12 + month.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)
