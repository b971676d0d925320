import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from gui import theme
from gui.welcome import Welcome

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def shown(qtbot: QtBot, size: QSize) -> Welcome:
    welcome = Welcome()
    qtbot.addWidget(welcome)
    welcome.resize(size)
    welcome.show()
    qtbot.waitExposed(welcome)
    return welcome


def test_that_each_offer_is_one_click_or_enter(qtbot: QtBot) -> None:
    welcome = shown(qtbot, QSize(960, 420))

    with qtbot.waitSignal(welcome.demo_wanted):
        qtbot.mouseClick(welcome.try_demo, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(welcome.connect_wanted):
        qtbot.keyClick(welcome.connect_to, Qt.Key.Key_Space)


def test_that_the_keyboard_is_at_the_first_offer(qtbot: QtBot) -> None:
    welcome = shown(qtbot, QSize(960, 420))

    assert welcome.focusProxy() is welcome.connect_to


def test_that_nothing_moves_while_the_demo_starts(qtbot: QtBot) -> None:
    welcome = shown(qtbot, QSize(960, 420))
    before = welcome.try_demo.geometry()

    welcome.show_starting()
    qtbot.waitUntil(welcome.progress.isVisible)

    assert welcome.try_demo.geometry() == before
    assert welcome.connect_to.isEnabled()
    assert not welcome.try_demo.isEnabled()


def test_that_a_failure_is_told_and_may_be_tried_again(qtbot: QtBot) -> None:
    welcome = shown(qtbot, QSize(960, 420))
    welcome.show_starting()

    welcome.show_failed("No port is free. <b>Use</b> another machine.")

    assert welcome.state.text().endswith("<b>Use</b> another machine.")
    assert welcome.state.textFormat() == Qt.TextFormat.PlainText
    assert welcome.try_demo.isEnabled()
    assert not welcome.progress.isVisible()


def test_that_it_follows_the_theme(qtbot: QtBot) -> None:
    welcome = shown(qtbot, QSize(960, 420))
    pictures = []
    for mode in ("dark", "light"):
        theme.set_mode(mode)
        pictures.append(welcome.grab().toImage())
    theme.set_mode("system")

    assert pictures[0] != pictures[1]
