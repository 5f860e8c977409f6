"""Where settings come from: the environment, `.env`, and what `script/server` has started."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
env.read_env(DATA_DIR / "services.env")  # where script/server says what it has started
