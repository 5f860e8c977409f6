"""Conversations for the operator: who and when; the words stay between the two."""

from django.contrib import admin
from django.http import HttpRequest

from messaging.models import Thread


@admin.register(Thread)
class ThreadAdmin(admin.ModelAdmin[Thread]):
    """To look up that a conversation exists; nothing here can be read or changed."""

    list_display = ("id", "client", "freelancer", "created_at", "last_message_at")
    list_select_related = ("client", "freelancer", "bid__project", "contract")
    fields = ("bid", "contract", "client", "freelancer", "created_at", "last_message_at")
    readonly_fields = fields
    search_fields = ("client__email", "freelancer__email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Thread | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Thread | None = None) -> bool:
        return False
