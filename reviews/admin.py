"""Reviews for the operator: to read; what changes them are the services."""

from django.contrib import admin
from django.http import HttpRequest

from reviews.models import Review


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin[Review]):
    """Read only."""

    list_display = ("id", "contract", "author", "subject", "overall", "state", "published_at")
    list_filter = ("state", "subject_side")
    list_select_related = ("contract", "author", "subject")
    search_fields = ("author__email", "subject__email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False
