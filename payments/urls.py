"""Addresses of payments."""

from django.urls import URLPattern, path

from payments import webhooks

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("webhooks/<slug:provider>/", webhooks.receive, name="webhook"),
]
api_urlpatterns: list[URLPattern] = []
