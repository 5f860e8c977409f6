"""The book: accounts, transfers, entries. Written by `payments.ledger` only, guarded by Postgres.

Functions and triggers stand in the migrations `0002_book` and `0003_guards`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from payments.models.shapes import whole_rupiah
from payments.states import OWNED_BY_PROVIDER, OWNED_BY_USER, TRACKED, AccountKind, TransferKind


class Account(models.Model):
    """A pocket of the book. `tracked` accounts keep a running balance; others stay at zero.

    Credit is above zero: what Karya owes. Money at a provider is a debit, below zero.
    """

    kind = models.CharField(max_length=20, choices=AccountKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    escrow = models.ForeignKey("payments.Escrow", models.PROTECT, null=True, blank=True)
    provider = models.CharField(max_length=20, blank=True)
    currency = CurrencyField()
    tracked = models.BooleanField()
    may_go_negative = models.BooleanField()
    balance_minor = MinorUnitsField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(  # zero for nobody: what IS NOT DISTINCT FROM says has no index
                F("kind"),
                Coalesce("user_id", Value(0)),
                Coalesce("escrow_id", Value(0)),
                F("provider"),
                F("currency"),
                name="account_identity",
            ),
            models.UniqueConstraint(fields=["id", "currency"], name="account_id_currency"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(OWNED_BY_USER), user__isnull=False)
                | (~Q(kind__in=sorted(OWNED_BY_USER)) & Q(user__isnull=True)),
                name="account_user_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=AccountKind.ESCROW, escrow__isnull=False)
                | (~Q(kind=AccountKind.ESCROW) & Q(escrow__isnull=True)),
                name="account_escrow_by_kind",
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=sorted(OWNED_BY_PROVIDER)) & ~Q(provider=""))
                | (~Q(kind__in=sorted(OWNED_BY_PROVIDER)) & Q(provider="")),
                name="account_provider_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(TRACKED), tracked=True, may_go_negative=False)
                | (~Q(kind__in=sorted(TRACKED)) & Q(tracked=False, may_go_negative=True)),
                name="account_tracked_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(may_go_negative=True) | Q(balance_minor__gte=0),
                name="account_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(tracked=True) | Q(balance_minor=0), name="account_untracked_is_zero"
            ),
        ]

    def __str__(self) -> str:
        owner = self.user_id or self.escrow_id or self.provider
        return f"{self.kind}:{owner or 'karya'}:{self.currency}"

    @property
    def balance(self) -> Money:
        """The running balance; always zero on untracked accounts."""
        return Money(self.balance_minor, self.currency)


class Transfer(models.Model):
    """One balanced posting, once per key, sealed with the database transaction that wrote it."""

    key = models.CharField(max_length=100, unique=True)
    request_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=TransferKind)
    reference = models.CharField(max_length=100, db_index=True)
    resolves = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="resolved_by"
    )
    xid = models.BigIntegerField()
    posted_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """One line of a transfer. Credit above zero, debit below."""

    transfer = models.ForeignKey(  # held by transfer_is_sealed
        Transfer, models.PROTECT, related_name="entries", db_constraint=False
    )
    account = models.ForeignKey(  # held by entry_account_currency, with the currency
        Account, models.PROTECT, related_name="entries", db_index=False, db_constraint=False
    )
    currency = CurrencyField()
    amount_minor = MinorUnitsField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["account", "id"], name="entry_by_account")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="entry_is_not_zero"),
            whole_rupiah("amount_minor", "entry_whole_rupiah"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount_minor} {self.currency}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class AccountSnapshot(models.Model):
    """The balance of an untracked account up to and including an entry."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="snapshots")
    last_entry_id = models.BigIntegerField()
    balance_minor = MinorUnitsField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "last_entry_id"], name="snapshot_once_per_point"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} ≤ {self.last_entry_id}: {self.balance_minor}"
