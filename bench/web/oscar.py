"""django-oscar's catalogue with its own templates: a shop of a thousand products, twenty a page.

Served, and filled once, by a Python that has `requirements-oscar.txt`; nothing of Karya is
imported. DATABASE_URL names a database of its own, DATA_DIR a folder.
"""

import os
from typing import Any

import dj_database_url
import django
from django.conf import settings
from oscar import defaults

PRODUCTS = 1000
_APPS = """
    django.contrib.admin django.contrib.auth django.contrib.contenttypes django.contrib.sessions
    django.contrib.messages django.contrib.staticfiles django.contrib.sites django.contrib.flatpages
    oscar.config.Shop oscar.apps.analytics.apps.AnalyticsConfig
    oscar.apps.checkout.apps.CheckoutConfig oscar.apps.address.apps.AddressConfig
    oscar.apps.shipping.apps.ShippingConfig oscar.apps.catalogue.apps.CatalogueConfig
    oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig
    oscar.apps.communication.apps.CommunicationConfig oscar.apps.partner.apps.PartnerConfig
    oscar.apps.basket.apps.BasketConfig oscar.apps.payment.apps.PaymentConfig
    oscar.apps.offer.apps.OfferConfig oscar.apps.order.apps.OrderConfig
    oscar.apps.customer.apps.CustomerConfig oscar.apps.search.apps.SearchConfig
    oscar.apps.voucher.apps.VoucherConfig oscar.apps.wishlists.apps.WishlistsConfig
    oscar.apps.dashboard.apps.DashboardConfig
    oscar.apps.dashboard.reports.apps.ReportsDashboardConfig
    oscar.apps.dashboard.users.apps.UsersDashboardConfig
    oscar.apps.dashboard.orders.apps.OrdersDashboardConfig
    oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig
    oscar.apps.dashboard.offers.apps.OffersDashboardConfig
    oscar.apps.dashboard.partners.apps.PartnersDashboardConfig
    oscar.apps.dashboard.pages.apps.PagesDashboardConfig
    oscar.apps.dashboard.ranges.apps.RangesDashboardConfig
    oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig
    oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig
    oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig
    oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig
    widget_tweaks haystack treebeard sorl.thumbnail django_tables2
"""
_MIDDLEWARE = """
    django.middleware.security.SecurityMiddleware
    django.contrib.sessions.middleware.SessionMiddleware django.middleware.common.CommonMiddleware
    django.middleware.csrf.CsrfViewMiddleware
    django.contrib.auth.middleware.AuthenticationMiddleware
    django.contrib.messages.middleware.MessageMiddleware
    oscar.apps.basket.middleware.BasketMiddleware
    django.contrib.flatpages.middleware.FlatpageFallbackMiddleware
"""
_CONTEXT = """
    django.template.context_processors.debug django.template.context_processors.request
    django.contrib.auth.context_processors.auth django.contrib.messages.context_processors.messages
    oscar.apps.search.context_processors.search_form
    oscar.apps.checkout.context_processors.checkout oscar.core.context_processors.metadata
"""


def set_up() -> None:
    """As its documentation says for production; Whoosh is the engine that needs no server."""
    oscars = {name: getattr(defaults, name) for name in dir(defaults) if name.isupper()}
    settings.configure(
        **oscars,
        DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60)},
        SECRET_KEY="bench",  # noqa: S106
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF=__name__,
        SITE_ID=1,
        USE_TZ=True,
        STATIC_URL="/static/",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=_APPS.split(),
        MIDDLEWARE=_MIDDLEWARE.split(),
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": _CONTEXT.split()},
            }
        ],
        HAYSTACK_CONNECTIONS={
            "default": {
                "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
                "PATH": os.environ["DATA_DIR"],
            }
        },
    )
    django.setup()


def fill() -> None:
    """Its tables and products, if there are none yet."""
    from django.core.management import call_command  # noqa: PLC0415 -- after the settings
    from oscar.core.loading import get_model  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    product, kind = get_model("catalogue", "Product"), get_model("catalogue", "ProductClass")
    if product.objects.exists():
        return
    shirt = kind.objects.create(name="Shirt")
    partner = get_model("partner", "Partner").objects.create(name="Warehouse")
    record = get_model("partner", "StockRecord")
    for number in range(PRODUCTS):
        made = product.objects.create(
            product_class=shirt, title=f"Batik shirt {number}", description="Hand made. " * 20
        )
        record.objects.create(
            product=made, partner=partner, partner_sku=str(number), price=100_000, num_in_stock=9
        )
    call_command("rebuild_index", interactive=False, verbosity=0)


def _urls() -> list[Any]:
    from django.apps import apps  # noqa: PLC0415
    from django.urls import include, path  # noqa: PLC0415

    shop: Any = apps.get_app_config("oscar")
    return [path("", include(shop.urls[0]))]


set_up()
urlpatterns = _urls()
if __name__ == "__main__":
    fill()
else:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
