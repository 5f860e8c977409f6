"""Addresses of projects."""

from django.urls import URLPattern, URLResolver

from projects import urls_bidding, urls_contracts
from projects.urls_api import urlpatterns as api_urlpatterns

__all__ = ["api_urlpatterns", "app_name", "urlpatterns"]

app_name = "projects"
urlpatterns: list[URLPattern | URLResolver] = [
    *urls_bidding.urlpatterns,
    *urls_contracts.urlpatterns,
]
