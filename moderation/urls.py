"""Addresses of moderation."""

from django.urls import URLPattern, URLResolver, path

from moderation import api
from moderation.views import reports

app_name = "moderation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", reports.mine, name="mine"),
    path("reports/new/<slug:thing>/<int:pk>/", reports.new, name="report"),
    path("moderation/reports/", reports.queue, name="queue"),
    path("moderation/reports/<int:pk>/", reports.case, name="case"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("reports", api.Reports.as_view(), name="reports"),
]
