"""Every verb that only staff may do writes a line: no service is forgotten.

A policy is one of staff if it asks for a role, by itself or through another policy. A service that
requires such a policy must record, by itself or through what it calls in its own room.
"""

import ast
from collections.abc import Iterator

from tests.test_architecture import APPS, TREES

ROLES = {"is_moderator", "is_senior_moderator", "is_finance", "is_support", "is_superuser"}
ROLE_WORDS = {"moderates", "is_senior", "keeps_books", "supports", "is_admin", "works_here"}

# A moderator moves somebody's money by a ruling alone, and the ruling is what is recorded.
NOT_OF_STAFF = {
    "can_see_chargeback": "reading",
    "can_see_payin": "reading; the sides do it as well",
    "can_release": "the payer's; a moderator's only within a ruling",
    "can_refund": "the payee's; a moderator's only within a ruling",
    "can_settle": "the sides'; a moderator's only within a ruling",
    "can_cancel": "the sides'; a moderator's only within a ruling",
    "can_give_back": "the payer's; a moderator's only within a ruling",
}


Verb = tuple[str, str]  # the module and the name


def modules(app: str, room: str) -> Iterator[tuple[str, ast.Module]]:
    for path, tree in TREES.items():
        if path.parts[0] == app and room in {path.stem, *path.parts[1:-1]}:
            yield path.stem, tree


def functions(app: str, room: str) -> dict[Verb, ast.FunctionDef]:
    return {
        (stem, node.name): node
        for stem, tree in modules(app, room)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }


def names_in(function: ast.AST) -> set[str]:
    found = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return found | {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}


def staff_policies(app: str) -> set[str]:
    policies = {name: names_in(one) for (_stem, name), one in functions(app, "policies").items()}
    found: set[str] = set()
    while True:
        more = {
            name
            for name, used in policies.items()
            if used & (ROLES | ROLE_WORDS | found) and name not in NOT_OF_STAFF
        }
        if more == found:
            return found
        found = more


def required(function: ast.FunctionDef) -> set[str]:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return {
        ast.unparse(call.args[0]).split(".")[-1]
        for call in calls
        if ast.unparse(call.func) == "require" and call.args
    }


def verbs() -> Iterator[tuple[str, Verb]]:
    for app in APPS:
        policies = staff_policies(app)
        for verb, function in functions(app, "services").items():
            if required(function) & policies:
                yield app, verb


def called(stem: str, function: ast.FunctionDef, known: set[Verb]) -> set[Verb]:
    """What a service calls of its room: of its own module, of a named one, or imported."""
    found: set[Verb] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add((node.value.id, node.attr))
        elif isinstance(node, ast.Name) and (stem, node.id) in known:
            found.add((stem, node.id))
        elif isinstance(node, ast.Name):
            found |= {verb for verb in known if verb[1] == node.id}
    return found & known


def records(app: str) -> set[Verb]:
    """The services of a room that write a line, by themselves or through one another."""
    bodies = functions(app, "services")
    found = {verb for verb, one in bodies.items() if "audit.record" in ast.unparse(one)}
    while more := {
        verb
        for verb, one in bodies.items()
        if verb not in found and called(verb[0], one, set(bodies)) & found
    }:
        found |= more
    return found


def test_every_verb_of_staff_writes_a_line():
    recording = {app: records(app) for app in APPS}
    silent = [f"{app}.{'.'.join(verb)}" for app, verb in verbs() if verb not in recording[app]]
    assert silent == []


def test_the_search_for_verbs_finds_those_it_must():
    found = {f"{app}.{verb[1]}" for app, verb in verbs()}
    assert {
        "payments.approve_payout",
        "payments.lift_stop",
        "payments.take_case",
        "projects.remove_posting",
        "reviews._judge",
        "staff.export_log",
    } <= found


def test_what_is_left_out_still_exists():
    named = {name for app in APPS for _stem, name in functions(app, "policies")}
    assert set(NOT_OF_STAFF) <= named
