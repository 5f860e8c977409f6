"""What both sides look at before they agree: whose turn it is, what it costs, what has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.money import Money
from payments.fees import FeeTerms, Shares, split
from projects.models import Bid, Project, Terms, TermsMilestone
from projects.states import BidState, ProjectState


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """Who acts next, until when, and what happens if nobody does, as one reader is told."""

    actor: str
    is_mine: bool
    words: str
    until: datetime | None = None
    silence: str = ""


def wait_of_posting(project: Project, *, offered: Bid | None, renewals_left: int) -> Wait | None:
    """What a posting waits for, as its client is told; `offered` is the bid with the live offer."""
    wait: Wait | None = None
    match project.state:
        case ProjectState.DRAFT:
            wait = _draft()
        case ProjectState.PENDING_REVIEW:
            wait = _review(project)
        case ProjectState.OPEN:
            wait = _bids(project, renewals_left)
        case ProjectState.AWARDING if offered is not None:
            wait = _offer(offered, is_client=True)
        case ProjectState.EXPIRED:
            wait = _renewal(renewals_left)
    return wait


def wait_of_bid(bid: Bid, reader: User) -> Wait | None:
    """What a bid waits for, as its freelancer or the client is told."""
    if not bid.is_live:
        return None
    if bid.state == BidState.OFFERED:
        tell = _offer
    elif bid.project.state == ProjectState.EXPIRED:
        tell = _expired
    elif bid.project.state == ProjectState.AWARDING:
        tell = _other_offer
    else:
        tell = _counter if bid.state == BidState.COUNTERED else _decision
    return tell(bid, is_client=reader.pk == bid.project.client_id)


def _draft() -> Wait:
    words = _("Finish the posting and publish it. Until then nobody else sees it.")
    return Wait(actor="", is_mine=True, words=words, silence=_("It stays a draft."))


def _review(project: Project) -> Wait:
    if project.is_flagged:  # it never opens by itself, so that no moment is promised
        words = _(
            "A moderator reads the posting before it opens for bids, because something in its "
            "words asks for a look."
        )
        silence = _("It waits until a moderator has read it. You can take it back and change it.")
        return Wait(actor=_("a moderator"), is_mine=False, words=words, silence=silence)
    return Wait(
        actor=_("a moderator"),
        is_mine=False,
        words=_("A moderator reads the posting before it opens for bids."),
        until=project.review_due_at,
        silence=_("It opens for bids by itself."),
    )


def _bids(project: Project, renewals_left: int) -> Wait:
    silence = _("The posting expires. Bids stay readable, and you can renew it.")
    if not renewals_left:
        silence = _("The posting expires.")
    return Wait(
        actor=_("bids"),
        is_mine=project.bids_count > 0,
        words=ngettext(
            "Compare %(count)d bid: shortlist, propose other terms, or make an offer.",
            "Compare %(count)d bids: shortlist, propose other terms, or make an offer.",
            project.bids_count,
        )
        % {"count": project.bids_count}
        if project.bids_count
        else _("The posting is open. You can also invite freelancers to bid."),
        until=project.expires_at,
        silence=silence,
    )


def _renewal(renewals_left: int) -> Wait:
    words = _("The time for bids is over. You can post the project again.")
    if renewals_left:
        words = _("The time for bids is over. Renew the posting to choose a bid or get more.")
    return Wait(actor="", is_mine=True, words=words, silence=_("It stays as it is."))


def _offer(bid: Bid, *, is_client: bool) -> Wait:
    words = (
        _("The offer waits for an answer.")
        if is_client
        else _("Read the offer, then accept or decline it.")
    )
    return Wait(
        actor=str(bid.freelancer),
        is_mine=not is_client,
        words=words,
        until=bid.offer_expires_at,
        silence=_("The offer lapses and the project takes bids again."),
    )


def _expired(bid: Bid, *, is_client: bool) -> Wait:
    return Wait(
        actor=str(bid.project.client),
        is_mine=is_client,
        words=_("The time for bids is over, but the client can renew the posting."),
        silence=_("The bid stays as it is and binds nobody."),
    )


def _other_offer(bid: Bid, *, is_client: bool) -> Wait:
    words = (
        _("Your offer to somebody else is still open.")
        if is_client
        else _(
            "The client has made an offer to somebody. If it is declined, your bid counts again."
        )
    )
    return Wait(
        actor=_("the answer to another offer"),
        is_mine=False,
        until=bid.project.expires_at,
        words=words,
        silence=_("The posting expires."),
    )


def _counter(bid: Bid, *, is_client: bool) -> Wait:
    words = (
        _("You proposed other terms. You can still change them, or offer them as they are.")
        if is_client
        else _("The client proposes other terms. Agree, propose something else, or withdraw.")
    )
    return Wait(
        actor=str(bid.freelancer),
        is_mine=not is_client,
        words=words,
        until=bid.project.expires_at,
        silence=_("Nobody is bound to anything. The posting expires."),
    )


def _decision(bid: Bid, *, is_client: bool) -> Wait:
    words = (
        _("Offer the contract on these terms, propose other terms, or say no.")
        if is_client
        else _("The client compares the bids. You can still change or withdraw yours.")
    )
    if bid.is_agreed:
        words = (
            _("%(name)s agreed to your terms; you can offer the contract.")
            % {"name": bid.freelancer}
            if is_client
            else _("You agreed to the client’s terms. The client can offer you the contract now.")
        )
    return Wait(
        actor=str(bid.project.client),
        is_mine=is_client,
        words=words,
        until=bid.project.expires_at,
        silence=_("Nobody is bound to anything. The posting expires."),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """What one version of terms means in money, step by step, as it will be paid."""

    steps: Sequence[tuple[TermsMilestone, Shares]]
    amount: Money
    client_fee: Money
    freelancer_fee: Money
    client_ppn: Money
    freelancer_ppn: Money
    pph22: Money

    @property
    def total(self) -> Money:
        return self.amount + self.client_fee + self.client_ppn

    @property
    def net(self) -> Money:
        return self.amount - self.freelancer_fee - self.freelancer_ppn - self.pph22


def costs_of(terms: Terms, fees: FeeTerms) -> Costs:
    """The fees and taxes of each step rounded as they will be, and their sums."""
    steps = [
        (step, split(Money(step.amount_minor, terms.currency), fees))
        for step in terms.milestones.all()
    ]
    shares = [share for _step, share in steps]
    return Costs(
        steps=steps,
        amount=terms.amount,
        client_fee=_sum((share.client_fee for share in shares), terms),
        freelancer_fee=_sum((share.freelancer_fee for share in shares), terms),
        client_ppn=_sum((share.client_ppn for share in shares), terms),
        freelancer_ppn=_sum((share.freelancer_ppn for share in shares), terms),
        pph22=_sum((share.pph22 for share in shares), terms),
    )


def _sum(amounts: Iterable[Money], terms: Terms) -> Money:
    return Money(sum(amount.minor for amount in amounts), terms.currency)


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A version of terms, and what is different from the one before."""

    terms: Terms
    steps: Sequence[TermsMilestone]
    changed: frozenset[str]


def compare(versions: Sequence[Terms]) -> list[Version]:
    """The versions side by side, each with the names of what changed."""
    compared: list[Version] = []
    for terms in versions:
        now = _comparable(terms)
        before = _comparable(compared[-1].terms) if compared else now
        changed = frozenset(name for name in now if now[name] != before[name])
        compared.append(Version(terms=terms, steps=list(terms.milestones.all()), changed=changed))
    return compared


def _comparable(terms: Terms) -> dict[str, object]:
    return {
        "amount": terms.amount_minor,
        "days": terms.days,
        "review_days": terms.review_days,
        "change_rounds": terms.change_rounds,
        "steps": [(s.title, s.amount_minor, s.days) for s in terms.milestones.all()],
    }
