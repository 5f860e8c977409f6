"""Addresses of moderation."""

from django.urls import URLPattern, URLResolver, path

from moderation import api
from moderation.views import cases, reports

app_name = "moderation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", reports.mine, name="mine"),
    path("reports/new/<slug:thing>/<int:pk>/", reports.new, name="report"),
    path("moderation/reports/", reports.queue, name="queue"),
    path("moderation/reports/<int:pk>/", reports.case, name="case"),
    path("cases/", cases.mine, name="my-cases"),
    path("cases/<int:pk>/", cases.own, name="my-case"),
    path("moderation/accounts/", cases.queue, name="accounts"),
    path("moderation/accounts/<int:pk>/", cases.account, name="account"),
    path("moderation/people/<slug:handle>/case/", cases.new, name="new-case"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("reports", api.Reports.as_view(), name="reports"),
    path("account-cases", api.AccountCases.as_view(), name="account-cases"),
    path("account-cases/<int:pk>/answer", api.CaseAnswer.as_view(), name="account-case-answer"),
    path("account-cases/<int:pk>/appeal", api.CaseAppeal.as_view(), name="account-case-appeal"),
]
