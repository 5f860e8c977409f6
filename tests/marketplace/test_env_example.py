"""Every option that the settings read stands in .env.example."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = re.compile(r"""env\.\w+\(\s*["']([A-Z_]+)["']""")
FOR_TESTS = {"STRIPE_API_BASE"}  # another address of Stripe


def test_every_option_is_listed():
    files = [*(ROOT / "marketplace").glob("settings*.py"), ROOT / "marketplace/environment.py"]
    read = {name for file in files for name in READ.findall(file.read_text())}
    listed = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert len(read) > 50
    assert read - FOR_TESTS - listed == set()
