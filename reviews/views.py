"""Pages of reviews, and the part of a profile that shows them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.selectors import open_people
from reviews.forms import ReasonForm, ReplyForm, ReviewForm
from reviews.models import Side
from reviews.policies import (
    can_flag,
    can_judge,
    can_moderate,
    can_reply,
    closes_at,
    is_window_open,
    shows_reply,
)
from reviews.ratings import MOST, PRIOR_MEAN, PRIOR_WEIGHT
from reviews.selectors import (
    flagged_reviews,
    past_work_of,
    review_by,
    reviewable_contracts_of,
    reviews_as_client,
    reviews_listed_of,
    reviews_of_contract,
    reviews_visible_to,
)
from reviews.services import (
    flag_review,
    keep_review,
    reply_to_review,
    write_review,
)

_A_PAGE = 20
_ON_PROFILE = 6


@login_required
def new(request: SignedInRequest, contract_id: int) -> HttpResponse:
    """Write about the other side of a contract, or read what one has written."""
    contract = get_object_or_404(reviewable_contracts_of(request.user), pk=contract_id)
    is_client = contract.client_id == request.user.pk
    form = ReviewForm(request.POST or None, side=Side.FREELANCER if is_client else Side.CLIENT)
    if form.is_valid():
        review = write_review(
            contract=contract,
            by=request.user,
            points=form.points,
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
        messages.success(
            request,
            _("Thank you. Both reviews are published now.")
            if review.published_at
            else _("Thank you. Your review is sealed until the other side has written too."),
        )
        return redirect("reviews:new", contract_id=contract.pk)
    now, closing = timezone.now(), closes_at(contract)
    context = {
        "contract": contract,
        "form": form,
        "mine": review_by(request.user, contract),
        "theirs": reviews_of_contract(contract, request.user).exclude(author=request.user).first(),
        "other": contract.freelancer if is_client else contract.client,
        "closes_at": closing,
        "is_over": closing is not None and closing <= now,
        "is_open": is_window_open(contract, now),
    }
    return render(request, "reviews/new.html", context)


@login_required
def reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer a review of oneself."""
    review = get_object_or_404(reviews_visible_to(request.user), pk=pk)
    if not can_reply(request.user, review):
        raise PermissionDenied
    if request.method != "POST" and not shows_reply(request.user, review, timezone.now()):
        messages.info(request, _("This review takes no reply any more."))
        return redirect("reviews:of-person", handle=request.user.handle)
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        reply_to_review(
            review=review, by=request.user, text=form.cleaned_data["text"], now=timezone.now()
        )
        messages.success(request, _("Your reply is published."))
        return redirect("reviews:of-person", handle=request.user.handle)
    return render(request, "reviews/reply.html", {"review": review, "form": form})


@login_required
def flag(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask a moderator to look at a review of oneself."""
    review = get_object_or_404(reviews_visible_to(request.user), pk=pk)
    if not can_flag(request.user, review):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        flag_review(
            review=review, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        messages.success(request, _("A moderator will look at this review and tell you."))
        return redirect("reviews:of-person", handle=request.user.handle)
    return render(request, "reviews/flag.html", {"review": review, "form": form})


@login_required
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """For moderators: reviews that somebody asked them to look at."""
    if not can_moderate(request.user):
        raise PermissionDenied
    page = Paginator(flagged_reviews(), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/queue.html", {"page": page})


@login_required
def judge(request: SignedInRequest, pk: int) -> HttpResponse:
    """For moderators: keep a flagged review, with the reason; hiding it opens a case."""
    if not can_moderate(request.user):
        raise PermissionDenied
    review = get_object_or_404(flagged_reviews(), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        keep_review(
            review=review, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        messages.success(request, _("Decided. Both sides are told."))
        return redirect("reviews:queue")
    context = {"review": review, "form": form, "may_judge": can_judge(request.user, review)}
    return render(request, "reviews/judge.html", context)


@require_safe
def of_person(request: HttpRequest, handle: str) -> HttpResponse:
    """Everything published about somebody, and how the rating is computed."""
    person = get_object_or_404(
        open_people().select_related("freelancer_profile", "client_profile"), handle=handle
    )
    page = Paginator(reviews_listed_of(person), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "page": page,
        "now": timezone.now(),
        "prior_weight": PRIOR_WEIGHT,
        "prior_mean": PRIOR_MEAN / 100,
        "most": MOST,
    }
    return render(request, "reviews/of_person.html", context)


def profile_part(person: User, request: HttpRequest) -> str:
    """Past work and reviews, at the foot of a profile."""
    context = {
        "person": person,
        "past_work": past_work_of(person)[:_ON_PROFILE],
        "as_client": reviews_as_client(person)[:_ON_PROFILE],
        "now": timezone.now(),
    }
    return render_to_string("reviews/profile.html", context, request)
