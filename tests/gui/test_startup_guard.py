"""The start-up guard refuses what Qt would answer with an abort."""

import subprocess
import sys
from collections.abc import Iterable, Mapping

import pytest

from gui import startup_guard as guard


def nothing(_names: Iterable[str]) -> list[str]:
    return []


def only_xcb_lacks(names: Iterable[str]) -> list[str]:
    return [name for name in names if name == "libxcb-cursor.so.0"]


def yes(_platform: str, _environ: Mapping[str, str]) -> bool:
    return True


def no(_platform: str, _environ: Mapping[str, str]) -> bool:
    return False


@pytest.mark.parametrize("pyside", ["6.12", "6.12.0", "6.12.3"])
def test_that_pyside_6_12_is_refused_below_python_3_12(pyside: str) -> None:
    message = guard.broken_pair(pyside, (3, 11))

    assert message is not None
    assert f"PySide6 {pyside} makes Python 3.11 crash" in message
    assert "PySide6-Essentials<6.12" in message


@pytest.mark.parametrize(
    ("pyside", "python"),
    [("6.11.3", (3, 11)), ("6.12.0", (3, 12)), ("6.13.0", (3, 11)), ("6.1.2", (3, 11))],
)
def test_that_other_pairs_are_let_through(pyside: str, python: tuple[int, int]) -> None:
    assert guard.broken_pair(pyside, python) is None


def test_that_an_unknown_version_is_let_through() -> None:
    assert guard.broken_pair(None, (3, 11)) is None


@pytest.mark.parametrize(
    ("environ", "platforms"),
    [
        ({}, []),
        ({"DISPLAY": ""}, []),
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["wayland", "xcb"]),
        ({"QT_QPA_PLATFORM": "offscreen"}, ["offscreen"]),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, ["vnc"]),
        ({"QT_QPA_PLATFORM": "xcb"}, []),
        ({"QT_QPA_PLATFORM": "wayland;xcb", "DISPLAY": ":0"}, ["xcb"]),
    ],
)
def test_that_qt_tries_only_platforms_with_a_display(
    environ: dict[str, str], platforms: list[str]
) -> None:
    assert guard.qt_platforms(environ) == platforms


def test_that_a_session_without_display_is_refused_with_what_to_do() -> None:
    message = guard.no_window({}, nothing, yes)

    assert message == guard.NO_DISPLAY


def test_that_a_display_that_answers_is_accepted() -> None:
    assert guard.no_window({"DISPLAY": ":0"}, nothing, yes) is None


def test_that_a_dead_display_is_named() -> None:
    message = guard.no_window({"DISPLAY": ":77"}, nothing, no)

    assert message is not None
    assert "DISPLAY=:77 does not answer" in message


def test_that_a_missing_library_is_named_with_its_package() -> None:
    message = guard.no_window({"DISPLAY": ":0"}, only_xcb_lacks, yes)

    assert message is not None
    assert "libxcb-cursor.so.0" in message
    assert "apt-get install libxcb-cursor0" in message


def test_that_a_platform_with_all_its_libraries_is_enough() -> None:
    environ = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}

    assert guard.no_window(environ, only_xcb_lacks, yes) is None


def test_that_offscreen_needs_no_display_and_no_xcb() -> None:
    assert guard.no_window({"QT_QPA_PLATFORM": "offscreen"}, only_xcb_lacks) is None


def test_that_an_x_server_that_is_not_there_does_not_answer() -> None:
    assert not guard.display_answers("xcb", {"DISPLAY": ":7654"})


def test_that_a_wayland_socket_that_is_not_there_does_not_answer() -> None:
    environ = {"WAYLAND_DISPLAY": "nobody", "XDG_RUNTIME_DIR": "/nowhere"}

    assert not guard.display_answers("wayland", environ)


def test_that_libraries_are_missing_when_they_cannot_be_loaded() -> None:
    def load(name: str) -> None:
        if name == "libEGL.so.1":
            raise OSError(name)

    assert guard.missing_libraries(load=load) == ["libEGL.so.1"]


def test_that_each_package_is_named_once() -> None:
    libraries = ["libgthread-2.0.so.0", "libEGL.so.1", "libglib-2.0.so.0"]

    assert guard.packages(libraries) == ["libegl1", "libglib2.0-0"]


def test_that_the_guard_imports_nothing_of_qt() -> None:
    code = "import gui.startup_guard, sys; sys.exit(any('Side6' in name for name in sys.modules))"

    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
