"""Addresses of the pages that explain Karya; they know nobody and need little."""

from django.conf import settings
from django.urls import URLPattern, path
from django.views.generic import TemplateView

from marketplace import views

urlpatterns: list[URLPattern] = [
    path("how-it-works/", TemplateView.as_view(template_name="pages/how.html"), name="how"),
    path("fees/", views.fees, name="fees"),
    path("help/", TemplateView.as_view(template_name="pages/help.html"), name="help"),
    path("ranking/", views.ranking, name="ranking"),
    path("transparency/", views.transparency, name="transparency"),
    path("terms/", TemplateView.as_view(template_name="pages/terms.html"), name="terms"),
    path("privacy/", TemplateView.as_view(template_name="pages/privacy.html"), name="privacy"),
    path("favicon.ico", views.favicon, name="favicon"),
    path(
        "manifest.webmanifest",
        TemplateView.as_view(
            template_name="pages/manifest.json", content_type="application/manifest+json"
        ),
        name="manifest",
    ),
]
if settings.DEBUG:
    urlpatterns += [path("dev/styleguide/", views.styleguide, name="styleguide")]
