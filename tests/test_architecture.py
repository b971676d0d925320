"""The rules of the house that no single module can show: who imports whom, names, sizes."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("core", "gui")
LOWEST = {"amqp", "facts", "content", "message_facts", "topology", "wording"}
LONGEST = 400
NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
QT = {"PySide6", "shiboken6", "pyqtgraph", "qtawesome", "qtpy", "gui"}

IMPORT_ALL = """
import importlib, pkgutil, sys
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(*{name.partition(".")[0] for name in sys.modules})
"""


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def top_name(module: Path) -> str:
    """The name right below core or gui that a module belongs to."""
    return module.relative_to(ROOT).with_suffix("").parts[1]


def imports_of(module: Path) -> set[str]:
    """The dotted names that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def checked_in() -> list[Path]:
    """The files that git has or would add, or a skip where the sources lie without git."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            timeout=30,
            check=True,
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_that_core_loads_nothing_of_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    assert QT & set(done.stdout.split()) == set()


def test_that_the_lowest_layer_imports_nothing_above_it() -> None:
    paths = [path for path in modules("core") if top_name(path) in LOWEST]
    above = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports_of(path)
        if name.startswith(("core.", "gui.")) and name.split(".")[1] not in LOWEST
    }

    assert above == set()


def test_that_every_file_is_named_after_something() -> None:
    nameless = [path for path in modules(*SOURCES) if NAMES_OF_NOTHING & set(path.parts)]
    nameless += [path for path in modules(*SOURCES) if path.stem in NAMES_OF_NOTHING]

    assert named(nameless) == []


def test_that_every_module_says_what_it_is() -> None:
    silent = [
        path for path in modules(*SOURCES) if ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert named(silent) == []


@pytest.mark.parametrize("house", ["core", "gui"])
def test_that_the_map_of_a_house_names_all_that_is_in_it(house: str) -> None:
    words = set(
        re.findall(
            r"\w+", ast.get_docstring(ast.parse((ROOT / house / "__init__.py").read_text())) or ""
        )
    )
    rooms = {path.stem for path in (ROOT / house).iterdir() if not path.name.startswith("_")}

    assert rooms - words == set()


def test_that_no_file_is_too_long_to_read() -> None:
    lengths = {
        path: len(path.read_text().splitlines())
        for path in modules(*SOURCES, "tests", "benchmarks", "scripts")
        if "node_modules" not in path.parts
    }

    assert named([path for path, lines in lengths.items() if lines > LONGEST]) == []


def test_that_nothing_names_a_place_on_one_machine() -> None:
    places = re.compile(rb"(?<![\w.$}/])/(?:work|tmp/lab|root)/\w")
    telling = [path for path in checked_in() if places.search(path.read_bytes())]

    assert named(telling) == []


def test_that_the_locks_name_only_the_public_index() -> None:
    text = (ROOT / "uv.lock").read_text()
    hosts = {urlsplit(url).hostname for url in re.findall(r'https?://[^"]+', text)}
    sources = {next(iter(package["source"])) for package in tomllib.loads(text)["package"]}

    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    assert sources == {"registry", "editable"}
    assert "://" not in (ROOT / "tests/integration/node/package-lock.json").read_text()
