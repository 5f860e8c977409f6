"""The house rules no linter has a word for. Each test lists every place that breaks its rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, get_resolver

from core import events

ROOT = Path(__file__).parents[1]
APPS = (
    "core",
    "sandbox",
    "accounts",
    "staff",
    "identity",
    "payments",
    "projects",
    "messaging",
    "disputes",
    "reviews",
    "evidence",
    "moderation",
    "desk",
    "notifications",
    "marketplace",
)
LEVEL = {name: level for level, name in enumerate(APPS)}
SOURCES = {
    path.relative_to(ROOT): path.read_text()
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
}
TREES = {path: ast.parse(text) for path, text in SOURCES.items()}
TEMPLATES = {
    path.relative_to(ROOT): path.read_text()
    for path in sorted((ROOT / "templates").rglob("*.html"))
}
THIN = {"views", "api", "forms", "serializers", "tasks", "receivers", "webhooks"}
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"}
NOT_IN_HTML = re.compile(r"{%.*?%}|{{.*?}}|<c-[^>]*>", re.DOTALL)
INLINE = re.compile(r"\sstyle=|<style|\son\w+=|javascript:|<script>|\|safe\b")


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(TREES[path]) if isinstance(node, ast.FunctionDef))


def length(function: ast.FunctionDef) -> int:
    """Its lines, without those of its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    docstring = ast.get_docstring(function, clean=False)
    return lines - len(docstring.splitlines()) if docstring else lines


def rooms(path: Path) -> set[str]:
    return {path.stem, *path.parts[1:-1]}


def services() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """The public functions of every app's services."""
    for path, tree in TREES.items():
        if "services" in rooms(path):
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield path, node


def test_files_fit_in_one_reading():
    assert [str(p) for p, text in SOURCES.items() if len(text.splitlines()) > 400] == []


def test_functions_fit_on_one_screen():
    long = [f"{path}: {f.name}" for path in SOURCES for f in functions(path) if length(f) > 40]
    assert long == []


def test_there_is_no_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "common", "misc", "manager"}
    assert [str(p) for p in SOURCES if p.stem in drawers] == []


def test_thin_layers_write_nothing():
    writes = [
        f"{path}:{n.lineno}: {ast.unparse(n.func)}"
        for path, tree in TREES.items()
        if rooms(path) & THIN and path.parts[0] not in ("core", "marketplace")
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        if n.func.attr in WRITES and ".objects" in ast.unparse(n.func)
    ]
    assert writes == []


def test_services_say_what_they_do():
    assert [f"{p}: {f.name}" for p, f in services() if not ast.get_docstring(f)] == []


def test_what_an_actor_does_is_told_by_names():
    """A transaction with an actor or a clock takes nothing by position."""
    positional = [
        f"{path}: {function.name}"
        for path, function in services()
        if {"by", "now"} & {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
        if function.args.args and "transaction.atomic" in map(ast.unparse, function.decorator_list)
    ]
    assert positional == []


def test_no_error_is_swallowed():
    """A handler of everything ends in raise; who puts errors aside for others is named."""
    aside = {Path("core/failures.py"), Path("notifications/services/letters.py")}
    broad = [
        f"{path}:{n.lineno}"
        for path, tree in TREES.items()
        if path not in aside
        for n in ast.walk(tree)
        if isinstance(n, ast.ExceptHandler)
        if n.type is None or ast.unparse(n.type) in ("Exception", "BaseException")
        if not isinstance(n.body[-1], ast.Raise)
    ]
    assert broad == []


def test_money_is_no_float():
    strange = [
        f"{path}:{n.lineno}"
        for path, tree in TREES.items()
        if path.parts[0] in ("payments", "sandbox") or path.name == "money.py"
        for n in ast.walk(tree)
        if isinstance(n, ast.Name | ast.Attribute)
        if ast.unparse(n).split(".")[-1] in ("float", "FloatField", "DecimalField")
    ]
    assert strange == []


def test_templates_hold_no_inline_style_or_script():
    """The policy of our pages forbids them; mail programs know no stylesheets."""
    inline = [
        f"{path}: {found[0].strip()}"
        for path, text in TEMPLATES.items()
        if not {"emails", "email"} & set(path.parts)
        if (found := INLINE.search(NOT_IN_HTML.sub(" ", text)))
    ]
    assert inline == []


def test_templates_fit_in_one_reading():
    assert [str(p) for p, text in TEMPLATES.items() if len(text.splitlines()) > 200] == []


def test_relations_point_down():
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in LEVEL
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if field.related_model._meta.app_label in LEVEL
        if LEVEL[field.related_model._meta.app_label] > LEVEL[model._meta.app_label]
    ]
    assert upward == []


def test_events_are_heard_upwards_only():
    downward = [
        f"{kind.__module__}.{kind.__name__} -> {handler.__module__}"
        for kind, handlers in events._handlers.items()
        for handler in handlers
        if LEVEL[handler.__module__.split(".")[0]] < LEVEL[kind.__module__.split(".")[0]]
    ]
    assert downward == []


def test_every_page_of_ours_has_a_name():
    def walk(patterns: list, prefix: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                module = getattr(pattern.callback, "__module__", "")
                if pattern.name is None and module.split(".")[0] in APPS:
                    yield prefix + str(pattern.pattern)
            else:
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))

    assert list(walk(get_resolver().url_patterns, "")) == []
