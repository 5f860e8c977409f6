"""The one order of locks: project, contract, milestone, escrow, ledger accounts by id."""

from projects.models import Contract, Milestone

# Joined are only rows that a contract never changes: where a locking query waits for a change of
# a joined column, Postgres leaves the row out. So terms and the escrow are read when they are asked
# for, after the lock.
_BESIDE_CONTRACT = ("project", "client", "freelancer", "policy")


def locked_contract(contract: Contract) -> Contract:
    """Lock the project, then the contract: Postgres locks in the order of `of` (1 query)."""
    return (
        Contract.objects.select_for_update(of=("project", "self"))
        .select_related(*_BESIDE_CONTRACT)
        .get(pk=contract.pk)
    )


def locked_milestone(milestone: Milestone) -> Milestone:
    """Lock the project, the contract, then the milestone (1 query)."""
    return (
        Milestone.objects.select_for_update(of=("contract__project", "contract", "self"))
        .select_related(*[f"contract__{name}" for name in _BESIDE_CONTRACT])
        .get(pk=milestone.pk)
    )
