import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTabBar
from pytestqt.qtbot import QtBot

from gui.main_window import PANELS, MainWindow
from gui.palette.entries import commands
from tests.gui.test_main_window import window_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea


def shown_in(qtbot: QtBot) -> tuple[MainWindow, dict[str, QLineEdit]]:
    window = window_in(qtbot)
    views = {name: QLineEdit() for name in PANELS}
    for name, view in views.items():
        window.fill(name, view)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(views["charts"].isVisible)
    return window, views


def tabs_of(window: MainWindow) -> list[list[str]]:
    bars = window.findChildren(QTabBar, options=DIRECT)
    return [[bar.tabText(i) for i in range(bar.count())] for bar in bars if bar.isVisible()]


@pytest.mark.parametrize(("number", "name"), list(enumerate(PANELS, start=1)))
def test_that_each_panel_is_reached_by_its_number(qtbot: QtBot, number: int, name: str) -> None:
    window, views = shown_in(qtbot)

    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)

    qtbot.waitUntil(views[name].isVisible)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is views[name])


def test_that_a_number_shows_hides_and_detaches_a_panel(qtbot: QtBot) -> None:
    window, views = shown_in(qtbot)
    dock, control = window.docks["inspector"], Qt.KeyboardModifier.ControlModifier

    QTest.keyClick(window, Qt.Key.Key_2, control)
    assert not dock.isHidden()  # it was open: the keyboard goes there
    qtbot.waitUntil(lambda: QApplication.focusWidget() is views["inspector"])
    QTest.keyClick(window, Qt.Key.Key_2, control)
    assert dock.isHidden()
    assert not window.panel_commands.shows["inspector"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_2, control)
    assert not dock.isHidden()
    assert window.panel_commands.shows["inspector"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_2, control | Qt.KeyboardModifier.ShiftModifier)
    assert dock.isFloating()


def test_that_the_key_of_a_panel_behind_others_brings_it_to_the_front(qtbot: QtBot) -> None:
    window, views = shown_in(qtbot)
    control = Qt.KeyboardModifier.ControlModifier
    number = Qt.Key(Qt.Key.Key_0 + 1 + list(PANELS).index("messages"))
    assert not views["messages"].isVisible()

    QTest.keyClick(window, number, control)

    qtbot.waitUntil(lambda: QApplication.focusWidget() is views["messages"])
    assert not window.docks["charts"].isHidden()
    QTest.keyClick(window, number, control)
    assert window.docks["messages"].isHidden()


def test_that_the_layout_is_reset(qtbot: QtBot) -> None:
    window, _ = shown_in(qtbot)
    window.docks["charts"].setFloating(True)
    window.docks["log"].hide()
    window.addDockWidget(RIGHT, window.docks["messages"])

    window.panel_commands.reset.trigger()

    usual = [title for name, title in PANELS.items() if name not in ("navigator", "inspector")]
    qtbot.waitUntil(lambda: tabs_of(window) == [usual])
    assert not window.docks["charts"].isFloating()
    assert window.dockWidgetArea(window.docks["messages"]) is Qt.DockWidgetArea.BottomDockWidgetArea


def test_that_only_a_panel_without_a_tab_has_a_title(qtbot: QtBot) -> None:
    window, _ = shown_in(qtbot)
    titles = {name: window._titles[dock] for name, dock in window.docks.items()}
    qtbot.waitUntil(lambda: titles["charts"].name.isHidden())
    assert titles["inspector"].name.isVisible()

    for name in ("acks", "publish", "messages", "log"):
        window.docks[name].close()
    qtbot.waitUntil(titles["charts"].name.isVisible)

    titles["charts"].close_it.click()
    assert window.docks["charts"].isHidden()
    titles["inspector"].detach.click()
    assert window.docks["inspector"].isFloating()


def test_that_moved_panels_are_where_they_were_after_a_restart(
    qtbot: QtBot, tmp_path: object
) -> None:
    settings = QSettings(f"{tmp_path}/window.ini", QSettings.Format.IniFormat)
    first, _ = shown_in(qtbot)
    first.restore_layout(settings)
    first.tabifyDockWidget(first.docks["inspector"], first.docks["log"])
    first.remember_layout(settings)

    second, _ = shown_in(qtbot)
    second.restore_layout(settings)

    # at once, without a turn of the event loop: no tabs of before are left as ghosts
    below = ["Charts", "Acks", "Publish", "Messages"]
    assert sorted(tabs_of(second)) == [below, ["Inspector", "Topology log"]]
    assert second.dockWidgetArea(second.docks["log"]) is RIGHT


def test_that_a_detached_panel_lies_on_the_screen_with_its_signs_in_reach(qtbot: QtBot) -> None:
    window, _ = shown_in(qtbot)
    dock, title = window.docks["inspector"], window._titles[window.docks["inspector"]]
    screen = dock.screen().availableGeometry()
    window.move(screen.right() - 200, screen.top())

    QTest.mouseClick(title.detach, Qt.MouseButton.LeftButton)

    assert dock.isFloating()
    qtbot.waitUntil(lambda: screen.contains(dock.geometry()))
    assert title.detach.isVisible()
    assert title.close_it.isVisible()
    assert title.detach.toolTip() == "Put Inspector back into the window"

    QTest.mouseClick(title.detach, Qt.MouseButton.LeftButton)
    assert not dock.isFloating()
    assert title.detach.toolTip() == "Show Inspector in a window of its own"


def test_that_a_double_click_on_its_title_detaches_a_panel_and_puts_it_back(qtbot: QtBot) -> None:
    window, _ = shown_in(qtbot)
    dock, title = window.docks["inspector"], window._titles[window.docks["inspector"]]

    QTest.mouseDClick(title.name, Qt.MouseButton.LeftButton)
    assert dock.isFloating()
    QTest.mouseDClick(title.name, Qt.MouseButton.LeftButton)
    assert not dock.isFloating()


def test_that_a_panel_that_is_nobody_elses_neighbour_keeps_its_title_as_a_window(
    qtbot: QtBot,
) -> None:
    window, _ = shown_in(qtbot)
    title = window._titles[window.docks["charts"]]
    qtbot.waitUntil(title.name.isHidden)

    window.panel_commands.detaches["charts"].trigger()

    qtbot.waitUntil(title.name.isVisible)
    assert title.close_it.isVisible()


def test_that_no_panel_can_be_dropped_above_the_flow(qtbot: QtBot) -> None:
    window, _ = shown_in(qtbot)

    assert not any(
        dock.isAreaAllowed(Qt.DockWidgetArea.TopDockWidgetArea) for dock in window.docks.values()
    )


def test_that_the_layout_is_reset_from_the_view_menu_and_a_right_click(qtbot: QtBot) -> None:
    window, _ = shown_in(qtbot)
    found = [one for one in commands(window.menuBar()) if "Reset layout" in one.title]
    assert [one.menus for one in found] == [("View",)]
    assert {"reset", "layout", "panels"} <= set(found[0].title.lower().split())

    menu = window.createPopupMenu()
    window.docks["inspector"].setFloating(True)
    next(one for one in menu.actions() if "Reset layout" in one.text().replace("&", "")).trigger()

    assert not window.docks["inspector"].isFloating()
