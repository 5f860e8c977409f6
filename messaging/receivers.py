"""What follows in conversations from what happens to work."""

from core.events import on
from messaging.services import carry_over
from projects.events import ContractSigned
from projects.models import Contract


@on(ContractSigned)
def talk_on_about_contract(event: ContractSigned) -> None:
    carry_over(contract=Contract.objects.get(pk=event.contract_id))
