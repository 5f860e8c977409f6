"""Work: postings, bids, contracts, and what happened to them."""

from projects.models.asides import NotForMe
from projects.models.bids import Answer, Bid, Invitation, Terms, TermsMilestone
from projects.models.budgets import Budget, BudgetWarning
from projects.models.contracts import (
    Amendment,
    ChangeRequest,
    Contract,
    Delivery,
    Milestone,
    RefundRequest,
)
from projects.models.history import Attachment, WorkEvent
from projects.models.local import LocalBatch, LocalEarning
from projects.models.openings import Opening
from projects.models.policy import WorkPolicy
from projects.models.postings import KnownWord, OpenSkill, Project, ScreeningQuestion
from projects.models.saved import SavedProject, SavedSearch

__all__ = [
    "Amendment",
    "Answer",
    "Attachment",
    "Bid",
    "Budget",
    "BudgetWarning",
    "ChangeRequest",
    "Contract",
    "Delivery",
    "Invitation",
    "KnownWord",
    "LocalBatch",
    "LocalEarning",
    "Milestone",
    "NotForMe",
    "OpenSkill",
    "Opening",
    "Project",
    "RefundRequest",
    "SavedProject",
    "SavedSearch",
    "ScreeningQuestion",
    "Terms",
    "TermsMilestone",
    "WorkEvent",
    "WorkPolicy",
]
