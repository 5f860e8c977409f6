"""Addresses of moderation."""

from django.urls import URLPattern, URLResolver, path

from moderation import api
from moderation.views import cases, content, reports

app_name = "moderation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", reports.mine, name="mine"),
    path("reports/new/<slug:thing>/<int:pk>/", reports.new, name="report"),
    path("moderation/reports/", reports.queue, name="queue"),
    path("moderation/reports/<int:pk>/", reports.case, name="case"),
    path("cases/", cases.mine, name="my-cases"),
    path("cases/<int:pk>/", cases.own, name="my-case"),
    path("projects/<int:pk>/case/", cases.of_posting, name="case-of-posting"),
    path("moderation/accounts/", cases.queue, name="accounts"),
    path("moderation/accounts/<int:pk>/", cases.account, name="account"),
    path("moderation/accounts/<int:pk>/second-look/", cases.look, name="look"),
    path("moderation/content/<slug:thing>/<int:pk>/", content.act, name="act"),
    path("moderation/people/<slug:handle>/case/", cases.new, name="new-case"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("reports", api.Reports.as_view(), name="reports"),
    path("cases", api.Cases.as_view(), name="cases"),
    path("cases/<int:pk>/answer", api.CaseAnswer.as_view(), name="case-answer"),
    path("cases/<int:pk>/appeal", api.CaseAppeal.as_view(), name="case-appeal"),
]
