"""Tasks that only the worker of test_worker.py knows."""

import time

from celery import shared_task
from django.core.cache import cache


@shared_task(name="tests.take_long_the_first_time")
def take_long_the_first_time() -> None:
    """Counts its starts; the first one never ends by itself."""
    cache.add("starts", 0)
    if cache.incr("starts") == 1:
        time.sleep(120)
    cache.set("finished", "yes")
