"""A provider on this machine's loopback, with a memory and with faults on demand."""

import base64
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

Reply = tuple[int, Any]


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: Any

    def all_of(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]

    def one(self, name: str) -> str:
        return next(iter(self.all_of(name)), "")

    @property
    def user(self) -> str:
        """The name in Basic authentication."""
        scheme, _is, text = self.headers.get("authorization", "").partition(" ")
        if scheme != "Basic":
            return ""
        return base64.b64decode(text).decode().removesuffix(":")


@dataclass
class Fault:
    """What goes wrong with the next requests of a method to addresses that begin so.

    `drop` and `429`, `500`, `503`: nothing was done. `drop_after`, `500_after`, `garbled`, `drip`,
    `silent`: it was done, and the answer is lost.
    """

    method: str
    path: str
    kind: str
    times: int = 1


@dataclass
class Double:
    """The server; a subclass says in `reply` what it answers."""

    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def reply(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def break_next(self, method: str, path: str, kind: str, times: int = 1) -> None:
        self.faults.append(Fault(method, path, kind, times))

    def of(self, method: str, path: str) -> list[Asked]:
        """The requests so far of a method to addresses that begin so."""
        return [one for one in self.asked if one.method == method and one.path.startswith(path)]

    def take_fault(self, asked: Asked) -> str:
        for fault in self.faults:
            if fault.times and fault.method == asked.method and asked.path.startswith(fault.path):
                fault.times -= 1
                return fault.kind
        return ""


@dataclass
class Canned(Double):
    """Answers by method and address, as published; 404 for the rest."""

    answers: dict[tuple[str, str], Reply] = field(default_factory=dict)

    def reply(self, asked: Asked) -> Reply:
        return self.answers.get((asked.method, asked.path), (404, {"error_code": "DATA_NOT_FOUND"}))


def _handler(double: Double) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.serve()

        def do_POST(self) -> None:
            self.serve()

        def serve(self) -> None:
            split = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = Asked(
                method=self.command,
                path=split.path,
                query=parse_qsl(split.query, keep_blank_values=True),
                headers={key.lower(): value for key, value in self.headers.items()},
                body=json.loads(raw) if raw else None,
            )
            with double.lock:
                double.asked.append(asked)
                fault = double.take_fault(asked)
                reply = None if fault in _BEFORE else double.reply(asked)
            _BREAK.get(fault, _answer)(self, reply)

        def log_message(self, *_args: object) -> None:
            """Silence: the tests say what they saw."""

    return Handler


def _answer(handler: BaseHTTPRequestHandler, reply: Reply | None) -> None:
    assert reply is not None
    status, body = reply
    _send(handler, status, json.dumps(body).encode())


def _send(
    handler: BaseHTTPRequestHandler,
    status: int,
    text: bytes,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(text)))
    handler.end_headers()
    handler.wfile.write(text)


def _close(handler: BaseHTTPRequestHandler, _reply: Reply | None) -> None:
    handler.close_connection = True


def _say(status: int) -> Callable[[BaseHTTPRequestHandler, Reply | None], None]:
    def say(handler: BaseHTTPRequestHandler, _reply: Reply | None) -> None:
        text = b'{"error_code": "SERVER_ERROR", "status_code": "500"}'
        _send(handler, status, text, {"retry-after": "90"} if status == 429 else {})

    return say


def _garble(handler: BaseHTTPRequestHandler, _reply: Reply | None) -> None:
    _send(handler, 200, b"<html>Just a moment...</html>")


def _redirect(handler: BaseHTTPRequestHandler, _reply: Reply | None) -> None:
    handler.send_response(302)
    handler.send_header("location", "http://127.0.0.1:9/elsewhere")
    handler.send_header("content-length", "0")
    handler.end_headers()


def _drip(handler: BaseHTTPRequestHandler, reply: Reply | None) -> None:
    """A byte every tenth of a second: each read succeeds, the whole never comes."""
    handler.send_response(200)
    handler.send_header("content-length", "100000")
    handler.end_headers()
    try:
        for _byte in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass
    handler.close_connection = True


def _silence(handler: BaseHTTPRequestHandler, _reply: Reply | None) -> None:
    time.sleep(3)
    handler.close_connection = True


_BEFORE = {"drop", "429", "500", "503"}
_BREAK = {
    "drop": _close,
    "drop_after": _close,
    "429": _say(429),
    "500": _say(500),
    "500_after": _say(500),
    "503": _say(503),
    "garbled": _garble,
    "redirect": _redirect,
    "drip": _drip,
    "silent": _silence,
}
