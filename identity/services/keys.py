"""A new key replaces an old one."""

from django.db import transaction

from identity import vault
from identity.models import IdentityCheck, Picture


def reseal_everything() -> int:
    """Seal every number and picture with the newest key; after it the old keys may go."""
    for pk in IdentityCheck.objects.exclude(number_sealed="").values_list("pk", flat=True):
        _reseal_number(pk)
    done = 0
    for name in Picture.objects.values_list("name", flat=True):
        vault.reseal(name)
        done += 1
    return done


@transaction.atomic
def _reseal_number(pk: int) -> None:
    check = IdentityCheck.objects.select_for_update().get(pk=pk)
    if not check.number_sealed:
        return
    purpose = f"number:{check.user_id}"
    number = vault.unseal(purpose, check.number_sealed.encode())
    check.number_sealed = vault.seal(purpose, number).decode()
    check.save(update_fields=["number_sealed"])
