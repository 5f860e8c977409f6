"""One's own account: name, language, time zone, privacy, mode."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.account import AccountForm, ClosingForm
from accounts.http import SignedInRequest
from accounts.models import Mode
from accounts.selectors import export_of
from accounts.services.closing import close_account
from accounts.services.people import switch_mode, update_account
from accounts.views.clocks import why_this_time
from core.addresses import own_path


@login_required
def edit_account(request: SignedInRequest) -> HttpResponse:
    """Name, language and time zone."""
    user = request.user
    fields = ("name", "legal_name", "language", "timezone")
    initial = {name: getattr(user, name) for name in fields}
    form = AccountForm(request.POST or None, initial=initial)
    if form.is_valid():
        update_account(user=user, by=user, **form.cleaned_data)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Your settings are saved."))
        return redirect("accounts:settings")
    form.fields["timezone"].help_text = why_this_time(user) or form.fields["timezone"].help_text
    return render(request, "accounts/settings.html", {"form": form})


@login_required
@require_POST
def change_mode(request: SignedInRequest) -> HttpResponse:
    """Look at Karya from the other side."""
    user = switch_mode(user=request.user, mode=request.POST.get("mode", ""), by=request.user)
    messages.success(
        request,
        _("You now look at Karya as a freelancer.")
        if user.mode == Mode.FREELANCER
        else _("You now look at Karya as a client."),
    )
    return redirect(own_path(request.POST.get("next", ""), otherwise=reverse("dashboard")))


@login_required
@require_safe
def privacy(request: SignedInRequest) -> HttpResponse:
    """Take one's data along, or leave."""
    return render(request, "accounts/privacy.html")


@login_required
@require_safe
def export(request: SignedInRequest) -> HttpResponse:
    """Everything about oneself as a JSON file."""
    answer = JsonResponse(export_of(request.user), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="karya-{request.user.handle}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def close(request: SignedInRequest) -> HttpResponse:
    """Close one's account for good."""
    form = ClosingForm(request.POST or None)
    if form.is_valid():
        close_account(user=request.user, by=request.user, now=timezone.now())
        logout(request)
        messages.success(request, _("Your account is closed. Thank you for your time here."))
        return redirect(settings.LOGOUT_REDIRECT_URL)
    return render(request, "accounts/close.html", {"form": form})
