"""What every view of work shares."""

from accounts.http import ResourceView


class WorkView(ResourceView):
    """Postings and bids."""

    scope = "projects"


class ContractView(ResourceView):
    """Contracts and milestones have a scope of their own."""

    scope = "contracts"
