import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.find.completion import Names
from gui.find.entry import ExpressionEntry

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
NAMES: Names = {"service": ["orders"], "queue": ["orders.q", "pay q"], "exchange": ["shop"]}


def shown(qtbot: QtBot) -> ExpressionEntry:
    entry = ExpressionEntry(lambda: NAMES)
    qtbot.addWidget(entry)
    with qtbot.waitExposed(entry):
        entry.show()
    entry.setFocus()
    return entry


def press(entry: ExpressionEntry, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    """To the list while it is there, as a window system does."""
    offered = entry.popup.popup()
    to: QWidget = offered if offered is not None and entry.popup.is_open else entry
    QTest.keyClick(to, key, held or Qt.KeyboardModifier.NoModifier)


def test_that_typing_offers_how_to_go_on(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    qtbot.keyClicks(entry, "or")

    assert entry.popup.is_open
    assert entry.popup.words == ["service:orders", "queue:orders.q"]


def test_that_an_arrow_and_enter_take_a_word(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    qtbot.keyClicks(entry, "pa")
    with qtbot.assertNotEmitted(entry.stepped):
        press(entry, Qt.Key.Key_Down)
        press(entry, Qt.Key.Key_Return)

    assert entry.text() == 'queue:"pay q"'
    assert not entry.popup.is_open


def test_that_tab_takes_the_first_word_and_goes_on(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    qtbot.keyClicks(entry, "una")
    press(entry, Qt.Key.Key_Tab)

    assert entry.text() == "unacked "
    assert entry.popup.words[:2] == [">", ">="]


def test_that_enter_without_a_chosen_word_steps(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    qtbot.keyClicks(entry, "or")
    with qtbot.waitSignal(entry.stepped) as forth:
        press(entry, Qt.Key.Key_Return)
    with qtbot.waitSignal(entry.stepped) as back:
        press(entry, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert (forth.args, back.args) == ([1], [-1])
    assert entry.text() == "or"
    assert not entry.popup.is_open


def test_that_esc_first_closes_the_list(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    qtbot.keyClicks(entry, "or")
    with qtbot.assertNotEmitted(entry.left):
        press(entry, Qt.Key.Key_Escape)
    assert not entry.popup.is_open

    with qtbot.waitSignal(entry.left):
        press(entry, Qt.Key.Key_Escape)


def test_that_all_words_are_offered_on_request(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    press(entry, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)

    assert {"service:", "idle", "rate", "not"} <= set(entry.popup.words)


def test_that_nothing_is_offered_for_an_empty_text(qtbot: QtBot) -> None:
    entry = shown(qtbot)
    qtbot.keyClicks(entry, "o")
    press(entry, Qt.Key.Key_Backspace)

    assert entry.text() == ""
    assert not entry.popup.is_open
