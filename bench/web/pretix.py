"""pretix's index of an organizer with its own templates: twenty events to come, each on sale.

Served, and filled once, by a Python that has `requirements-pretix.txt`; nothing of Karya is
imported. DATABASE_URL names a database of its own, DATA_DIR a folder, REDIS_URL what its
documentation demands for production, SITE_URL where it will listen.
"""

import os
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import django
from django.core.management import call_command
from django.utils import timezone

EVENTS = 20
_ORGANIZER = "bench"


def set_up() -> None:
    """As its documentation says for production; without a broker, since no page waits for one."""
    address = urlsplit(os.environ["DATABASE_URL"])
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "pretix.settings",
        "PRETIX_CONFIG_FILE": os.devnull,  # none of this machine
        "PRETIX_DATABASE_BACKEND": "postgresql",
        "PRETIX_DATABASE_NAME": address.path.removeprefix("/"),
        "PRETIX_DATABASE_USER": address.username or "",
        "PRETIX_DATABASE_HOST": parse_qs(address.query)["host"][0],
        "PRETIX_DJANGO_DEBUG": "off",
        "PRETIX_DJANGO_SECRET": "bench",
        "PRETIX_PRETIX_DATADIR": os.environ["DATA_DIR"],
        "PRETIX_PRETIX_LOGLEVEL": "WARNING",
        "PRETIX_PRETIX_URL": os.environ["SITE_URL"],
        "PRETIX_REDIS_LOCATION": os.environ["REDIS_URL"],
        "PRETIX_REDIS_SESSIONS": "on",
    }
    django.setup()


def fill() -> None:
    """Its tables and events, if there are none yet."""
    from django_scopes import scopes_disabled  # noqa: PLC0415 -- after the settings
    from pretix.base.models import Organizer  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with scopes_disabled():
        if Organizer.objects.exists():
            return
        organizer = Organizer.objects.create(name="Bench", slug=_ORGANIZER)
        far = timezone.now() + timedelta(days=3650)
        for number in range(EVENTS):
            made = organizer.events.create(
                name=f"Batik class {number}",
                slug=f"class{number}",
                currency="IDR",
                date_from=far + timedelta(days=number),
                location="Yogyakarta",
                is_public=True,
                live=True,
            )
            seat = made.items.create(name="Seat", default_price=Decimal(100_000))
            made.quotas.create(name="Seats", size=100).items.add(seat)


set_up()
if __name__ == "__main__":
    fill()
else:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
