"""Pages of identity checks: the person's own, and those of moderators."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, only_for
from core.errors import DomainError
from identity.forms import DecisionForm, SubmitForm
from identity.models import IdentityCheck
from identity.policies import can_judge, is_moderator
from identity.selectors import (
    checks_visible_to,
    keeps_anything_of,
    latest_check_of,
    other_checks_of,
    waiting_checks,
)
from identity.services import checks, pictures
from identity.services.checks import Submission
from identity.states import ALIVE, Side

_PAGE = 25


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: SignedInRequest) -> HttpResponse:
    """How one's identity stands, and the form to send it."""
    check = latest_check_of(request.user)
    is_open = check is None or check.state not in ALIVE
    form = SubmitForm(
        request.POST or None,
        request.FILES or None,
        initial={"legal_name": request.user.legal_name},
    )
    if request.method == "POST" and form.is_valid() and _was_sent(request, form):
        messages.success(request, _("Thank you. Somebody looks at it within 24 hours."))
        return redirect("identity:identity")
    context = {
        "check": check,
        "form": form if is_open else None,
        "is_kept": keeps_anything_of(request.user),
        "keep_days": settings.IDENTITY_KEEP_DAYS,
    }
    return render(request, "identity/identity.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Take the consent back."""
    if latest_check_of(request.user) is None:
        raise Http404
    checks.withdraw(by=request.user, now=timezone.now())
    messages.success(request, _("Your pictures and the number are deleted."))
    return redirect("identity:identity")


@login_required
@never_cache
@require_safe
def picture(request: SignedInRequest, pk: int, side: str) -> HttpResponse:
    """A picture in the clear, for its person or the moderator who decides; never kept."""
    check = get_object_or_404(checks_visible_to(request.user), pk=pk)
    if side not in Side.values:
        raise Http404
    content = pictures.look_at(check=check, side=side, by=request.user, now=timezone.now())
    answer = HttpResponse(content, content_type="image/webp")
    answer["Cache-Control"] = "no-store, private"
    answer["Content-Disposition"] = "inline"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@only_for(is_moderator)
@never_cache
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits, the most urgent first."""
    page = Paginator(waiting_checks(), _PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [(one, one.is_overdue_at(now)) for one in page]
    return render(request, "identity/queue.html", {"page": page, "rows": rows})


@only_for(is_moderator)
@never_cache
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One check with everything that is needed to decide."""
    return _case(request, _check(request, pk), DecisionForm())


@only_for(is_moderator)
@never_cache
@require_POST
def verify(request: SignedInRequest, pk: int) -> HttpResponse:
    """They are one person."""
    checks.verify(check=_check(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("Verified."))
    return redirect("identity:queue")


@only_for(is_moderator)
@never_cache
@require_POST
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Something is to be sent anew."""
    check, form = _check(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _case(request, check, form)
    checks.send_back(check=check, by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Sent back."))
    return redirect("identity:queue")


def _was_sent(request: SignedInRequest, form: SubmitForm) -> bool:
    """Send it; what cannot be used is said at the form, so that nothing is typed twice."""
    said = dict(form.cleaned_data)
    consent = said.pop("consent")
    try:
        checks.submit(
            by=request.user, sent=Submission(**said), has_consented=consent, now=timezone.now()
        )
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


def _case(request: SignedInRequest, check: IdentityCheck, form: DecisionForm) -> HttpResponse:
    context = {
        "check": check,
        "form": form,
        "may_judge": can_judge(request.user, check),
        "is_overdue": check.is_overdue_at(timezone.now()),
        "others": other_checks_of(check),
        "sides": Side.choices if check.is_waiting else [],
    }
    return render(request, "identity/case.html", context, status=422 if form.is_bound else 200)


def _check(request: SignedInRequest, pk: int) -> IdentityCheck:
    return get_object_or_404(checks_visible_to(request.user), pk=pk)
