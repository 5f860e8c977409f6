"""Addresses of disputes; an action is a resource."""

from django.urls import URLPattern, URLResolver, path

from disputes import api, views

app_name = "disputes"
urlpatterns: list[URLPattern | URLResolver] = [
    path("milestones/<int:pk>/dispute/", views.open_dispute, name="new"),
    path("disputes/<int:pk>/", views.show, name="detail"),
    path("disputes/<int:pk>/proposals/", views.propose, name="propose"),
    path("disputes/<int:pk>/proposals/<int:proposal_pk>/acceptance/", views.accept, name="accept"),
    path("disputes/<int:pk>/withdrawal/", views.withdraw, name="withdraw"),
    path("disputes/<int:pk>/ruling/", views.rule, name="rule"),
    path("disputes/<int:pk>/ruling/confirmation/", views.confirm, name="confirm"),
    path("disputes/<int:pk>/ruling/return/", views.return_ruling, name="return"),
    path("moderation/disputes/", views.queue, name="queue"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("disputes", api.Disputes.as_view(), name="disputes"),
    path("disputes/<int:pk>", api.DisputeDetail.as_view(), name="dispute"),
    path("disputes/<int:pk>/proposals", api.Proposals.as_view(), name="dispute-proposals"),
    path(
        "disputes/<int:pk>/proposals/<int:proposal_pk>/acceptance",
        api.ProposalAcceptance.as_view(),
        name="dispute-acceptance",
    ),
    path(
        "disputes/<int:pk>/withdrawal", api.DisputeWithdrawal.as_view(), name="dispute-withdrawal"
    ),
    path("milestones/<int:pk>/dispute", api.MilestoneDispute.as_view(), name="milestone-dispute"),
]
