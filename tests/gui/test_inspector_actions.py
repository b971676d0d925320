"""What the inspector says is taken along by keys, whatever panel is in front."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.whole_window import Bench, shop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def test_that_keys_copy_what_is_known_of_the_selection(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(shop())
    window = workbench.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    workbench.select("queue:payments.q")

    QTest.keyClick(window, Qt.Key.Key_C, BOTH)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("payments.q")
    assert window.statusBar().currentMessage() == "The details are on the clipboard, as text."

    window.docks["inspector"].hide()
    QTest.keyClick(window, Qt.Key.Key_J, BOTH)
    shown = json.loads(QGuiApplication.clipboard().text())
    assert "payments.q" in json.dumps(shown)
    assert window.statusBar().currentMessage() == "The details are on the clipboard, as JSON."


def test_that_menu_palette_and_tool_tips_name_them(bench: Bench) -> None:
    workbench = bench(shop())

    entries = {one.title: one for one in workbench.palette_desk.entries()}
    assert entries["Copy details as text"].shortcut == "Ctrl+Alt+C"
    assert entries["Copy details as JSON"].about == "Flow"
    assert workbench.inspector is not None
    assert "Ctrl+Alt+J" in workbench.inspector.copy_json.toolTip()


def test_that_without_a_broker_there_is_nothing_to_copy(bench: Bench) -> None:
    workbench = bench(None)
    entries = {one.title: one for one in workbench.palette_desk.entries()}
    assert entries["Copy details as text"].why_not == "Connect to a broker first"
