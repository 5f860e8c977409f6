"""Pages of the news."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.selectors import open_people
from notifications.forms import EmailChoicesForm
from notifications.kinds import Group
from notifications.selectors import email_choices_of, notifications_of, unread_of
from notifications.services.letters import SALT
from notifications.services.news import choose_emails, mark_all_read, mark_read, stop_emails
from notifications.tasks import show_unread

_A_PAGE = 20


@login_required
@never_cache
@require_safe
def list_notifications(request: SignedInRequest) -> HttpResponse:
    """One's news: what is unread, or everything."""
    shows_all = request.GET.get("show") == "all"
    found = notifications_of(request.user) if shows_all else unread_of(request.user)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/list.html", {"page": page, "shows_all": shows_all})


@login_required
@never_cache
@require_safe
def open_notification(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the page that the news are about; they count as read from now on."""
    notification = get_object_or_404(notifications_of(request.user), pk=pk)
    mark_read(notification=notification, by=request.user, now=timezone.now())
    return redirect(notification.target)


@login_required
@require_POST
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """One piece of news has been seen."""
    notification = get_object_or_404(notifications_of(request.user), pk=pk)
    mark_read(notification=notification, by=request.user, now=timezone.now())
    return redirect("notifications:list")


@login_required
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Everything has been seen."""
    mark_all_read(by=request.user, now=timezone.now())
    show_unread.delay([request.user.pk])
    messages.success(request, _("Everything is marked as read."))
    return redirect("notifications:list")


@login_required
def preferences(request: SignedInRequest) -> HttpResponse:
    """Which letters one wants."""
    choices = email_choices_of(request.user)
    initial = {"wanted": [group.value for group, is_wanted in choices.items() if is_wanted]}
    form = EmailChoicesForm(request.POST or None, groups=choices, initial=initial)
    if form.is_valid():
        choose_emails(wanted=form.cleaned_data["wanted"], by=request.user)
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:preferences")
    return render(request, "notifications/preferences.html", {"form": form})


@csrf_exempt
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The link in every letter: asks on GET, acts on POST, also when a mail program posts."""
    try:
        told = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    person = get_object_or_404(open_people(), pk=told["u"])
    context = {"group": Group(told["g"]).label, "is_done": request.method == "POST"}
    if request.method == "POST":
        stop_emails(user=person, group=told["g"])
    return render(request, "notifications/unsubscribe.html", context)
