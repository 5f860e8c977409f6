"""A provider that answers “too many requests” rests, and is asked less until it keeps up again.

Each 429 halves how many orders may wait for its answer, down to one, and lets it rest for as long
as it says, or longer each time (10, 20, 40 … seconds, five minutes at the most). Each answer
afterwards takes one halving back.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from payments.models import ProviderPace

FIRST_REST = 10  # seconds
LONGEST_REST = 300
MOST_HALVINGS = 10


@transaction.atomic
def slow_down(*, provider: str, seconds: int, now: datetime) -> None:
    """Let a provider rest, and ask half as much at once afterwards.

    While it rests, answers to what was already on its way change nothing more.
    """
    pace, _is_new = ProviderPace.objects.get_or_create(provider=provider)
    pace = ProviderPace.objects.select_for_update(no_key=True).get(pk=pace.pk)
    if pace.rests_until is not None and pace.rests_until > now:
        return
    ours = FIRST_REST * 2**pace.halvings
    pace.halvings = min(pace.halvings + 1, MOST_HALVINGS)
    pace.rests_until = now + timedelta(seconds=min(max(seconds, ours), LONGEST_REST))
    pace.save(update_fields=["halvings", "rests_until"])


def speed_up(provider: str, *, now: datetime) -> None:
    """It answered: one halving less. Costs one statement that mostly finds nothing to change."""
    slow = ProviderPace.objects.filter(provider=provider, halvings__gt=0, rests_until__lte=now)
    slow.update(halvings=F("halvings") - 1)


def at_once(provider: str, *, most: int, now: datetime) -> int:
    """How many orders may wait for its answer now: none while it rests."""
    pace = ProviderPace.objects.filter(provider=provider).first()
    if pace is None:
        return most
    if pace.rests_until is not None and pace.rests_until > now:
        return 0
    return max(min(most, 1), most >> pace.halvings)


def resting(now: datetime) -> list[str]:
    """The providers that rest."""
    rows = ProviderPace.objects.filter(rests_until__gt=now)
    return list(rows.values_list("provider", flat=True))
