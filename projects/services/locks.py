"""The one order of locks: project, contract, milestone, escrow, ledger accounts by id."""

from projects.models import Contract, Milestone, Project


def locked_contract(contract: Contract) -> Contract:
    """Lock the project, then the contract."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=contract.project_id)
    locked = (
        Contract.objects.select_for_update(of=("self",))
        .select_related("client", "freelancer", "terms", "policy")
        .get(pk=contract.pk)
    )
    locked.project = project
    return locked


def locked_milestone(milestone: Milestone) -> Milestone:
    """Lock the project, the contract, then the milestone."""
    contract = locked_contract(Contract.objects.get(milestones=milestone.pk))
    locked = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("escrow")
        .get(pk=milestone.pk)
    )
    locked.contract = contract
    return locked
