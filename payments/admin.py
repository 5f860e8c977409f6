"""Records of money in Django's admin: to look at, never to change."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from payments.models import (
    Account,
    AccountSnapshot,
    ChargebackFile,
    ConnectedAccount,
    Debt,
    Decision,
    Destination,
    Document,
    Earning,
    EarningHold,
    Entry,
    Escrow,
    EscrowChange,
    Mismatch,
    Payin,
    PayinChange,
    Payout,
    PayoutChange,
    PayoutPart,
    PayoutSchedule,
    PayoutStop,
    PolicyVersion,
    ProviderEvent,
    ProviderPace,
    Refund,
    RefundChange,
    TaxPolicy,
    TaxRate,
    Transfer,
    TrustLevel,
    TrustPolicy,
    WithholdingSlip,
)

M = TypeVar("M", bound=models.Model)


class ReadOnly(admin.ModelAdmin[M]):
    """Nobody adds, changes or deletes here; services do."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyRows(admin.TabularInline[M, Any]):
    """Rows under a record, to look at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Entries(ReadOnlyRows[Entry]):
    model = Entry
    fields = ("account", "amount_minor", "currency")


class EscrowChanges(ReadOnlyRows[EscrowChange]):
    model = EscrowChange


class PayinChanges(ReadOnlyRows[PayinChange]):
    model = PayinChange


class RefundChanges(ReadOnlyRows[RefundChange]):
    model = RefundChange


class PayoutChanges(ReadOnlyRows[PayoutChange]):
    model = PayoutChange


@admin.register(Account)
class AccountAdmin(ReadOnly[Account]):
    list_display = ("id", "kind", "user", "escrow", "provider", "balance_minor", "currency")
    list_filter = ("kind", "currency", "tracked")
    list_select_related = ("user", "escrow")
    search_fields = ("user__email", "escrow__reference")


@admin.register(Transfer)
class TransferAdmin(ReadOnly[Transfer]):
    list_display = ("id", "key", "kind", "reference", "posted_at")
    list_filter = ("kind",)
    search_fields = ("key", "reference")
    inlines = (Entries,)


@admin.register(Entry)
class EntryAdmin(ReadOnly[Entry]):
    list_display = ("id", "transfer", "account", "amount_minor", "currency")
    list_select_related = ("transfer", "account")
    search_fields = ("transfer__key", "transfer__reference")


@admin.register(Escrow)
class EscrowAdmin(ReadOnly[Escrow]):
    list_display = ("id", "description", "payer", "payee", "state", "paid_minor", "held_minor")
    list_filter = ("state", "currency")
    list_select_related = ("payer", "payee")
    search_fields = ("reference", "description", "payer__email", "payee__email")
    inlines = (EscrowChanges,)


@admin.register(Payin)
class PayinAdmin(ReadOnly[Payin]):
    list_display = ("id", "escrow", "payer", "method", "amount_minor", "state", "created_at")
    list_filter = ("state", "method", "provider")
    list_select_related = ("escrow", "payer")
    search_fields = ("key", "provider_reference", "payer__email")
    inlines = (PayinChanges,)


@admin.register(Refund)
class RefundAdmin(ReadOnly[Refund]):
    list_display = ("id", "payin", "amount_minor", "currency", "state", "created_at")
    list_filter = ("state", "provider")
    search_fields = ("key", "provider_reference")
    inlines = (RefundChanges,)


@admin.register(Payout)
class PayoutAdmin(ReadOnly[Payout]):
    list_display = ("id", "user", "destination", "amount_minor", "state", "created_at")
    list_filter = ("state", "provider")
    list_select_related = ("user", "destination")
    search_fields = ("key", "user__email")
    inlines = (PayoutChanges,)


@admin.register(PayoutPart)
class PayoutPartAdmin(ReadOnly[PayoutPart]):
    list_display = ("id", "payout", "number", "channel", "amount_minor", "state", "send_after")
    list_filter = ("state", "provider", "channel")
    list_select_related = ("payout",)
    search_fields = ("key", "provider_reference", "payout__user__email")


@admin.register(PayoutSchedule)
class PayoutScheduleAdmin(ReadOnly[PayoutSchedule]):
    list_display = ("id", "user", "currency", "cadence", "destination", "next_at", "last_skip")
    list_filter = ("cadence",)
    list_select_related = ("user", "destination")
    search_fields = ("user__email",)


@admin.register(ProviderPace)
class ProviderPaceAdmin(ReadOnly[ProviderPace]):
    list_display = ("provider", "halvings", "rests_until")


@admin.register(PayoutStop)
class PayoutStopAdmin(ReadOnly[PayoutStop]):
    list_display = ("id", "user", "destination", "opened_at", "lifted_at", "lifted_by")
    list_select_related = ("user", "destination", "lifted_by")
    search_fields = ("user__email",)


@admin.register(Destination)
class DestinationAdmin(ReadOnly[Destination]):
    list_display = ("id", "user", "institution", "masked_number", "usable_at", "retired_at")
    list_select_related = ("user",)
    search_fields = ("user__email",)


@admin.register(ConnectedAccount)
class ConnectedAccountAdmin(ReadOnly[ConnectedAccount]):
    list_display = ("id", "user", "provider", "country", "standing", "failure", "looked_up_at")
    list_filter = ("provider", "standing", "country")
    list_select_related = ("user",)
    search_fields = ("user__email", "key", "provider_reference")


@admin.register(Document)
class DocumentAdmin(ReadOnly[Document]):
    list_display = ("code", "person", "kind", "issued_at", "amount_minor", "currency")
    list_filter = ("kind", "year")
    list_select_related = ("person",)
    search_fields = ("person__email", "subject", "sha256")


@admin.register(Earning)
class EarningAdmin(ReadOnly[Earning]):
    list_display = ("id", "payee", "escrow", "amount_minor", "state", "available_at")
    list_filter = ("state",)
    list_select_related = ("payee", "escrow")


@admin.register(ChargebackFile)
class ChargebackFileAdmin(ReadOnly[ChargebackFile]):
    list_display = ("id", "chargeback", "kind", "name", "size", "uploaded_by")
    list_select_related = ("chargeback", "uploaded_by")


@admin.register(TrustPolicy)
class TrustPolicyAdmin(admin.ModelAdmin[TrustPolicy]):
    """Versions of the rules of trust: a change is another version, with its levels and source."""

    list_display = ("id", "effective_at", "card_least_days", "source")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TrustLevel)
class TrustLevelAdmin(admin.ModelAdmin[TrustLevel]):
    """Levels: added to a version before it holds, never edited."""

    list_display = ("policy", "number", "name", "qris_percent", "ewallet_percent", "card_percent")
    list_select_related = ("policy",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(EarningHold)
class EarningHoldAdmin(ReadOnly[EarningHold]):
    list_display = ("earning", "level", "methods", "full_until", "until")
    list_select_related = ("level",)


@admin.register(Debt)
class DebtAdmin(ReadOnly[Debt]):
    list_display = ("id", "user", "amount_minor", "repaid_minor", "written_off_minor", "opened_at")
    list_select_related = ("user",)
    search_fields = ("user__email",)


@admin.register(Decision)
class DecisionAdmin(ReadOnly[Decision]):
    list_display = ("id", "kind", "amount_minor", "state", "asked_by", "second_by", "asked_at")
    list_filter = ("kind", "state")
    list_select_related = ("asked_by", "second_by")


@admin.register(Mismatch)
class MismatchAdmin(ReadOnly[Mismatch]):
    list_display = ("id", "kind", "subject", "state", "opened_at", "resolved_by")
    list_filter = ("kind", "state")


@admin.register(ProviderEvent)
class ProviderEventAdmin(ReadOnly[ProviderEvent]):
    list_display = ("id", "provider", "event_id", "kind", "received_at", "processed_at", "outcome")
    list_filter = ("provider", "kind")
    search_fields = ("event_id", "object_key")


@admin.register(AccountSnapshot)
class AccountSnapshotAdmin(ReadOnly[AccountSnapshot]):
    list_display = ("id", "account", "last_entry_id", "balance_minor", "taken_at")
    list_select_related = ("account",)


@admin.register(WithholdingSlip)
class WithholdingSlipAdmin(ReadOnly[WithholdingSlip]):
    list_display = ("slip_number", "kind", "earning", "amount_minor", "issued_on", "recorded_by")
    list_select_related = ("earning", "recorded_by")


@admin.register(TaxRate)
class TaxRateAdmin(admin.ModelAdmin[TaxRate]):
    """Rates of taxes: a change is another row, with its source."""

    list_display = ("kind", "effective_on", "rate_bps", "is_checked", "source")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TaxPolicy)
class TaxPolicyAdmin(admin.ModelAdmin[TaxPolicy]):
    """Which taxes are taken: a change is another row, with its source."""

    list_display = ("id", "effective_at", "charges_ppn", "collects_pph22", "source")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PolicyVersion)
class PolicyVersionAdmin(admin.ModelAdmin[PolicyVersion]):
    """Rates and limits: a change is another version, with its source."""

    list_display = ("id", "effective_at", "freelancer_bps", "client_bps", "source")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
