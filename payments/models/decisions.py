"""What staff decided about money, and who looked at it a second time where two must."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from payments.kinds import DecisionKind, DecisionState
from payments.models.chargebacks import Chargeback, Debt
from payments.models.escrows import Escrow
from payments.models.notices import Mismatch
from payments.models.shapes import above_zero, whole_rupiah

LONGEST_REASON = 2_000
ABOUT_MISMATCHES = [DecisionKind.CREDIT, DecisionKind.DIFFERENCE, DecisionKind.SEND_BACK]
_THINGS = ("debt", "mismatch", "chargeback", "escrow")


def _about(thing: str, kinds: list[DecisionKind]) -> Q:
    """A decision of these kinds names this thing and no other."""
    named = {f"{one}__isnull": one != thing for one in _THINGS}
    return Q(**named, kind__in=sorted(kinds))


class Decision(models.Model):
    """One decision of a person about one thing, and its second person.

    It waits where two must agree, and moves nothing until the second has. Whoever asked may take
    it back, a second person may return it; then somebody may decide anew.
    """

    kind = models.CharField(max_length=20, choices=DecisionKind)
    chargeback = models.ForeignKey(
        Chargeback, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    escrow = models.ForeignKey(
        Escrow, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    mismatch = models.ForeignKey(
        Mismatch, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    debt = models.ForeignKey(Debt, models.PROTECT, null=True, blank=True, related_name="decisions")
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    reason = models.TextField()
    needs_two = models.BooleanField()
    state = models.CharField(max_length=10, choices=DecisionState)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_because = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            above_zero("amount_minor", "decision_is_positive"),
            whole_rupiah("amount_minor", "decision_whole_rupiah"),
            models.CheckConstraint(
                condition=_about("debt", [DecisionKind.DEBT_WRITE_OFF])
                | _about("mismatch", ABOUT_MISMATCHES)
                | _about("chargeback", [DecisionKind.ACCEPT_LOSS])
                | _about("escrow", [DecisionKind.FORCE_RELEASE, DecisionKind.FORCE_REFUND]),
                name="decision_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.DONE)
                | Q(needs_two=False, second_by__isnull=True)
                | Q(Q(needs_two=True, second_by__isnull=False), ~Q(second_by=F("asked_by"))),
                name="decision_has_its_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.WAITING, ended_at__isnull=True, needs_two=True)
                | (~Q(state=DecisionState.WAITING) & Q(ended_at__isnull=False)),
                name="decision_waits_or_has_ended",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_a_reason"),
            models.UniqueConstraint(
                fields=["debt"],
                condition=Q(debt__isnull=False) & ~Q(state=DecisionState.RETURNED),
                name="decision_once_per_debt",
            ),
            models.UniqueConstraint(
                fields=["chargeback"],
                condition=Q(chargeback__isnull=False) & ~Q(state=DecisionState.RETURNED),
                name="decision_once_per_chargeback",
            ),
            models.UniqueConstraint(
                fields=["escrow"],
                condition=Q(escrow__isnull=False) & ~Q(state=DecisionState.RETURNED),
                name="decision_once_per_escrow",
            ),
            models.UniqueConstraint(
                fields=["mismatch", "kind"],
                condition=Q(mismatch__isnull=False) & ~Q(state=DecisionState.RETURNED),
                name="decision_once_per_mismatch",
            ),
            models.UniqueConstraint(
                fields=["mismatch"],
                condition=Q(mismatch__isnull=False, state=DecisionState.WAITING),
                name="decision_one_waits_per_mismatch",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}: {self.kind}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def is_credit(self) -> bool:
        return self.kind == DecisionKind.CREDIT

    @property
    def is_release(self) -> bool:
        return self.kind == DecisionKind.FORCE_RELEASE

    @property
    def is_waiting(self) -> bool:
        return self.state == DecisionState.WAITING
