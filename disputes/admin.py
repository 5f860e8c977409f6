"""Records of disagreements, to be read."""

from django.contrib import admin
from django.http import HttpRequest

from disputes.models import Dispute, DisputeChange, Proposal, Ruling


class ReadOnly(admin.ModelAdmin[Dispute]):
    """Seen here, changed only by the services."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: object | None = None,
    ) -> bool:
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: object | None = None,
    ) -> bool:
        return False


class ProposalInline(admin.TabularInline[Proposal, Dispute]):
    model = Proposal
    extra = 0
    can_delete = False


class RulingInline(admin.TabularInline[Ruling, Dispute]):
    model = Ruling
    fk_name = "dispute"
    extra = 0
    can_delete = False


class ChangeInline(admin.TabularInline[DisputeChange, Dispute]):
    model = DisputeChange
    extra = 0
    can_delete = False


@admin.register(Dispute)
class DisputeAdmin(ReadOnly):
    list_display = ("pk", "milestone", "state", "opened_by", "deadline_at")
    list_filter = ("state", "reason_code")
    list_select_related = ("milestone", "opened_by")
    inlines = (ProposalInline, RulingInline, ChangeInline)
