"""Each script is played on RabbitMQ and on the embedded broker; both must say the same."""

import inspect
import pkgutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import ModuleType

import pytest

from tests.integration.differential import scripts
from tests.integration.differential.known_differences import KNOWN, known_of
from tests.integration.differential.stage import Script, played
from tests.integration.differential.transcript import difference

SUBJECTS = [
    import_module(f"{scripts.__name__}.{found.name}")
    for found in pkgutil.iter_modules(scripts.__path__)
]


def scripts_of(module: ModuleType) -> Iterator[tuple[str, Script]]:
    """The scripts in a module and their names."""
    subject = module.__name__.rpartition(".")[2]
    for name, script in inspect.getmembers(module, inspect.isfunction):
        if script.__module__ == module.__name__ and not name.startswith("_"):
            yield f"{subject}.{name}", script


SCRIPTS = dict(script for module in SUBJECTS for script in scripts_of(module))


@pytest.mark.parametrize("name", SCRIPTS)
def test_that_the_embedded_broker_says_what_rabbitmq_says(
    name: str, ports: tuple[int, int]
) -> None:
    with ThreadPoolExecutor(2) as both:
        transcripts = both.map(lambda port: played(SCRIPTS[name], port), ports)
    theirs, ours = ("\n".join(lines) for lines in transcripts)
    for known in known_of(name):
        theirs, ours = known.levelled(theirs, ours)
    told = difference(theirs.splitlines(), ours.splitlines(), ("RabbitMQ", "embedded"))
    assert not told, f"\n{told}"


def test_that_known_differences_are_about_scripts_that_exist() -> None:
    assert {name for known in KNOWN for name in known.scripts} <= set(SCRIPTS)
