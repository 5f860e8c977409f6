"""What somebody takes along of work: what they posted, offered, agreed and handed over."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from core.money import format_money
from projects.models import (
    Bid,
    Contract,
    Delivery,
    Invitation,
    Project,
    SavedProject,
    SavedSearch,
)


def work_of(user: User) -> dict[str, Any]:
    """Words as they were written, amounts with their currency; of contracts both sides' terms."""
    return {
        "projects": [_project(one) for one in Project.objects.filter(client=user).order_by("pk")],
        "bids": [_bid(one) for one in _bids(user)],
        "contracts": [_contract(one) for one in _contracts(user)],
        "deliveries": [
            {
                "step": one.milestone.title,
                "message": one.message,
                "delivered_at": one.delivered_at.isoformat(),
            }
            for one in Delivery.objects.filter(milestone__contract__freelancer=user)
            .select_related("milestone")
            .order_by("pk")
        ],
        "invitations_sent": [
            {"project": one.project.title, "to": str(one.freelancer), "message": one.message}
            for one in Invitation.objects.filter(project__client=user)
            .select_related("project", "freelancer")
            .order_by("pk")
        ],
        "saved_searches": list(SavedSearch.objects.filter(user=user).values("name", "address")),
        "saved_projects": list(
            SavedProject.objects.filter(user=user).values_list("project__title", flat=True)
        ),
    }


def _project(one: Project) -> dict[str, Any]:
    return {
        "title": one.title,
        "description": one.description,
        "state": one.state,
        "budget_from": format_money(one.budget_min) if one.budget_min else None,
        "budget_to": format_money(one.budget_max) if one.budget_max else None,
        "questions": [question.text for question in one.questions.all()],
        "created_at": one.created_at.isoformat(),
    }


def _bids(user: User) -> QuerySet[Bid]:
    bids = Bid.objects.filter(freelancer=user).select_related("project", "terms").order_by("pk")
    return bids.prefetch_related("answers__question")


def _bid(one: Bid) -> dict[str, Any]:
    return {
        "project": one.project.title,
        "state": one.state,
        "cover_note": one.cover_note,
        "price": format_money(one.terms.amount) if one.terms else None,
        "days": one.terms.days if one.terms else None,
        "answers": [{"question": a.question.text, "answer": a.text} for a in one.answers.all()],
        "submitted_at": one.submitted_at.isoformat(),
    }


def _contracts(user: User) -> QuerySet[Contract]:
    mine = Contract.objects.filter(Q(client=user) | Q(freelancer=user)).order_by("pk")
    return mine.select_related("client", "freelancer", "project").prefetch_related("milestones")


def _contract(one: Contract) -> dict[str, Any]:
    return {
        "title": one.title,
        "client": str(one.client),
        "freelancer": str(one.freelancer),
        "state": one.state,
        "signed_at": one.signed_at.isoformat(),
        "steps": [
            {"title": step.title, "price": format_money(step.amount), "state": step.state}
            for step in one.milestones.all()
        ],
    }
