"""The raw records: whatever is changed there is asked for a reason, and written down.

Every model that any room registers passes through `register`, so none is forgotten.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from staff.services import audit

REASON = "audit_reason"
_LONGEST = 500
_SECRET = ("password", "digest", "secret", "key", "token", "data")


class AuditedSite(admin.AdminSite):
    """The administration of Django, with a line in the audit log for each change."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register with an admin class that asks for reasons and writes down what changes."""
        base = admin_class or admin.ModelAdmin
        audited = type(f"Audited{base.__name__}", (_Audited, base), {"__module__": __name__})
        super().register(model_or_iterable, audited, **options)


class _Audited(admin.ModelAdmin[Any]):
    """What changes here is one transaction with its line."""

    actions = None  # deleting many rows at once has no reason beside each

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The form, with a reason at its end, where something can be saved."""
        is_asked_for_names = "fields" in kwargs and kwargs["fields"] is None
        if is_asked_for_names or not self._can_save(request, obj):
            return super().get_form(request, obj, *args, **kwargs)
        names = kwargs.get("fields") or self._names(request, obj)
        own = [name for name in names if name != REASON]
        form = super().get_form(request, obj, *args, **{**kwargs, "fields": own})
        return type(form.__name__, (form,), {REASON: _reason_field()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The usual fields, and the reason below them."""
        usual = list(super().get_fieldsets(request, obj))
        if not self._can_save(request, obj):
            return usual
        return [*usual, (gettext_lazy("Why"), {"fields": (REASON,)})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save, remembering how it was."""
        request._audit_before = _values(type(obj), obj.pk) if change else {}  # type: ignore[attr-defined]  # noqa: SLF001
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save what belongs to it; then write the line."""
        super().save_related(request, form, formsets, change)
        one = form.instance
        _note(
            request,
            one,
            action="admin.change" if change else "admin.add",
            reason=form.cleaned_data.get(REASON, ""),
            before=getattr(request, "_audit_before", {}),
            after=_values(type(one), one.pk),
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Ask why, as for a change."""
        is_silent = request.method == "POST" and not request.POST.get(REASON, "").strip()
        if is_silent and self.has_delete_permission(request):
            messages.error(request, _("Say why first."))
            return HttpResponseRedirect(request.get_full_path())
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, with a line of what was there."""
        with transaction.atomic():
            _note(
                request,
                obj,
                action="admin.delete",
                reason=request.POST.get(REASON, "").strip()[:_LONGEST],
                before=_values(type(obj), obj.pk),
                after={},
            )
            super().delete_model(request, obj)

    def _can_save(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return bool(self.has_add_permission(request))
        return bool(self.has_change_permission(request, obj))

    def _names(self, request: HttpRequest, obj: Any) -> list[str]:
        return [str(one) for one in flatten_fieldsets(super().get_fieldsets(request, obj))]


def _reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"), max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


def _values(model: type[models.Model], pk: Any) -> dict[str, str]:
    """The columns of a row and the rows it is tied to, as words; never a secret."""
    row = model._default_manager.filter(pk=pk).first()  # noqa: SLF001 -- Django's public secret
    if row is None:
        return {}
    found = {
        field.attname: str(field.value_from_object(row))
        for field in model._meta.concrete_fields
        if not any(word in field.name for word in _SECRET)
    }
    for field in model._meta.many_to_many:
        found[field.name] = ", ".join(str(one) for one in getattr(row, field.name).all())
    return found


def _note(
    request: HttpRequest,
    one: models.Model,
    *,
    action: str,
    reason: str,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    assert isinstance(request.user, User)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    audit.record(
        by=request.user,
        action=action,
        now=timezone.now(),
        subject=one,
        person=_person_of(one),
        reason=reason,
        changed={name: (before.get(name, ""), after.get(name, "")) for name in names},
    )


def _person_of(one: models.Model) -> User | None:
    owner = getattr(one, "user", None)
    return owner if isinstance(owner, User) else None
