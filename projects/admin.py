"""Records of work in Django's admin: to look at, never to change; services do that."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from projects.models import (
    Amendment,
    Attachment,
    Bid,
    Contract,
    Delivery,
    Invitation,
    Milestone,
    Project,
    RefundRequest,
    ScreeningQuestion,
    Terms,
    TermsMilestone,
    WorkEvent,
    WorkPolicy,
)

M = TypeVar("M", bound=models.Model)


class ReadOnly(admin.ModelAdmin[M]):
    """Nobody adds, changes or deletes here."""

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


class QuestionRows(ReadOnlyRows[ScreeningQuestion]):
    model = ScreeningQuestion


class StepRows(ReadOnlyRows[TermsMilestone]):
    model = TermsMilestone


class MilestoneRows(ReadOnlyRows[Milestone]):
    model = Milestone
    fields = ("position", "title", "amount_minor", "currency", "days", "state", "escrow")


class EventRows(ReadOnlyRows[WorkEvent]):
    model = WorkEvent
    fields = ("happened_at", "kind", "from_state", "to_state", "actor", "reason")


@admin.register(Project)
class ProjectAdmin(ReadOnly[Project]):
    list_display = ("title", "client", "state", "category", "bids_count", "published_at")
    list_filter = ("state", "is_flagged", "category", "language")
    list_select_related = ("client", "category")
    search_fields = ("title", "client__email")
    exclude = ("search", "skill_words")
    inlines = (QuestionRows,)


@admin.register(Bid)
class BidAdmin(ReadOnly[Bid]):
    list_display = ("pk", "project", "freelancer", "state", "submitted_at")
    list_filter = ("state",)
    list_select_related = ("project", "freelancer")
    search_fields = ("project__title", "freelancer__email")
    inlines = (EventRows,)


@admin.register(Terms)
class TermsAdmin(ReadOnly[Terms]):
    list_display = ("bid", "version", "author", "amount_minor", "currency", "days", "created_at")
    list_select_related = ("bid", "author")
    inlines = (StepRows,)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly[Invitation]):
    list_display = ("project", "freelancer", "state", "sent_at")
    list_filter = ("state",)
    list_select_related = ("project", "freelancer")


@admin.register(Contract)
class ContractAdmin(ReadOnly[Contract]):
    list_display = ("pk", "title", "client", "freelancer", "state", "signed_at")
    list_filter = ("state",)
    list_select_related = ("client", "freelancer")
    search_fields = ("title", "client__email", "freelancer__email")
    inlines = (MilestoneRows, EventRows)


@admin.register(Milestone)
class MilestoneAdmin(ReadOnly[Milestone]):
    list_display = ("pk", "title", "contract", "state", "amount_minor", "currency")
    list_filter = ("state",)
    list_select_related = ("contract",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly[Delivery]):
    list_display = ("pk", "milestone", "number", "delivered_at")
    list_select_related = ("milestone",)


@admin.register(Amendment)
class AmendmentAdmin(ReadOnly[Amendment]):
    list_display = ("contract", "proposed_by", "state", "proposed_at")
    list_filter = ("state",)
    list_select_related = ("contract", "proposed_by")


@admin.register(RefundRequest)
class RefundRequestAdmin(ReadOnly[RefundRequest]):
    list_display = ("milestone", "cause", "state", "asked_at", "answer_by_at")
    list_filter = ("state", "cause")
    list_select_related = ("milestone",)


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly[Attachment]):
    list_display = ("name", "content_type", "size", "uploaded_by", "uploaded_at")
    list_select_related = ("uploaded_by",)
    exclude = ("file",)


@admin.register(WorkEvent)
class WorkEventAdmin(ReadOnly[WorkEvent]):
    list_display = ("happened_at", "kind", "from_state", "to_state", "actor", "project")
    list_filter = ("kind",)
    list_select_related = ("actor", "project")


@admin.register(WorkPolicy)
class WorkPolicyAdmin(ReadOnly[WorkPolicy]):
    list_display = ("version", "effective_at", "source")
