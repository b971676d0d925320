"""The whole window for every test that asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from core.session import Session
from gui.main_window import MainWindow
from gui.workbench import Workbench
from tests.gui.whole_window import Bench, in_front


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    """Shows the real window around a session that is fed by hand, and ends it."""
    made: list[Workbench] = []

    def show(session: Session | None = None) -> Workbench:
        window = MainWindow()
        window.resize(1280, 800)
        window.show()
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        workbench = Workbench(window, settings)
        made.append(workbench)
        window.restore_layout(settings)
        if session is not None:
            workbench.watching.take(session)
            workbench.refresh()
        qtbot.waitUntil(lambda: in_front(window) == {"inspector", "charts"})
        return workbench

    yield show
    for workbench in made:
        with qtbot.waitSignal(workbench.gone, timeout=10_000):
            workbench.window.close()
        workbench.window.deleteLater()
