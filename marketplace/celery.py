"""Celery's application; its settings are the CELERY_ lines of settings.py."""

import os
from typing import Any

import structlog
from celery import Celery, Task
from celery.signals import setup_logging, worker_ready
from django_structlog.celery.steps import DjangoStructLogInitStep
from kombu.exceptions import OperationalError
from redis.exceptions import TimeoutError as WaitedInVain

from core.redis import Patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
log = structlog.get_logger(__name__)
patience = Patience()


class RowFirst(Task):  # type: ignore[misc] # Celery has no types
    """Everything that must happen is a row first and a task second.

    So where the broker is away or hangs, whoever enqueues goes on: a sweep finds the row.
    """

    abstract = True

    def apply_async(self, *args: Any, **options: Any) -> Any:
        """The result, or None where the broker cannot be reached."""
        if patience.is_over:
            return None
        try:
            return super().apply_async(*args, **options)
        except OperationalError as error:
            if isinstance(error.__cause__, WaitedInVain):
                patience.lose()
            log.warning("task_not_enqueued", task=self.name, why=str(error))
            return None


app = Celery("karya", task_cls=RowFirst)
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
