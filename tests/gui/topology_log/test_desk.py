"""The commands of the topology log, and what is remembered of its filter."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.topology_log.desk import LogDesk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def desk_in(qtbot: QtBot, settings: QSettings) -> tuple[MainWindow, LogDesk]:
    window = MainWindow()
    qtbot.addWidget(window)
    desk = LogDesk(window, settings)
    window.fill("log", desk.view)
    with qtbot.waitExposed(window):
        window.show()
    window._may_close = True
    return window, desk


def test_that_commands_reach_the_filter_and_it_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window, desk = desk_in(qtbot, settings)
    window.commands.log.filter.trigger()
    bar = desk.view.bar
    assert bar.isVisible()
    qtbot.waitUntil(bar.field.hasFocus)
    qtbot.keyClicks(bar.field, "bills")
    window.commands.log.only_selection.trigger()
    assert bar.only.isChecked()
    assert bar.only.text() == "Only the selection"
    assert "(Ctrl+Shift+E)" in bar.only.toolTip()

    _, again = desk_in(qtbot, settings)
    assert again.view.bar.field.text() == "bills"
    assert again.view.bar.only.isChecked()
    assert again.view.bar.choice.words == ("bills",)
