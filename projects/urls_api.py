"""`/api/v1/…` of projects: a resource per action."""

from django.urls import URLPattern, URLResolver, path

from projects.api import bids, budgets, contracts, milestones, postings, saved, search

urlpatterns: list[URLPattern | URLResolver] = [
    path("search/projects", search.ProjectSearchView.as_view(), name="project-search"),
    path("budgets", budgets.Budgets.as_view(), name="budgets"),
    path("budgets/<int:pk>", budgets.BudgetDetail.as_view(), name="budget"),
    path("saved-searches", saved.SavedSearches.as_view(), name="saved-searches"),
    path("saved-searches/<int:pk>", saved.SavedSearchDetail.as_view(), name="saved-search"),
    path("projects", postings.ProjectList.as_view(), name="projects"),
    path("projects/<int:pk>", postings.ProjectDetail.as_view(), name="project"),
    path("projects/<int:pk>/publication", postings.Publication.as_view(), name="publication"),
    path("projects/<int:pk>/cancellation", postings.Cancellation.as_view(), name="cancellation"),
    path("projects/<int:pk>/renewal", postings.Renewal.as_view(), name="renewal"),
    path("projects/<int:pk>/files", postings.ProjectFiles.as_view(), name="project-files"),
    path(
        "projects/<int:pk>/invitations",
        postings.ProjectInvitations.as_view(),
        name="project-invitations",
    ),
    path("projects/<int:pk>/bids", bids.ProjectBids.as_view(), name="project-bids"),
    path("invitations", postings.Invitations.as_view(), name="invitations"),
    path("bids", bids.MyBids.as_view(), name="bids"),
    path("bids/<int:pk>", bids.BidDetail.as_view(), name="bid"),
    path("bids/<int:pk>/terms", bids.BidTerms.as_view(), name="bid-terms"),
    path("bids/<int:pk>/shortlisting", bids.Shortlisting.as_view(), name="shortlisting"),
    path("bids/<int:pk>/rejection", bids.Rejection.as_view(), name="rejection"),
    path("bids/<int:pk>/withdrawal", bids.Withdrawal.as_view(), name="withdrawal"),
    path("bids/<int:pk>/offer", bids.Offer.as_view(), name="offer"),
    path("bids/<int:pk>/acceptance", bids.Acceptance.as_view(), name="acceptance"),
    path("bids/<int:pk>/refusal", bids.Refusal.as_view(), name="refusal"),
    path("contracts", contracts.ContractList.as_view(), name="contracts"),
    path("contracts/<int:pk>", contracts.ContractDetail.as_view(), name="contract"),
    path("contracts/<int:pk>/timeline", contracts.Timeline.as_view(), name="timeline"),
    path("contracts/<int:pk>/ending", contracts.Ending.as_view(), name="ending"),
    path("contracts/<int:pk>/pause", contracts.Pause.as_view(), name="pause"),
    path("contracts/<int:pk>/amendments", contracts.Amendments.as_view(), name="amendments"),
    path(
        "amendments/<int:pk>/acceptance",
        contracts.AmendmentAcceptance.as_view(),
        name="amendment-acceptance",
    ),
    path(
        "amendments/<int:pk>/refusal",
        contracts.AmendmentRefusal.as_view(),
        name="amendment-refusal",
    ),
    path("milestones/<int:pk>", milestones.MilestoneDetail.as_view(), name="milestone"),
    path("milestones/<int:pk>/payin", milestones.MilestonePayin.as_view(), name="payin"),
    path(
        "milestones/<int:pk>/ways-to-pay",
        milestones.MilestoneWays.as_view(),
        name="milestone-ways",
    ),
    path("milestones/<int:pk>/deliveries", milestones.Deliveries.as_view(), name="deliveries"),
    path("milestones/<int:pk>/changes", milestones.Changes.as_view(), name="changes"),
    path("milestones/<int:pk>/standing", milestones.Standing.as_view(), name="standing"),
    path(
        "milestones/<int:pk>/partial-releases",
        milestones.PartialReleases.as_view(),
        name="partial-releases",
    ),
    path("milestones/<int:pk>/approval", milestones.Approval.as_view(), name="approval"),
    path(
        "milestones/<int:pk>/refund-requests",
        milestones.RefundRequests.as_view(),
        name="refund-requests",
    ),
    path(
        "refund-requests/<int:pk>/agreement",
        milestones.RefundAgreement.as_view(),
        name="refund-agreement",
    ),
    path(
        "refund-requests/<int:pk>/refusal",
        milestones.RefundRefusal.as_view(),
        name="refund-refusal",
    ),
]
