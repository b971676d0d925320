"""A right click on the tab or the title of a panel."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from gui.dock import Dock
from gui.main_window import MainWindow
from tests.gui.test_panel_actions import DIRECT, shown_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
_LEFT, _RIGHT, _BELOW = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)


def right_click(qtbot: QtBot, on: QWidget, at: QPoint) -> QMenu:
    """What is offered there."""
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, on.mapToGlobal(at))
    QApplication.sendEvent(on, asked)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, words: str) -> None:
    action = next(one for one in menu.actions() if one.text().replace("&", "") == words)
    assert action.isEnabled()
    menu.close()
    action.trigger()


def tab_of(window: MainWindow, title: str) -> tuple[QTabBar, QPoint]:
    for bar in window.findChildren(QTabBar, options=DIRECT):
        for tab in range(bar.count()):
            if bar.isVisible() and bar.tabText(tab) == title:
                return bar, bar.tabRect(tab).center()
    raise AssertionError(title)


def place(window: MainWindow, dock: Dock) -> Qt.DockWidgetArea:
    return window.dockWidgetArea(dock)


def test_that_a_tab_offers_to_hide_and_to_detach_its_panel(qtbot: QtBot) -> None:
    window, _ = shown_in(qtbot)
    acks, publish = window.docks["acks"], window.docks["publish"]

    choose(right_click(qtbot, *tab_of(window, "Acks")), "Hide Acks")
    assert acks.isHidden()
    choose(right_click(qtbot, *tab_of(window, "Publish")), "Show Publish in a window of its own")
    assert publish.isFloating()

    title = publish.titleBarWidget()
    choose(right_click(qtbot, title, QPoint(9, 9)), "Put Publish back into the window")
    assert not publish.isFloating()


@pytest.mark.parametrize(
    ("words", "area"), [("Move to the left", _LEFT), ("Move to the right", _RIGHT)]
)
def test_that_a_tab_moves_its_panel_in_front_of_those_that_are_there(
    qtbot: QtBot, words: str, area: Qt.DockWidgetArea
) -> None:
    window, views = shown_in(qtbot)
    dock, beside = window.docks["messages"], window.docks["inspector"]

    choose(right_click(qtbot, *tab_of(window, "Messages")), words)
    assert place(window, dock) is area
    qtbot.waitUntil(views["messages"].isVisible)
    assert (beside in window.tabifiedDockWidgets(dock)) == (area is _RIGHT)

    if area is _RIGHT:
        found = right_click(qtbot, *tab_of(window, "Messages"))
        here = [one for one in found.actions() if one.text().replace("&", "") == words]
        assert not here[0].isEnabled()
        choose(found, "Move to the bottom")
        assert place(window, dock) is _BELOW
        assert window.docks["charts"] in window.tabifiedDockWidgets(dock)


def test_that_the_title_of_a_panel_that_stands_alone_offers_the_same(qtbot: QtBot) -> None:
    window, _ = shown_in(qtbot)
    dock = window.docks["inspector"]
    title = dock.titleBarWidget()

    choose(right_click(qtbot, title, QPoint(9, 9)), "Move to the left")
    assert place(window, dock) is _LEFT
    qtbot.waitUntil(title.isVisible)

    choose(right_click(qtbot, title, QPoint(9, 9)), "Reset layout of the panels")
    assert place(window, dock) is _RIGHT


def test_that_a_window_keeps_its_size_when_the_layout_is_reset(qtbot: QtBot) -> None:
    window, _ = shown_in(qtbot)
    for view in (window._panels[name]._view for name in ("acks", "publish", "messages", "log")):
        assert view is not None
        view.setMinimumWidth(300)
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.width() == 1024)

    for _ in range(3):
        window.panel_commands.reset.trigger()
        QApplication.processEvents()

    assert window.width() == 1024
