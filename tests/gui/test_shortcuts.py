import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui import theme
from gui.palette.entries import commands
from gui.shortcuts import as_text, groups
from tests.gui.whole_window import Bench

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_that_the_keys_of_every_menu_are_listed(bench: Bench) -> None:
    found = groups(commands(bench(None).window.menuBar()))

    assert list(found) == ["Broker", "Message", "Flow", "Charts", "View", "Help"]
    assert ("Publish", "Ctrl+P") in found["Message"]
    assert ("Panels: Go to: Charts", "Alt+3") in found["View"]
    assert ("Keyboard shortcuts", "F1 or ?") in found["Help"]
    text = as_text(found)
    assert "Broker\n  Connect" in text
    assert all(keys in text for rows in found.values() for _, keys in rows)


@pytest.mark.parametrize("key", ["F1", "?"])
def test_that_a_key_opens_the_page_and_esc_closes_it(bench: Bench, qtbot: QtBot, key: str) -> None:
    workbench = bench(None)
    workbench.window.activateWindow()
    qtbot.waitUntil(workbench.window.isActiveWindow)

    if key == "F1":
        QTest.keyClick(workbench.window, Qt.Key.Key_F1)
    else:
        QTest.keyClicks(workbench.window, key)

    page = workbench.shortcuts_desk.page
    assert page is not None
    assert "Ctrl+K" in page.text.toPlainText()
    page.copy.click()
    assert "Ctrl+K" in QGuiApplication.clipboard().text()
    theme.set_mode("light")
    assert theme.current().accent.name() in page.text.toHtml()
    theme.set_mode("system")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert workbench.shortcuts_desk.page is None
