import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from gui.main_window import PANELS, MainWindow
from tests.gui.lettered import letters_of

HEAVY = {"numpy", "pyqtgraph", "pika", "qtawesome", "click", "urllib3", "keyring"}

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def window_in(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window, before_close_func=lambda _: window.leave())
    return window


def test_that_the_first_paint_is_told_once(qtbot: QtBot) -> None:
    window = window_in(qtbot)
    painted: list[None] = []
    window.painted.connect(lambda: painted.append(None))

    with qtbot.waitSignal(window.painted):
        window.show()
    window.repaint()

    assert painted == [None]


def test_that_the_first_window_loads_nothing_heavy() -> None:
    code = "import sys, gui.app, gui.opening, gui.main_window; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
        timeout=30,
        check=True,
    )

    assert HEAVY & {name.partition(".")[0] for name in done.stdout.split()} == set()


def test_that_closing_only_hides_until_everything_has_ended(qtbot: QtBot) -> None:
    window = window_in(qtbot)
    window.show()

    with qtbot.waitSignal(window.leaving):
        window.close()
    assert window.isHidden()

    window.leave()
    assert window.close()


def test_that_a_panel_comes_to_the_front_also_after_it_was_closed(qtbot: QtBot) -> None:
    window = window_in(qtbot)
    views = {name: QLabel(name) for name in PANELS}
    for name, view in views.items():
        window.fill(name, view)
    window.show()
    qtbot.waitUntil(views["charts"].isVisible)
    window.docks["log"].close()
    assert views["log"].isHidden()

    window.reveal("log")

    qtbot.waitUntil(views["log"].isVisible)
    qtbot.waitUntil(views["charts"].isHidden)


def test_that_every_panel_can_be_shown_hidden_and_detached(qtbot: QtBot) -> None:
    window = window_in(qtbot)
    window.show()
    menus = {menu.title(): menu for menu in window.findChildren(QMenu)}
    panels, detach = menus["&Panels"], menus["&Detach"]

    assert [action.text() for action in panels.actions()[: len(PANELS)]] == list(PANELS.values())
    inspector = panels.actions()[list(PANELS).index("inspector")]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go_to("inspector")
    qtbot.waitUntil(
        lambda: window.docks["inspector"].isAncestorOf(QApplication.focusWidget() or window)
    )
    inspector.trigger()
    assert window.docks["inspector"].isHidden()
    inspector.trigger()
    assert not window.docks["inspector"].isHidden()
    detach.actions()[list(PANELS).index("charts")].trigger()
    assert window.docks["charts"].isFloating()
    assert window.docks["charts"].titleBarWidget() is window._titles[window.docks["charts"]]
    window.docks["charts"].setFloating(False)
    assert window.docks["charts"].titleBarWidget() is not None


def test_that_size_and_arrangement_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    first = window_in(qtbot)
    first.resize(700, 500)
    first.show()
    first.docks["inspector"].hide()
    first.remember_layout(settings)

    second = window_in(qtbot)
    second.restore_layout(settings)
    second.show()

    assert second.docks["inspector"].isHidden()
    assert second.width() == first.width()


def test_that_the_flow_gets_the_largest_part(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "none.ini"), QSettings.Format.IniFormat)
    window = window_in(qtbot)
    window.resize(1200, 800)
    window.show()

    window.restore_layout(settings)

    centre = window.centralWidget()
    assert centre is not None
    qtbot.waitUntil(lambda: centre.height() > 0.45 * 800 and centre.width() > 0.6 * 1200)


def test_that_nothing_moves_when_something_is_said(qtbot: QtBot) -> None:
    window = window_in(qtbot)
    window.resize(1200, 800)
    window.show()
    centre = window.centralWidget()
    assert centre is not None
    qtbot.waitUntil(lambda: centre.height() > 100)
    before = [window.docks["charts"].geometry(), centre.geometry()]

    window.say("The keyring is locked.")
    qtbot.waitUntil(window.statusBar().isVisible)
    QCoreApplication.processEvents()

    assert window.statusBar().currentMessage() == "The keyring is locked."
    assert [window.docks["charts"].geometry(), centre.geometry()] == before


def test_that_what_went_wrong_stays_until_it_is_put_away(qtbot: QtBot) -> None:
    window = window_in(qtbot)
    window.show()
    window.say("The charts were kept.")
    assert not window.notice.isVisible()

    window.warn("The keyring is <b>locked</b>.")
    qtbot.waitUntil(window.notice.isVisible)
    assert window.statusBar().currentMessage() == ""
    assert window.notice.words.text() == "The keyring is <b>locked</b>."
    assert window.notice.accessibleName() == "The keyring is <b>locked</b>."
    window.say("Something else.")
    window.statusBar().clearMessage()  # as after its time
    assert window.notice.isVisible()

    QTest.mouseClick(window.notice.close_button, Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()


@pytest.mark.parametrize(("width", "is_shown"), [(1280, False), (1480, True)])
def test_that_a_new_window_shows_the_navigator_where_there_is_room(
    qtbot: QtBot, tmp_path: Path, width: int, is_shown: bool
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = window_in(qtbot)
    window.resize(width, 800)
    window.show()
    window.restore_layout(settings)

    assert window.docks["navigator"].isVisible() == is_shown


def test_that_it_is_remembered_whether_the_navigator_is_wanted(
    qtbot: QtBot, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    first = window_in(qtbot)
    first.resize(1280, 800)
    first.show()
    first.restore_layout(settings)
    first.docks["navigator"].toggleViewAction().trigger()
    first.remember_layout(settings)

    second = window_in(qtbot)
    second.show()
    second.restore_layout(settings)
    assert second.docks["navigator"].isVisible()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1280, 800)])
def test_that_the_flow_has_most_of_a_small_window(
    qtbot: QtBot, tmp_path: Path, width: int, height: int
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = window_in(qtbot)
    window.resize(width, height)
    window.show()
    window.restore_layout(settings)

    def share() -> float:
        middle = window.centralWidget()
        assert middle is not None
        flow = middle.size()
        return flow.width() * flow.height() / ((width - 8) * (height - 120))

    qtbot.waitUntil(lambda: share() > 0.55)
    assert window.docks["charts"].height() >= 96


@pytest.mark.parametrize(("points", "is_tab"), [(10, False), (16, True)])
def test_that_with_large_letters_only_one_panel_is_beside_the_flow(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, points: int, is_tab: bool
) -> None:
    monkeypatch.setattr(MainWindow, "_first_size", staticmethod(lambda: QSize(1280, 720)))
    with letters_of(points):
        window = window_in(qtbot)
        window.show()
        window.go_to("navigator")
        beside = window.tabifiedDockWidgets(window.docks["inspector"])
        assert (window.docks["navigator"] in beside) == is_tab
        assert window.docks["navigator"].isVisible()
