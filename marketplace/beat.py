"""The beat table: what runs by the clock. The task's name, then seconds or a crontab (UTC).

Every line is a sweep that finds rows nobody finished, or a term that ran out. A sweep may run
twice or late; it may not be needed for correctness.
"""

from celery.schedules import schedule

SCHEDULE: dict[str, float | schedule] = {
    "marketplace.tasks.beat_heart": 20,
    "marketplace.tasks.forget_idempotency_keys": 24 * 3600,
}
