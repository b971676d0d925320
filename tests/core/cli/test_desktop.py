import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli.desktop import command


def test_that_it_says_what_it_wrote_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/flowscope").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))

    wrote = CliRunner().invoke(command, ["--install"])
    assert (wrote.exit_code, wrote.output.count("wrote ")) == (0, 2)
    assert (tmp_path / "applications/flowscope.desktop").is_file()
    removed = CliRunner().invoke(command, ["--remove"])
    assert removed.output.count("removed ") == 2
    assert "nothing was there" in CliRunner().invoke(command, ["--remove"]).output


def test_that_it_asks_what_is_wanted() -> None:
    asked = CliRunner().invoke(command, [])

    assert asked.exit_code == 2
    assert "--install or --remove" in asked.output


def test_that_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))

    refused = CliRunner().invoke(command, ["--install"])
    assert refused.exit_code == 2
    assert str(tmp_path / "file") in refused.output


def test_that_other_systems_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    refused = CliRunner().invoke(command, ["--install"])
    assert refused.exit_code == 2
    assert "Linux" in refused.output
