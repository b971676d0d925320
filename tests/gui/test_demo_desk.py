"""The window on a demo that cannot start; one that runs is in tests/integration/demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from core.demo.demo import Demo, GivenBroker
from gui.hints import Hint
from gui.main_window import MainWindow
from gui.workbench import Workbench
from tests.gui.closed_port import nowhere

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@contextmanager
def workbench_in(qtbot: QtBot, folder: Path) -> Iterator[Workbench]:
    """The window as it is after its first paint, closed at the end."""
    window = MainWindow()
    window.show()
    made = Workbench(window, QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    yield made
    with qtbot.waitSignal(made.gone, timeout=10_000):
        window.close()
    window.deleteLater()


def menus(workbench: Workbench) -> list[str]:
    return [action.text() for action in workbench.window.menuBar().actions()]


def test_that_a_demo_that_cannot_start_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    with workbench_in(qtbot, tmp_path) as workbench:
        shown: list[str] = []
        workbench.begin_demo(Demo(GivenBroker(nowhere())))
        assert workbench.demo_desk is not None
        assert "&Demo" not in menus(workbench)
        workbench.demo_desk.failed.connect(shown.append)
        qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
        assert "nothing listens" in shown[0].lower()
        assert workbench._hint == Hint("The demo did not start", shown[0])
        assert "&Demo" not in menus(workbench)


def test_that_a_window_may_close_while_the_demo_starts(qtbot: QtBot, tmp_path: Path) -> None:
    demo = Demo(GivenBroker(nowhere()))
    with workbench_in(qtbot, tmp_path) as workbench:
        workbench.begin_demo(demo)

    assert demo.system is None
