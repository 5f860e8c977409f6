"""Addresses of the sandbox bank."""

from django.urls import URLPattern, path

from sandbox import views

app_name = "sandbox"
urlpatterns: list[URLPattern] = [
    path("sandbox/", views.desk, name="desk"),
    path("sandbox/report/", views.report, name="report"),
    path("sandbox/report/<str:reference>/mending/", views.mend, name="mend-report"),
    path("sandbox/pay/<str:token>/", views.checkout, name="checkout"),
    path("sandbox/pay/<str:token>/chargeback/", views.dispute, name="dispute"),
]
