"""Records of people for the operator; people change their own things through the services."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import Field
from django.forms import ChoiceField
from django.http import HttpRequest
from django.utils.text import capfirst

from accounts.models import (
    ApiToken,
    Category,
    ClientProfile,
    FreelancerProfile,
    PortfolioItem,
    Region,
    Skill,
    User,
)
from accounts.places import time_zones
from accounts.policies import can_give_roles
from accounts.roles import FLAGS
from core.memory import Memory

ROLE_FIELDS = (*FLAGS.values(), "is_staff", "groups")
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class LookOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return False


class ProfileInline(LookOnly, admin.StackedInline[Any, User]):
    extra = 0
    raw_id_fields = ("region",)


class FreelancerInline(ProfileInline):
    model = FreelancerProfile
    exclude = ("skills",)


class ClientInline(ProfileInline):
    model = ClientProfile


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Who is here; the operator makes moderators and closes doors, and never sees passwords."""

    list_display = (
        "name",
        "email",
        "handle",
        "mode",
        "is_active",
        "is_support",
        "is_moderator",
        "is_senior_moderator",
        "is_finance",
        "is_staff",
    )
    list_filter = ("mode", "is_active", "is_support", "is_moderator", "is_finance", "is_staff")
    search_fields = ("name", "email", "handle")
    ordering = ("-pk",)
    inlines = (FreelancerInline, ClientInline)
    fields = (
        "name", "email", "handle", "mode", "language", "timezone", "is_active",
        "is_support", "is_moderator", "is_senior_moderator", "is_finance", "is_staff",
        "is_superuser", "groups", "date_joined", "last_login", "closed_at",
    )  # fmt: skip
    readonly_fields = ("email", "handle", "mode", "date_joined", "last_login", "closed_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Roles too, for whoever may not give them to this person."""
        assert isinstance(request.user, User)
        may_give = obj is not None and can_give_roles(request.user, obj)
        return self.readonly_fields if may_give else (*self.readonly_fields, *ROLE_FIELDS)

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A time zone is one of those that people choose from: pages and letters read it."""
        if db_field.name == "timezone":
            return ChoiceField(choices=time_zones, label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class NamedAdmin(admin.ModelAdmin[Any]):
    """What has a name that searches keep for a moment; whoever changes it here sees it at once."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        Memory.forget_all()
        return super().log_change(request, obj, message)


@admin.register(Category)
class CategoryAdmin(NamedAdmin):
    list_display = ("slug", "name_en", "name_id", "position")


@admin.register(Skill)
class SkillAdmin(NamedAdmin):
    list_display = ("slug", "name_en", "name_id", "category")
    list_filter = ("category",)
    list_select_related = ("category",)
    search_fields = ("slug", "name_en", "name_id")


@admin.register(Region)
class RegionAdmin(LookOnly, admin.ModelAdmin[Region]):
    list_display = ("code", "name", "kind", "province")
    list_filter = ("kind",)
    list_select_related = ("province__province",)
    search_fields = ("code", "name")


@admin.register(PortfolioItem)
class PortfolioItemAdmin(LookOnly, admin.ModelAdmin[PortfolioItem]):
    list_display = ("title", "profile", "created_at")
    list_select_related = ("profile__user",)
    search_fields = ("title", "profile__user__email")

    def has_delete_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """What must not be shown can be taken away by somebody with the right."""
        return request.user.has_perm("accounts.delete_portfolioitem")


@admin.register(ApiToken)
class ApiTokenAdmin(LookOnly, admin.ModelAdmin[ApiToken]):
    list_display = ("prefix", "name", "user", "created_at", "expires_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("prefix", "user__email")
    exclude = ("digest",)
