"""Addresses of reviews."""

from django.urls import URLPattern, URLResolver, path

from reviews import api, views

app_name = "reviews"
urlpatterns: list[URLPattern | URLResolver] = [
    path("contracts/<int:contract_id>/review/", views.new, name="new"),
    path("reviews/<int:pk>/reply/", views.reply, name="reply"),
    path("reviews/<int:pk>/flag/", views.flag, name="flag"),
    path("people/<slug:handle>/reviews/", views.of_person, name="of-person"),
    path("moderation/reviews/", views.queue, name="queue"),
    path("moderation/reviews/<int:pk>/", views.judge, name="judge"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("contracts/<int:pk>/reviews", api.ContractReviews.as_view(), name="contract-reviews"),
    path("people/<slug:handle>/reviews", api.PersonReviews.as_view(), name="person-reviews"),
    path("reviews/<int:pk>/reply", api.Reply.as_view(), name="review-reply"),
    path("reviews/<int:pk>/flag", api.Flag.as_view(), name="review-flag"),
]
