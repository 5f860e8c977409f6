"""Celery's application; its settings are the CELERY_ lines of settings.py."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

app = Celery("karya")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_signal: Any) -> None:
    """Being connected is enough: Celery then leaves Django's logging alone."""


@worker_ready.connect
def show_life(**_signal: Any) -> None:
    """Do not let the health page wait for beat's first round."""
    app.send_task("marketplace.tasks.beat_heart")
