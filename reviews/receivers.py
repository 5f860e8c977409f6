"""What follows in reviews from what happens to work."""

from core.events import on
from projects.events import ContractEnded
from projects.models import Contract
from reviews.services import start_window


@on(ContractEnded)
def start_review_window(event: ContractEnded) -> None:
    start_window(contract=Contract.objects.get(pk=event.contract_id))
