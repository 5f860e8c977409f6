"""People, for those who help them: find somebody, see as they see, give roles."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.policies import can_give_roles
from accounts.roles import is_admin, roles_of, supports
from staff.forms import HoldForm, LiftForm, PeopleSearchForm, ReasonForm, RolesForm
from staff.policies import can_find_people, can_hold_data, can_view_as
from staff.selectors import consent_of, holds_about, people_found, running_holds, viewings_of
from staff.services import viewing
from staff.services.roles import set_roles

SESSION_KEY = "viewing"


@login_required
@never_cache
@require_safe
def find(request: SignedInRequest) -> HttpResponse:
    """Somebody by name, handle or e-mail address."""
    if not can_find_people(request.user):
        raise Http404
    form = PeopleSearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {"form": form, "words": words, "people": people_found(request.user, words)}
    return render(request, "staff/people.html", context)


@login_required
@never_cache
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: roles, and what one may do about them."""
    person = _person(request, pk)
    can_give = can_give_roles(request.user, person)
    context = {
        "person": person,
        "roles": roles_of(person),
        "view_form": ReasonForm(prefix="view")
        if can_view_as(request.user, person, timezone.now())
        else None,
        "needs_consent": supports(request.user) and not is_admin(request.user),
        "roles_form": RolesForm(initial={"roles": roles_of(person)}) if can_give else None,
        **_holds(request, person),
        "viewings": viewings_of(person).select_related("by")[:10],
    }
    return render(request, "staff/person.html", context)


@login_required
@require_POST
def view_as(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin to see as this person sees."""
    person = _person(request, pk)
    form = ReasonForm(request.POST, prefix="view")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    started = viewing.start(person=person, by=request.user, reason=reason, now=timezone.now())
    request.session.cycle_key()
    request.session[SESSION_KEY] = started.pk
    return redirect("dashboard")


@login_required
@require_POST
def end_viewing(request: SignedInRequest) -> HttpResponse:
    """Back to one's own eyes."""
    viewing.end_all(by=request.user, now=timezone.now())
    request.session.pop(SESSION_KEY, None)
    messages.success(request, _("You see Karya with your own eyes again."))
    return redirect("dashboard")


@login_required
@require_POST
def give_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give or take roles."""
    if not can_find_people(request.user):
        raise Http404
    person = get_object_or_404(User, pk=pk)
    form = RolesForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("staff:person", pk)
    given = form.cleaned_data
    now = timezone.now()
    set_roles(
        person=person, wanted=given["roles"], by=request.user, reason=given["reason"], now=now
    )
    messages.success(request, _("The roles are saved."))
    return redirect("staff:person", pk)


@login_required
@never_cache
@require_safe
def looks(request: SignedInRequest) -> HttpResponse:
    """For everybody: when staff looked through one's eyes, and why."""
    context = {
        "viewings": viewings_of(request.user)[:100],
        "consent": consent_of(request.user, timezone.now()),
    }
    return render(request, "staff/looks.html", context)


def _holds(request: SignedInRequest, person: User) -> dict[str, object]:
    """What only an admin is told."""
    if not can_hold_data(request.user, person):
        return {}
    running = running_holds(timezone.now()).filter(person=person).first()
    return {
        "hold": running,
        "hold_form": None if running else HoldForm(prefix="hold"),
        "lift_form": LiftForm(prefix="lift") if running else None,
        "holds": holds_about(person)[:10],
    }


def _person(request: SignedInRequest, pk: int) -> User:
    if not can_find_people(request.user):
        raise Http404
    return get_object_or_404(User, pk=pk)
