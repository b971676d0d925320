import configparser
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from core.desktop_entry import DesktopEntry, NoDesktopError, desktop_entry, entry_text, own_command


def parsed(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, delimiters="=")
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read_string(text)
    return parser


def test_that_entry_and_icon_are_written_and_taken_away(tmp_path: Path) -> None:
    entry = DesktopEntry(tmp_path / "share")

    first, icon = entry.install(Path("/opt/flowscope/bin/flowscope"))

    told = parsed(first.read_text())["Desktop Entry"]
    assert told["Exec"] == told["TryExec"] == "/opt/flowscope/bin/flowscope"
    assert told["Icon"] == icon.stem
    assert ET.fromstring(icon.read_text()).tag.endswith("svg")
    assert sorted(p.name for p in tmp_path.rglob("*.*")) == ["flowscope.desktop", "flowscope.svg"]
    entry.install(Path("/usr/bin/flowscope"))
    assert "/opt" not in first.read_text()
    assert entry.remove() == [first, icon]
    assert entry.remove() == []


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/usr/bin/flowscope", "/usr/bin/flowscope"),
        ("/my apps/flowscope", '"/my apps/flowscope"'),
        ('/a"$`/50%/flowscope', '"/a\\"\\$\\`/50%%/flowscope"'),
    ],
)
def test_that_a_path_is_quoted_as_desktops_read_it(path: str, written: str) -> None:
    told = parsed(entry_text(Path(path)))

    assert told["Desktop Entry"]["Exec"] == written
    assert told["Desktop Entry"]["TryExec"] == path
    assert told["Desktop Action demo"]["Exec"] == f"{written} demo"


def test_that_desktops_accept_it(tmp_path: Path) -> None:
    validate = shutil.which("desktop-file-validate")
    if validate is None:
        pytest.skip("desktop-file-validate (package desktop-file-utils) is not installed")
    path, _ = DesktopEntry(tmp_path).install(Path("/my apps/flowscope"))
    done = subprocess.run([validate, path], capture_output=True, text=True, timeout=20, check=False)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_that_it_goes_where_the_user_keeps_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    usual = tmp_path / ".local/share"

    assert desktop_entry({"XDG_DATA_HOME": "/data"}).data_home == Path("/data")
    assert desktop_entry({"XDG_DATA_HOME": "relative"}).data_home == usual
    assert desktop_entry({}).data_home == usual


def test_that_it_is_refused_where_there_is_no_such_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(NoDesktopError, match="Linux"):
        desktop_entry({})


def test_that_the_command_beside_python_is_taken_else_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(NoDesktopError, match="no command"):
        own_command()
    (tmp_path / "flowscope").touch()
    assert own_command() == tmp_path / "flowscope"
