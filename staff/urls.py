"""Addresses of those who look after the marketplace."""

from django.urls import URLPattern, URLResolver, path

from staff.views import audit

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/audit/", audit.read_log, name="audit"),
    path("desk/audit/export/", audit.export, name="audit-export"),
]
