"""The double as a server on this machine: its API, its hosted page to pay on, its notifications."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.doubles.stripe import money_in
from tests.doubles.stripe.api import Dropped
from tests.doubles.stripe.double import Double
from tests.doubles.stripe.state import Problem, Thing

PAGE, BANK = "/c/pay/", "/c/bank/"
_CHOICES = {
    PAGE: ("pay", "challenge", "decline", "leave"),
    BANK: ("pay", "decline"),
}


class Loopback:
    """Serves a double; `hook` is where it tells of events, nobody while empty."""

    def __init__(self, double: Double) -> None:
        self.double, self.hook = double, ""

    def __enter__(self) -> Self:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        self.double.api.base = self.base
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def tell(self) -> list[int]:
        """Send what nobody was told yet, signed, as Stripe does; the answers of the other side."""
        answers = []
        for event in self.double.undelivered():
            body, signature = self.double.sign(event)
            headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
            answers.append(requests.post(self.hook, body, headers=headers, timeout=10).status_code)
        return answers

    def page(self, path: str) -> tuple[int, str]:
        """The hosted page, or the bank's for 3-D Secure: a form with a button for each outcome."""
        start, session = self._session(path)
        if session["status"] != "open":
            return 410, "<p>You are all done here.</p>"
        buttons = "".join(f"<button name=act value={one}>{one}</button>" for one in _CHOICES[start])
        amount = f"{session['amount_total']} {session['currency']}"
        return 200, f"<p>{amount}</p><form method=post>{buttons}</form>"

    def act(self, path: str, act: str) -> tuple[int, str]:
        """What the payer does there, and where that leads."""
        _start, session = self._session(path)
        state = self.double.state
        if act == "leave":
            return 303, session["cancel_url"]
        try:
            if act == "pay":
                money_in.pay(state, session)
        except Problem:
            return 410, ""
        if act == "pay":
            return 303, session["success_url"]
        if act == "challenge":
            money_in.challenge(state, session)
            return 303, f"{BANK}{session['id']}"
        money_in.decline(state, session)
        return 303, f"{PAGE}{session['id']}"

    def _session(self, path: str) -> tuple[str, Thing]:
        start = PAGE if path.startswith(PAGE) else BANK
        return start, self.double.state.get(path.removeprefix(start))


def _handler(loopback: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve(b"")

        def do_POST(self) -> None:
            self._serve(self.rfile.read(int(self.headers.get("content-length") or 0)))

        def _serve(self, body: bytes) -> None:
            path = urlsplit(self.path).path
            if path.startswith("/v1/"):
                self._api(body)
            elif self.command == "GET":
                status, text = loopback.page(path)
                self._send(status, text.encode(), {"Content-Type": "text/html"})
            else:
                status, where = loopback.act(path, dict(parse_qsl(body.decode()))["act"])
                self._send(status, b"", {"Location": where})

        def _api(self, body: bytes) -> None:
            sent = body if self.command == "POST" else None
            try:
                content, status, more = loopback.double.api.answer(
                    self.command, self.path, dict(self.headers.items()), sent
                )
            except Dropped:
                self.close_connection = True
                return
            self._send(status, content, {"Content-Type": "application/json", **more})

        def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Silence: the tests say what they saw."""

    return Handler
