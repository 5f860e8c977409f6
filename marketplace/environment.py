"""Where settings come from: the environment, `.env`, and what `script/server` has started."""

import os
from collections.abc import Sequence
from pathlib import Path

import environ

OWNERS_COMMANDS = {"migrate", "prepare", "grant_application"}
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
if "DATABASE_URL" in os.environ:  # the note's owner is the owner of the note's database only
    os.environ.setdefault("DATABASE_OWNER_URL", "")
env.read_env(DATA_DIR / "services.env")  # where script/server says what it has started


def database_url(words: Sequence[str]) -> str:
    """Where the program of this command line connects to.

    Commands that define tables connect as their owner (DATABASE_OWNER_URL), everything else as the
    application's role (DATABASE_URL). Without an owner named, one role does both.
    """
    owner = str(env.str("DATABASE_OWNER_URL", default=""))
    if owner and Path(words[0]).name == "manage.py" and words[1:2] and words[1] in OWNERS_COMMANDS:
        return owner
    return str(env.str("DATABASE_URL", default="postgres:///karya"))


def role_of(url: str) -> tuple[str, str]:
    """The role's name and password in an address; each may be empty."""
    found = environ.Env.db_url_config(url)
    return found.get("USER") or "", found.get("PASSWORD") or ""


def application_role() -> tuple[str, str]:
    """Name and password of the application's own role; empty where the owner is the only role."""
    owner = env.str("DATABASE_OWNER_URL", default="")
    name, password = role_of(env.str("DATABASE_URL", default="postgres:///karya"))
    return (name, password) if owner and name != role_of(owner)[0] else ("", "")
