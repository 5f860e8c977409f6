"""Addresses of messaging."""

from django.urls import URLPattern, URLResolver, path

from messaging import api, views

app_name = "messaging"
urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", views.inbox, name="inbox"),
    path("messages/<int:pk>/", views.thread, name="thread"),
    path("messages/<int:pk>/news/", views.news, name="news"),
    path("messages/files/<int:pk>/", views.file, name="file"),
    path("bids/<int:bid_id>/messages/", views.bid_thread, name="bid-thread"),
    path("contracts/<int:contract_id>/messages/", views.contract_thread, name="contract-thread"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("threads", api.Threads.as_view(), name="threads"),
    path("threads/<int:pk>/messages", api.Messages.as_view(), name="messages"),
    path("bids/<int:pk>/thread", api.BidThread.as_view(), name="bid-thread"),
    path("contracts/<int:pk>/thread", api.ContractThread.as_view(), name="contract-thread"),
]
