"""The window on a demo that cannot start; one that runs is in tests/integration/demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.demo.demo import Demo, GivenBroker, OwnBroker
from core.endpoints import Endpoints
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


class LateBroker(OwnBroker):
    """One that takes as long to start as the test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.may_start = Event()

    def start(self) -> Endpoints:
        self.may_start.wait(10)
        return super().start()


def menus(workbench: Workbench) -> list[str]:
    return [action.text() for action in workbench.window.menuBar().actions()]


def test_that_a_demo_that_cannot_start_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    with workbench_in(qtbot, tmp_path) as workbench:
        desk, welcome = workbench.demo_desk, workbench.welcome

        desk.begin(Demo(GivenBroker(nowhere())))
        assert desk.is_starting
        assert not welcome.try_demo.isEnabled()
        assert not workbench.window.commands.try_demo.isEnabled()
        qtbot.waitUntil(lambda: not desk.is_starting, timeout=10_000)

        assert welcome.isVisible()
        assert welcome.state.text().startswith("The demo did not start. Nothing listens")
        assert welcome.try_demo.isEnabled()
        assert workbench.window.commands.try_demo.isEnabled()
        assert "&Demo" not in menus(workbench)


def test_that_a_window_may_close_while_the_demo_starts(qtbot: QtBot, tmp_path: Path) -> None:
    demo = Demo(GivenBroker(nowhere()))
    with workbench_in(qtbot, tmp_path) as workbench:
        workbench.demo_desk.begin(demo)

    assert demo.system is None


def test_that_another_broker_may_be_chosen_while_the_demo_starts(
    qtbot: QtBot, tmp_path: Path
) -> None:
    demo, elsewhere = Demo(OwnBroker()), nowhere()
    with workbench_in(qtbot, tmp_path) as workbench:
        workbench.demo_desk.begin(demo)
        workbench.watching.watch(elsewhere)

        qtbot.waitUntil(lambda: workbench.demo_desk.demo is None)
        assert not workbench.demo_desk.is_starting
        assert workbench.flow.isVisible()
        assert workbench.watching.endpoints == elsewhere

    assert demo.system is None


@pytest.mark.parametrize("by_key", [False, True])
def test_that_the_start_of_the_demo_can_be_cancelled(
    qtbot: QtBot, tmp_path: Path, by_key: bool
) -> None:
    with workbench_in(qtbot, tmp_path) as workbench:
        desk, welcome = workbench.demo_desk, workbench.welcome
        workbench.show_up()
        assert not welcome.cancel.isVisible()
        workbench.window.activateWindow()
        qtbot.waitUntil(workbench.window.isActiveWindow)
        broker = LateBroker()
        demo = Demo(broker)
        desk.begin(demo)
        assert welcome.state.text() == "The demo is starting …"

        if by_key:
            focused = QApplication.focusWidget()
            assert focused is not None
            assert welcome.isAncestorOf(focused)
            QTest.keyClick(focused, Qt.Key.Key_Escape)
        else:
            qtbot.mouseClick(welcome.cancel, Qt.MouseButton.LeftButton)

        assert desk.demo is None
        assert not welcome.cancel.isVisible()
        assert welcome.state.text() == ""
        assert welcome.try_demo.isEnabled()
        assert workbench.window.commands.try_demo.isEnabled()
        broker.may_start.set()
        qtbot.waitUntil(lambda: not workbench.watching.is_ending, timeout=10_000)
        assert demo.system is None
        assert workbench.watching.session is None
