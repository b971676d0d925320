"""What `flowscope doctor` says of a broker, and what a test expects of it."""

import json
from typing import Any

from tests.integration.commands import Command

Said = dict[str, tuple[str, str]]
"""What must be in why and mend, by capability; those that are not named are fine."""


def doctor(*options: str) -> tuple[int, dict[str, Any], str]:
    return diagnosis(Command("doctor", *options))


def diagnosis(command: Command) -> tuple[int, dict[str, Any], str]:
    code, out, err = command.finish()
    found = json.loads(out)
    found.pop("stages")
    return code, found, err


def check(found: dict[str, Any], said: Said) -> None:
    assert {name for name, capability in found.items() if not capability["ok"]} == said.keys()
    for name, (why, mend) in said.items():
        assert why in found[name]["why"]
        assert mend in found[name]["mend"]
