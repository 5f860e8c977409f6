"""A Postgres and a Valkey for one run, in a folder that is thrown away."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.faults.clock import BEGUN
from marketplace.embedded.postgres import start_postgres
from marketplace.embedded.processes import Child
from marketplace.embedded.valkey import start_valkey


@contextmanager
def servers(settings: dict[str, str]) -> Iterator[tuple[Path, Child]]:
    """Start both and say in the environment where they are; the folder, and Postgres."""
    with tempfile.TemporaryDirectory(prefix="karya-faults-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        environment = dict(os.environ)
        postgres, database = start_postgres(folder, environment, settings=settings)
        valkey, redis = start_valkey(folder, environment, is_kept=False)
        os.environ |= {
            "DATABASE_URL": database,
            "DATABASE_OWNER_URL": "",
            "REDIS_URL": redis,
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "DATA_DIR": str(folder),
            "SECRET_KEY": "faults",
            "DEBUG": "false",
            "LOG_LEVEL": "ERROR",
            "EMAIL_URL": "dummymail://",
            "SANDBOX_ALLOWED": "true",
            "SANDBOX_DAY_SECONDS": "1",
            "SANDBOX_PAYOUT_SECONDS": "1",
            "SANDBOX_REFUND_SECONDS": "1",
            BEGUN: str(time.time()),
        }
        try:
            yield folder, postgres
        finally:
            valkey.stop()
            postgres.stop()
