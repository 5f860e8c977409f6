"""Every act that is written into the audit log has words."""

import re
from pathlib import Path

from staff.words import ACTS

ROOT = Path(__file__).parents[2]
ROOMS = "accounts desk disputes evidence identity marketplace messaging moderation payments"
ROOMS += " projects reviews staff"
CODE = re.compile(
    r"""(?:action=|action = |record\(case, )"([a-z]+\.[a-z_]+)"(?: if .* else "(.*)")?"""
)


def test_every_act_has_words():
    found = set()
    for room in ROOMS.split():
        for file in (ROOT / room).rglob("*.py"):
            for codes in CODE.findall(file.read_text()):
                found |= {code for code in codes if code}
    assert len(found) > 60
    assert found - set(ACTS) == set()
