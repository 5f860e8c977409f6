"""Addresses of disputes; an action is a resource."""

from django.urls import URLPattern, URLResolver, path

from disputes import api
from disputes.views import moderators, sides

app_name = "disputes"
urlpatterns: list[URLPattern | URLResolver] = [
    path("milestones/<int:pk>/dispute/", sides.open_dispute, name="new"),
    path("disputes/<int:pk>/", sides.show, name="detail"),
    path("disputes/<int:pk>/proposals/", sides.propose, name="propose"),
    path("disputes/<int:pk>/proposals/<int:proposal_pk>/acceptance/", sides.accept, name="accept"),
    path("disputes/<int:pk>/withdrawal/", sides.withdraw, name="withdraw"),
    path("disputes/<int:pk>/secret-offers/", sides.offer_blindly, name="offer-blindly"),
    path("disputes/<int:pk>/rulings/<int:ruling_pk>/answer/", sides.answer, name="answer"),
    path("disputes/<int:pk>/appeal/", sides.appeal, name="appeal"),
    path("disputes/<int:pk>/ruling/", moderators.rule, name="rule"),
    path("disputes/<int:pk>/ruling/preview/", moderators.preview_ruling, name="preview-ruling"),
    path("disputes/<int:pk>/ruling/confirmation/", moderators.confirm, name="confirm"),
    path("disputes/<int:pk>/ruling/return/", moderators.return_ruling, name="return"),
    path("moderation/disputes/", moderators.queue, name="queue"),
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
    path("disputes/<int:pk>/secret-offers", api.SecretOffers.as_view(), name="secret-offers"),
    path(
        "disputes/<int:pk>/rulings/<int:ruling_pk>/answer",
        api.RulingAnswers.as_view(),
        name="ruling-answer",
    ),
    path("disputes/<int:pk>/appeal", api.Appeals.as_view(), name="dispute-appeal"),
    path(
        "disputes/<int:pk>/withdrawal", api.DisputeWithdrawal.as_view(), name="dispute-withdrawal"
    ),
    path("milestones/<int:pk>/dispute", api.MilestoneDispute.as_view(), name="milestone-dispute"),
]
