"""What the desk adds to the pages of cases, which belong to the rooms below."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from accounts.models import User
from desk.forms import HandOverForm, NoteForm
from desk.kinds import Kind
from desk.policies import can_edit_texts, can_pass_on, can_use_texts, has_rank_for
from desk.registry import Case, source_of
from desk.selectors import (
    around,
    assignment_of,
    canned_texts,
    colleagues_for,
    find_case,
    notes_on,
    past_of,
)

register = template.Library()
_LANGUAGES = ("en", "id")


@register.inclusion_tag("desk/_case.html", takes_context=True)
def desk_case(context: Context, kind: str, pk: int) -> dict[str, Any]:
    """`{% desk_case "posting" project.pk %}`: nothing for whoever does not work on this kind."""
    request = context["request"]
    user = getattr(request, "user", None)
    case = find_case(user, kind, pk) if isinstance(user, User) else None
    if case is None or not isinstance(user, User):
        return {"case": None}
    if any(person.pk == user.pk for person in case.people):
        return {"case": None}  # whoever is in it reads the page of the people in it
    near = around(user, case, timezone.now())
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "case": case,
        "label": Kind(case.kind).label,
        "ties": near.ties,
        "next": near.next,
        **_of_work(user, case, is_tied=bool(near.ties)),
    }


@register.inclusion_tag("desk/_canned.html", takes_context=True)
def canned(context: Context, *fields: str) -> dict[str, Any]:
    """`{% canned "english:en" "indonesian:id" %}` inside a form: choose a text and put it in.

    A field without a language may have either: there is a button for each.
    """
    user = getattr(context["request"], "user", None)
    if not isinstance(user, User) or not can_use_texts(user):
        return {"texts": []}
    both = " ".join(field for field in fields if ":" in field)
    single = [field for field in fields if ":" not in field]
    return {
        "texts": canned_texts(),
        "both": both,
        "single": [(f"{name}:{code}", code) for name in single for code in _LANGUAGES],
        "suffix": fields[0].partition(":")[0],
        "may_edit": can_edit_texts(user),
    }


def _of_work(user: User, case: Case, *, is_tied: bool) -> dict[str, Any]:
    now = timezone.now()
    held = assignment_of(case)
    hand_over = HandOverForm(auto_id="desk_%s")
    hand_over.fields["to"].queryset = colleagues_for(user, case)  # type: ignore[attr-defined]
    return {
        "held": held,
        "is_mine": held is not None and held.assignee_id == user.pk,
        "may_take": case.is_open and not is_tied and has_rank_for(user, case),
        "is_above": case.is_open and not has_rank_for(user, case),
        "may_pass_on": case.is_open and held is not None and can_pass_on(user, case, held),
        "hand_over": hand_over,
        "is_late": case.due_at is not None and case.due_at < now,
        "reads_notes": not is_tied,
        "notes": notes_on(case) if not is_tied else [],
        "note_form": NoteForm(auto_id="desk_%s"),
        "past": past_of(user, case),
        "escrows": source_of(case.kind).money(case.row),
    }
