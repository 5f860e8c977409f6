"""What a compose file may say, for the parts that ours uses.

Written from the Compose Specification (https://github.com/compose-spec/compose-spec), which
forbids unknown keys but for `x-…`; so does this. The last test of test_compose.py also asks Docker,
where there is one.
"""

from typing import Any

DURATION = {"type": "string", "pattern": r"^(\d+(us|ms|s|m|h))+$"}
WORD = {"type": "string", "minLength": 1}
COMMAND = {"oneOf": [WORD, {"type": "array", "items": {"type": "string"}}]}
STRINGS = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
EXTENSIONS = {"^x-": {}}


def strictly(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    """An object of these keys and of no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required or [],
        "patternProperties": EXTENSIONS,
        "additionalProperties": False,
    }


HEALTHCHECK = strictly(
    {
        "test": {
            "type": "array",
            "items": {"type": "string"},
            "prefixItems": [{"enum": ["CMD", "CMD-SHELL", "NONE"]}],
            "minItems": 2,
        },
        "interval": DURATION,
        "timeout": DURATION,
        "start_period": DURATION,
        "start_interval": DURATION,
        "retries": {"type": "integer", "minimum": 1},
        "disable": {"type": "boolean"},
    },
    required=["test"],
)
DEPENDENCY = strictly(
    {
        "condition": {
            "enum": ["service_started", "service_healthy", "service_completed_successfully"]
        },
        "restart": {"type": "boolean"},
        "required": {"type": "boolean"},
    },
    required=["condition"],
)
SERVICE = strictly(
    {
        "image": WORD,
        "build": strictly(
            {"context": WORD, "dockerfile": WORD, "args": {"type": "object"}, "target": WORD},
            required=["context"],
        ),
        "command": COMMAND,
        "entrypoint": COMMAND,
        "environment": {
            "type": "object",
            "patternProperties": {"^[A-Z][A-Z0-9_]*$": {"type": ["string", "number", "null"]}},
            "additionalProperties": False,
        },
        "ports": {
            "type": "array",
            "items": {"type": "string", "pattern": r"^(\$\{[A-Z_]+:-\d+\}|\d+)(:\d+)?$"},
        },
        "volumes": {
            "type": "array",
            "items": {"type": "string", "pattern": r"^[a-z./][\w./-]*:/[\w./-]*(:ro)?$"},
        },
        "depends_on": {"type": "object", "additionalProperties": DEPENDENCY},
        "healthcheck": HEALTHCHECK,
        "restart": {"type": "string", "pattern": r"^(no|always|unless-stopped|on-failure(:\d+)?)$"},
        "init": {"type": "boolean"},
        "read_only": {"type": "boolean"},
        "tmpfs": STRINGS,
        "user": WORD,
        "cap_add": STRINGS,
        "cap_drop": STRINGS,
        "security_opt": STRINGS,
        "stop_grace_period": DURATION,
        "shm_size": WORD,
    }
) | {"anyOf": [{"required": ["image"]}, {"required": ["build"]}]}
SCHEMA = strictly(
    {
        "name": {"type": "string", "pattern": r"^[a-z0-9][a-z0-9_-]*$"},
        "services": {
            "type": "object",
            "patternProperties": {r"^[a-zA-Z0-9._-]+$": SERVICE},
            "additionalProperties": False,
            "minProperties": 1,
        },
        "volumes": {"type": "object", "additionalProperties": {"type": ["object", "null"]}},
        "networks": {"type": "object", "additionalProperties": {"type": ["object", "null"]}},
    },
    required=["services"],
)
