"""What may be read, and by whom."""

from datetime import datetime

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import Standing, User
from accounts.roles import moderates
from core.errors import WrongState
from projects.models import (
    Amendment,
    Answer,
    Attachment,
    Bid,
    Contract,
    Delivery,
    Invitation,
    Milestone,
    Opening,
    Project,
    RefundRequest,
    Terms,
    WorkEvent,
    WorkPolicy,
)
from projects.states import (
    ENDED_PROJECTS,
    ENDED_WITHOUT_WORK,
    HELD_MILESTONES,
    LIVE_BIDS,
    NOT_PUBLIC,
    RUNNING_CONTRACTS,
    AmendmentState,
    BidState,
    ContractState,
    MilestoneState,
    ProjectState,
    RefundAnswer,
)


def current_policy(now: datetime) -> WorkPolicy:
    """The newest version of the work policy in force."""
    policy = WorkPolicy.objects.filter(effective_at__lte=now).order_by("-version").first()
    if policy is None:
        raise WrongState("No work policy is in force.")
    return policy


def open_projects() -> QuerySet[Project]:
    """Postings that take bids, as everybody may see them; `Opening` holds the same ones."""
    return Project.objects.filter(
        state=ProjectState.OPEN, client__standing=Standing.GOOD
    ).select_related("category", "region__province", "client__client_profile")


def key_of_form(user: User, key: str) -> str:
    """How a posting remembers the form that made it, so that the form makes no second one."""
    return f"draft:{user.pk}:{key}"


def made_by_form(user: User, key: str) -> Project | None:
    """The posting that this form has made already, as when one clicks twice or goes back."""
    return Project.objects.filter(import_key=key_of_form(user, key)).first() if key else None


def openings_by_category() -> dict[int | None, int]:
    """How many postings take bids, by the category's id (1 query)."""
    rows = Opening.objects.order_by().values_list("category_id").annotate(count=Count("pk"))
    return dict(rows)


def projects_visible_to(user: User | None) -> QuerySet[Project]:
    """Public postings, the own ones in every state, those one bid on, all of them for moderators.

    What was taken down is for its client and moderators alone.
    """
    projects = Project.objects.select_related(
        "category", "region__province", "client__client_profile"
    )
    return projects.filter(is_visible_to(user))


def is_visible_to(user: User | None) -> Q:
    """Of which postings this person may read the words and files; the one rule for all places."""
    public = ~Q(state__in=NOT_PUBLIC)
    if user is None or not user.is_authenticated:
        return public
    if moderates(user):
        return Q(pk__isnull=False)
    bid_on = Bid.objects.filter(freelancer=user).values("project")
    stands = ~Q(state=ProjectState.REMOVED)
    return public | Q(client=user) | (stands & Q(pk__in=bid_on))


def ended_projects() -> QuerySet[Project]:
    """Postings that took bids and are over, as everybody may see them."""
    return projects_visible_to(None).filter(state__in=ENDED_PROJECTS, published_at__isnull=False)


def projects_of(client: User) -> QuerySet[Project]:
    """What this person has posted, newest first."""
    return (
        Project.objects.filter(client=client)
        .select_related("category", "region__province")
        .order_by("-updated_at")
    )


def postings_to_review() -> QuerySet[Project]:
    """Postings that wait for a moderator, the most urgent first."""
    return (
        Project.objects.filter(state=ProjectState.PENDING_REVIEW)
        .select_related("category", "client__client_profile")
        .order_by("review_due_at")
    )


def bids_for_client(project: Project) -> QuerySet[Bid]:
    """All bids of a project with what a client compares."""
    found = (
        Bid.objects.filter(project=project)
        .select_related("freelancer__freelancer_profile__region__province", "terms", "project")
        .prefetch_related("terms__milestones")
        .order_by("submitted_at")
    )
    return bids_with_words(found)


def bids_visible_to(user: User) -> QuerySet[Bid]:
    """A bid is seen by its freelancer and by the client of the project; by nobody else."""
    return Bid.objects.filter(Q(freelancer=user) | Q(project__client=user)).select_related(
        "project__client__client_profile", "freelancer__freelancer_profile", "terms"
    )


def bids_with_words(found: QuerySet[Bid]) -> QuerySet[Bid]:
    """Bids with their answers, files and `last_kind` at hand."""
    answers = Prefetch("answers", Answer.objects.select_related("question"))
    return with_last_kind(found).prefetch_related(answers, "attachments")


def with_last_kind(found: QuerySet[Bid]) -> QuerySet[Bid]:
    """Bids with the kind of the latest line of their history as `last_kind`."""
    lines = WorkEvent.objects.filter(bid=OuterRef("pk")).order_by("-happened_at", "-pk")
    return found.annotate(last_kind=Subquery(lines.values("kind")[:1]))


def bids_of(freelancer: User) -> QuerySet[Bid]:
    """What this person has bid on, newest first."""
    return (
        with_last_kind(Bid.objects.filter(freelancer=freelancer))
        .select_related("project__client__client_profile", "project__category", "terms")
        .order_by("-updated_at")
    )


def bid_of(user: User, project: Project) -> Bid | None:
    """This person's own bid on a project, if any."""
    own = Bid.objects.filter(project=project, freelancer=user).select_related("terms")
    bid = with_last_kind(own).first()
    if bid is not None:
        bid.project = project
    return bid


def offered_bid_of(project: Project) -> Bid | None:
    """The bid with the live offer."""
    return (
        Bid.objects.filter(project=project, state=BidState.OFFERED)
        .select_related("freelancer", "project__client")
        .first()
    )


def versions_of(bid: Bid) -> QuerySet[Terms]:
    """Every version of the terms of a bid, oldest first, with its steps."""
    return bid.versions.select_related("author").prefetch_related("milestones")


def history_of(bid: Bid) -> QuerySet[WorkEvent]:
    """What happened to a bid, oldest first."""
    return bid.history.select_related("actor", "milestone").order_by("happened_at", "pk")


def last_word_on(project: Project, kind: str) -> WorkEvent | None:
    """The latest line of that kind in the history of a posting, such as why it was returned."""
    return project.history.filter(kind=kind, bid=None, contract=None).last()


def client_record(client: User) -> dict[str, int]:
    """How many projects a client has published, and how many of them found a freelancer."""
    hired = [ProjectState.FILLED, ProjectState.CLOSED]
    return Project.objects.filter(client=client, published_at__isnull=False).aggregate(
        posted=Count("pk"), hired=Count("pk", filter=Q(state__in=hired))
    )


def open_bids_left(freelancer: User, now: datetime) -> int:
    """How many more bids this person may have open."""
    used = Bid.objects.filter(freelancer=freelancer, state__in=LIVE_BIDS).count()
    return max(current_policy(now).open_bids - used, 0)


def bids_to_judge(client: User) -> QuerySet[Bid]:
    """Bids on this person's own projects."""
    return Bid.objects.filter(project__client=client).select_related(
        "project__client", "freelancer__freelancer_profile", "terms"
    )


def contracts_visible_to(user: User) -> QuerySet[Contract]:
    """The two parties see a contract, and moderators do; nobody else."""
    contracts = Contract.objects.select_related(
        "client__client_profile", "freelancer__freelancer_profile", "project", "terms", "policy"
    )
    if moderates(user):
        return contracts
    return contracts.filter(Q(client=user) | Q(freelancer=user))


def running_contracts_of(user: User) -> QuerySet[Contract]:
    """Contracts of this person that are not over."""
    return contracts_of(user).filter(state__in=RUNNING_CONTRACTS)


def contracts_of(user: User) -> QuerySet[Contract]:
    """Contracts in which this person is a party."""
    return Contract.objects.filter(Q(client=user) | Q(freelancer=user)).select_related(
        "client__client_profile", "freelancer__freelancer_profile", "project"
    )


def have_contract(client_id: int, freelancer_id: int) -> bool:
    """Whether a contract between these two exists; one that was called off or lapsed is none."""
    return (
        Contract.objects.filter(client=client_id, freelancer=freelancer_id)
        .exclude(state__in=ENDED_WITHOUT_WORK)
        .exists()
    )


def contracts_in_list(user: User, *, are_ended: bool) -> QuerySet[Contract]:
    """Contracts of this person with their steps, newest first: running ones, or ended ones."""
    is_running = Q(state__in=RUNNING_CONTRACTS)
    return (
        contracts_of(user)
        .filter(~is_running if are_ended else is_running)
        .prefetch_related("milestones")
    )


def milestones_in_room(contract: Contract) -> QuerySet[Milestone]:
    """The steps of a contract with money, deliveries, files and open requests (`open_requests`)."""
    return contract.milestones.select_related("escrow").prefetch_related(
        Prefetch("deliveries", Delivery.objects.select_related("change_request")),
        "deliveries__attachments",
        Prefetch(
            "refund_requests",
            RefundRequest.objects.filter(state=RefundAnswer.OPEN),
            to_attr="open_requests",
        ),
    )


def open_amendment_of(contract: Contract) -> Amendment | None:
    """The proposed change that waits for an answer."""
    return (
        contract.amendments.filter(state=AmendmentState.OPEN)
        .select_related("terms", "proposed_by")
        .prefetch_related("terms__milestones")
        .first()
    )


def terms_versions_of(contract: Contract) -> QuerySet[Terms]:
    """Every version of the terms that was ever proposed, with its steps."""
    return (
        Terms.objects.filter(bid=contract.bid_id)
        .select_related("author")
        .prefetch_related("milestones")
    )


def milestones_visible_to(user: User) -> QuerySet[Milestone]:
    """Milestones of contracts that this person may see."""
    return Milestone.objects.filter(contract__in=contracts_visible_to(user)).select_related(
        "contract__client",
        "contract__freelancer",
        "contract__project",
        "contract__terms",
        "contract__policy",
        "escrow",
    )


def milestone_of(escrow_id: int) -> Milestone | None:
    """What an escrow pays for, with the escrow (1 query); None where it is for nothing of ours."""
    return Milestone.objects.filter(escrow=escrow_id).select_related("escrow").first()


def deliveries_of(milestone: Milestone) -> QuerySet[Delivery]:
    """What was handed over, with files and what was asked to change."""
    return milestone.deliveries.select_related("change_request").prefetch_related("attachments")


def refund_requests_visible_to(user: User) -> QuerySet[RefundRequest]:
    """Requests on milestones that this person may see."""
    return RefundRequest.objects.filter(milestone__in=milestones_visible_to(user)).select_related(
        "milestone__contract"
    )


def amendments_visible_to(user: User) -> QuerySet[Amendment]:
    """Proposed changes of contracts that this person may see."""
    return Amendment.objects.filter(contract__in=contracts_visible_to(user)).select_related(
        "contract__client", "contract__freelancer", "terms", "proposed_by"
    )


def invitations_of(freelancer: User) -> QuerySet[Invitation]:
    """Invitations to this freelancer, newest first."""
    return (
        Invitation.objects.filter(freelancer=freelancer)
        .select_related("project__client__client_profile")
        .order_by("-sent_at")
    )


def invitations_to(project: Project) -> QuerySet[Invitation]:
    """Who was invited to bid on a project, and what became of it, newest first."""
    return project.invitations.select_related("freelancer").order_by("-sent_at", "-pk")


def attachments_visible_to(user: User | None) -> QuerySet[Attachment]:
    """Files of visible postings, of own bids or of bids to own projects, of own contracts."""
    of_postings = Q(project__in=projects_visible_to(user))
    if user is None or not user.is_authenticated:
        return Attachment.objects.filter(of_postings)
    of_bids = Q(bid__freelancer=user) | Q(bid__project__client=user)
    of_deliveries = Q(delivery__milestone__contract__in=contracts_visible_to(user))
    return Attachment.objects.filter(of_postings | of_bids | of_deliveries)


def timeline_of(contract: Contract) -> QuerySet[WorkEvent]:
    """The history of a contract and of the bid it came from, oldest first."""
    return (
        WorkEvent.objects.filter(Q(contract=contract) | Q(bid=contract.bid_id))
        .select_related("actor", "milestone")
        .order_by("happened_at", "pk")
    )


def milestones_needing_client(user: User) -> QuerySet[Milestone]:
    """Deliveries to review, the most urgent first."""
    return (
        Milestone.objects.filter(contract__client=user, state=MilestoneState.SUBMITTED)
        .select_related("contract__freelancer")
        .order_by("review_deadline_at")
    )


def contracts_needing_funds(user: User) -> QuerySet[Contract]:
    """Signed contracts that wait for this client's payment."""
    return (
        Contract.objects.filter(client=user, state=ContractState.AWAITING_FUNDING)
        .select_related("freelancer")
        .order_by("fund_by_at")
    )


def milestones_needing_freelancer(user: User) -> QuerySet[Milestone]:
    """Paid steps to work on, and deliveries to change, the earliest due first."""
    return (
        Milestone.objects.filter(
            contract__freelancer=user,
            state__in=HELD_MILESTONES - {MilestoneState.SUBMITTED},
        )
        .select_related("contract__client")
        .order_by("due_on")
    )


def offers_needing_freelancer(user: User) -> QuerySet[Bid]:
    """Offers and counter-proposals that wait for this freelancer."""
    return (
        Bid.objects.filter(freelancer=user, state__in=[BidState.OFFERED, BidState.COUNTERED])
        .select_related("project__client", "terms")
        .order_by("offer_expires_at")
    )


def contracts_completed_by(user_id: int) -> int:
    """How many contracts a freelancer has completed (1 query)."""
    return Contract.objects.filter(freelancer=user_id, state=ContractState.COMPLETED).count()
