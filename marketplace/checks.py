"""Checks of the parts around us. Each answers what is wrong, or an empty string."""

import shutil
from datetime import datetime

import redis
from django.conf import settings
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from core.redis import WAITS
from marketplace.tasks import HEARTBEAT
from payments.services.health import troubles_of_providers
from payments.services.registry import all_providers

HEART_STOPPED_AFTER = 90  # seconds; the heart beats every 20
CLOCK_MAY_DIFFER = 2  # seconds between this machine and the database
DISK_LEAST = 512 * 1024**2
MAY_REWRITE = """
SELECT current_user,
       bool_or(pg_has_role(current_user, relowner, 'MEMBER')
               OR has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER'))
       OR has_schema_privilege('public', 'CREATE')
       OR has_database_privilege(current_database(), 'TEMPORARY')
FROM pg_class WHERE oid IN ('payments_transfer'::regclass, 'payments_entry'::regclass)
"""


def database() -> str:
    """Whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return f"unreachable ({type(error).__name__})"
    return ""


def migrations() -> str:
    """Whether the database has the tables that this code expects."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        return f"unknown ({type(error).__name__})"
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _back in missing[:3])
    return f"{len(missing)} not applied, such as {names}: run manage.py migrate" if missing else ""


def role_of_the_book() -> str:
    """Whether the role of this process may rewrite the book, or change what guards it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(MAY_REWRITE)
            role, may_rewrite = cursor.fetchone()
    except Error as error:
        return f"unknown ({type(error).__name__})"
    if not may_rewrite:
        return ""
    return (
        f"the database role “{role}” may rewrite the book: give the application a role of its own, "
        "with DATABASE_OWNER_URL and manage.py prepare (docs/operating.md, “Two roles”)"
    )


def clock(*, now: datetime) -> str:
    """Whether this machine and the database agree on the time."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            seconds = abs((cursor.fetchone()[0] - now).total_seconds())
    except Error as error:
        return f"unknown ({type(error).__name__})"
    return f"{seconds:.0f} s apart from the database's" if seconds > CLOCK_MAY_DIFFER else ""


def broker() -> str:
    """Whether Redis or Valkey answers."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **WAITS) as client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        return f"unreachable ({type(error).__name__})"
    return ""


def worker(*, now: datetime) -> str:
    """Whether beat and a worker have completed the heartbeat task lately."""
    try:
        beaten_at = cache.get(HEARTBEAT)
    except (redis.RedisError, OSError):
        return "unknown: the cache does not answer"
    if beaten_at is None:
        return "no heartbeat yet"
    seconds = int(now.timestamp() - beaten_at)
    return f"no heartbeat for {seconds} s" if seconds > HEART_STOPPED_AFTER else ""


def disk() -> str:
    """Whether there is room left for data and files."""
    folder = settings.DATA_DIR if settings.DATA_DIR.exists() else settings.BASE_DIR
    free = shutil.disk_usage(folder).free
    return f"{free // 1024**2} MB left in {folder}" if free < DISK_LEAST else ""


def files() -> str:
    """Whether a file can be stored, read and removed."""
    try:
        name = default_storage.save("private/doctor.txt", ContentFile(b"well"))
        with default_storage.open(name) as file:
            is_same = file.read() == b"well"
        default_storage.delete(name)
    except OSError as error:
        return str(error)
    return "" if is_same else "what is read is not what was stored"


def deployment() -> str:
    """What Django's own deployment checks object to, outside DEBUG."""
    if settings.DEBUG:
        return ""
    found = {str(issue.id) for issue in run_checks(include_deployment_checks=True)}
    issues = sorted(name for name in found if name.startswith("security."))
    return f"see manage.py check --deploy: {', '.join(issues)}" if issues else ""


def providers() -> str:
    """Whether real money can move outside DEBUG, and providers are set up as they must be."""
    names = {provider.name for provider in all_providers()}
    if not settings.DEBUG and not names - {"sandbox"}:
        return "only the sandbox is connected: no real money moves"
    return "; ".join(troubles_of_providers())
