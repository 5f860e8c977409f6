"""All addresses of Karya: every app brings `urlpatterns` for pages and `api_urlpatterns`."""

from importlib import import_module

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import cache_page
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from marketplace import dev_mail, files, health, metrics, pages, views
from marketplace.income import views as income
from marketplace.outward import views as outward
from marketplace.regions import views as regions
from marketplace.regions.api import RegionFiguresView
from marketplace.spending import views as spending
from marketplace.spending.api import SpendingView
from marketplace.transparency import views as transparency
from marketplace.transparency.api import DisputeFiguresView

APPS = (
    "accounts",
    "staff",
    "identity",
    "payments",
    "projects",
    "messaging",
    "disputes",
    "reviews",
    "evidence",
    "moderation",
    "desk",
    "notifications",
    "sandbox",
)
handler400 = "marketplace.errors.bad_request"
handler403 = "marketplace.errors.permission_denied"
handler404 = "marketplace.errors.page_not_found"
handler429 = "marketplace.errors.too_many_requests"
handler500 = "marketplace.errors.server_error"

admin.site.site_header = settings.SITE_NAME
admin.site.site_title = settings.SITE_NAME


def _api_of(app: str) -> list[URLPattern | URLResolver]:
    return getattr(import_module(f"{app}.urls"), "api_urlpatterns", [])


api_v1 = [
    path("spending", SpendingView.as_view(), name="spending"),
    path("transparency/disputes", DisputeFiguresView.as_view(), name="transparency-disputes"),
    path("regions/<str:code>/figures", RegionFiguresView.as_view(), name="region-figures"),
    *(pattern for app in APPS for pattern in _api_of(app)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("income/", income.income, name="income"),
    path("income/forecast/", income.forecast, name="income-forecast"),
    path("income/export/", income.export, name="income-export"),
    path("spending/", spending.spending, name="spending"),
    path("spending/export/", spending.export, name="spending-export"),
    path("transparency/disputes/", transparency.disputes, name="transparency-disputes"),
    path(
        "transparency/disputes/export/",
        transparency.export,
        name="transparency-disputes-export",
    ),
    path("desk/figures/", transparency.desk, name="staff-figures"),
    path("regions/", regions.index, name="regions"),
    path("regions/<slug:province>/", regions.province, name="province"),
    path("regions/<slug:province>/<slug:town>/", regions.town, name="town"),
    *pages.urlpatterns,
    path("robots.txt", outward.robots, name="robots"),
    path("sitemap.xml", outward.sitemap, name="sitemap"),
    path("sitemap-<slug:section>-<int:page>.xml", outward.sitemap_file, name="sitemap-file"),
    path("cards/<str:language>/site/<slug:version>.png", outward.site_card, name="site-card"),
    path(
        "cards/<str:language>/projects/<int:pk>/<slug:version>.png",
        outward.project_card,
        name="project-card",
    ),
    path(
        "cards/<str:language>/people/<slug:handle>/<slug:version>.png",
        outward.person_card,
        name="person-card",
    ),
    path(
        "cards/<str:language>/regions/<str:code>/<slug:version>.png",
        outward.region_card,
        name="region-card",
    ),
    path("accounts/", include("allauth.urls")),
    *(path("", include(f"{app}.urls")) for app in APPS),
    path("language/", set_language, name="set_language"),
    path("media/public/<path:path>", files.public_file, name="public-file"),
    path("api/v1/", include((api_v1, "api"))),
    path("api/schema", cache_page(600)(SpectacularAPIView.as_view()), name="schema"),
    path("api/docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("dev/mail/", dev_mail.mailbox, name="dev-mail"),
    path("dev/mail/<str:name>/", dev_mail.message, name="dev-mail-message"),
    path("dev/mail/<str:name>/html/", dev_mail.message_html, name="dev-mail-html"),
]
