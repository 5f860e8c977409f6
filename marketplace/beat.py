"""The beat table: what runs by the clock. The task's name, then seconds or a crontab (UTC).

Every line is a sweep that finds rows nobody finished, or a term that ran out. A sweep may run
twice or late; it may not be needed for correctness.
"""

from celery.schedules import BaseSchedule, crontab

SCHEDULE: dict[str, float | BaseSchedule] = {
    "marketplace.tasks.beat_heart": 20,
    "sandbox.work": 5,
    "accounts.learn_words": 3600,
    "accounts.clear_sessions": crontab(hour=19, minute=40),  # 02:40 in Jakarta
    "projects.run_clock": 60,
    "projects.learn_words": 3600,
    "projects.tell_of_new": 60,
    "projects.answer_daily": 600,
    "projects.tell_of_earnings": 3600,
    "disputes.run_clock": 60,
    "evidence.freeze_missing": 600,
    "identity.run_clock": 600,
    "identity.delete_pictures": 3600,
    "messaging.count_answers": 6 * 3600,
    "moderation.run_clock": 300,
    "payments.sweep_notices": 60,
    "payments.sweep_payins": 60,
    "payments.sweep_refunds": 60,
    "payments.sweep_chargebacks": 60,
    "payments.remind_of_chargebacks": 300,
    "payments.sweep_payouts": 60,
    "payments.ask_about_connections": 600,
    "payments.run_schedules": 60,
    "payments.escalate_reviews": 300,
    "payments.sweep_holds": 60,
    "payments.watch_holding_times": 3600,
    "payments.give_back_parts": 300,
    "payments.remind_of_contributions": 3600,
    "payments.make_statements": crontab(hour="19-22", minute=10),  # 02:10 to 05:10 in Jakarta
    "payments.take_snapshots": crontab(hour=18, minute=5),  # 01:05 in Jakarta
    "payments.reconcile": crontab(hour=18, minute=15),
    "payments.reconcile_overdue": 3600,
    "payments.check_book": crontab(hour=18, minute=30),
    "notifications.send_letters": 60,
    "notifications.report_unreached": 3600,
    "reviews.publish_due": 600,
    "marketplace.tasks.forget_idempotency_keys": 24 * 3600,
}
