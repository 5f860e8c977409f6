"""Personal access tokens on the settings page."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.account import TokenForm
from accounts.http import SignedInRequest
from accounts.selectors import tokens_of
from accounts.services.tokens import create_token, revoke_token


@login_required
@require_safe
def list_tokens(request: SignedInRequest) -> HttpResponse:
    """One's tokens, what they may do and when they were last used."""
    context = {"tokens": tokens_of(request.user), "now": timezone.now()}
    return render(request, "accounts/tokens.html", context)


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@never_cache
def new_token(request: SignedInRequest) -> HttpResponse:
    """Make a token and show its secret, this once."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        made = create_token(
            user=request.user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            lifetime=form.lifetime,
            by=request.user,
            now=timezone.now(),
        )
        return render(request, "accounts/token_made.html", {"made": made})
    return render(request, "accounts/token_new.html", {"form": form})


@login_required
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    token = get_object_or_404(tokens_of(request.user), pk=pk)
    revoke_token(token=token, by=request.user, now=timezone.now())
    messages.success(request, _("The token is revoked."))
    return redirect("accounts:tokens")
