"""People of a journey: made by the sign-up's own service, with tokens for programs."""

from typing import Any
from uuid import uuid4

import requests

from tests.journeys.stack import Stack

PASSWORD = "kopi-pagi-di-tegal-7"


def make_person(karya: Stack, name: str, mode: str) -> str:
    """A person with a confirmed address; their e-mail."""
    email = f"{name.split(maxsplit=1)[0].lower()}-{uuid4().hex[:8]}@example.com"
    karya.manage(
        "shell",
        "-c",
        "from accounts.services.people import register, vouch_for_email\n"
        f"vouch_for_email(user=register(email={email!r}, name={name!r}, mode={mode!r}, "
        f"password={PASSWORD!r}))",
    )
    return email


class Program:
    """A program of one person: a token, and a key for every intent that moves money."""

    def __init__(self, karya: Stack, email: str) -> None:
        words = karya.manage("api_token", email, "--days", "1").split()
        token = next(w for w in words if w.startswith("karya_"))
        self.url = f"{karya.url}/api/v1/"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **params: Any) -> Any:
        answer = self.session.get(self.url + path, params=params, timeout=30)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:600]}"
        return answer.json()

    def post(self, path: str, body: Any = None, *, key: str = "", expect: int | None = None) -> Any:
        headers = {"Idempotency-Key": key or uuid4().hex}
        answer = self.session.post(self.url + path, json=body or {}, headers=headers, timeout=30)
        is_fine = answer.status_code == expect if expect else answer.status_code in {200, 201, 202}
        assert is_fine, f"{path}: {answer.status_code} {answer.text[:600]}"
        return answer.json()
