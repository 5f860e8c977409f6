"""docker-compose.yml and Dockerfile: valid, complete, and run by nobody of importance."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.compose_schema import SCHEMA

ROOT = Path(__file__).parents[1]
OURS = ("prepare", "web", "worker", "beat")


def docker(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *words], check=False, capture_output=True, text=True)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_the_schema_itself_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_file_keeps_to_the_schema(compose):
    errors = jsonschema.Draft202012Validator(SCHEMA).iter_errors(compose)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_the_schema_notices_mistakes(compose):
    validator = jsonschema.Draft202012Validator(SCHEMA)
    web = compose["services"]["web"]
    for mistake in ({"comand": "x"}, {"restart": "sometimes"}, {"ports": ["http"]}):
        wrong = compose | {"services": {"web": web | mistake}}
        assert not validator.is_valid(wrong), mistake


def test_all_parts_are_there(compose):
    assert set(compose["services"]) == {"postgres", "valkey", *OURS}


def test_whatever_runs_on_is_watched(compose):
    watched = {name for name, service in compose["services"].items() if "healthcheck" in service}
    assert watched == {"postgres", "valkey", "web", "worker", "beat"}


def test_every_volume_and_dependency_exists(compose):
    for name, service in compose["services"].items():
        assert set(service.get("depends_on", {})) <= set(compose["services"]), name
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in compose["volumes"], name


def test_nothing_of_ours_has_privileges(compose):
    for name in OURS:
        service = compose["services"][name]
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is True, name
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER karya$", dockerfile, re.MULTILINE)


def test_every_option_is_one_that_settings_read(compose):
    parts = ("settings.py", "settings_money.py", "environment.py")
    known = "".join((ROOT / "marketplace" / part).read_text() for part in parts)
    for option in compose["services"]["web"]["environment"]:
        assert re.search(rf"""["']{option}["']""", known), option


def test_only_the_preparation_knows_the_owner_of_the_tables(compose):
    """Web, worker and beat connect as a role that cannot rewrite the book."""
    environments = {name: compose["services"][name]["environment"] for name in OURS}
    for name, environment in environments.items():
        assert environment["DATABASE_URL"].startswith("postgres://karya_app:"), name
        assert ("DATABASE_OWNER_URL" in environment) is (name == "prepare"), name
    owner = environments["prepare"]["DATABASE_OWNER_URL"]
    assert owner.startswith("postgres://karya:")
    assert owner.split("@")[1] == environments["web"]["DATABASE_URL"].split("@")[1]


def test_docker_itself_can_read_it():
    if shutil.which("docker") is None or docker("compose", "version").returncode:
        pytest.skip("no docker compose here")
    checked = docker("compose", "-f", str(ROOT / "docker-compose.yml"), "config", "--quiet")
    assert checked.returncode == 0, checked.stderr
