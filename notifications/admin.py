"""News for the operator: whether somebody was told, and what became of the letter."""

from django.contrib import admin
from django.http import HttpRequest

from notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin[Notification]):
    """Read only."""

    list_display = (
        "id",
        "recipient",
        "kind",
        "about",
        "created_at",
        "read_at",
        "email_state",
        "email_tries",
        "email_failure",
    )
    list_filter = ("email_state", "kind")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email", "about")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return False
