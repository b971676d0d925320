import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui.publish.history import EXCHANGE, OUTCOME, ROUTING_KEY, WHY, Sent
from gui.publish.outcomes import Outcomes
from tests.gui.publish.test_history import sent

RETURNED = sent(outcome="returned", reply_code=312, reply_text="NO_ROUTE")


def outcomes_in(qtbot: QtBot, *batch: Sent, width: int = 380) -> Outcomes:
    outcomes = Outcomes()
    qtbot.addWidget(outcomes)
    outcomes.resize(width, 260)
    outcomes.show()
    outcomes.add(batch)
    return outcomes


def shown_width(outcomes: Outcomes, column: int) -> int:
    """How much of a column is inside the view."""
    left = outcomes.table.columnViewportPosition(column)
    right = left + outcomes.table.columnWidth(column)
    return min(right, outcomes.table.viewport().width()) - max(left, 0)


@pytest.mark.parametrize("width", [220, 330, 380, 460, 900])
def test_that_outcome_and_reason_are_in_sight(qtbot: QtBot, width: int) -> None:
    outcomes = outcomes_in(qtbot, RETURNED, width=width)

    for column in (OUTCOME, WHY):
        assert shown_width(outcomes, column) == outcomes.table.columnWidth(column) >= 50
    assert not outcomes.table.horizontalScrollBar().isVisible()


def test_that_rows_say_where_messages_went_when_there_is_room(qtbot: QtBot) -> None:
    outcomes = outcomes_in(qtbot, RETURNED)
    assert outcomes.table.isColumnHidden(EXCHANGE)

    outcomes.resize(900, 260)

    qtbot.waitUntil(lambda: not outcomes.table.isColumnHidden(ROUTING_KEY))
    assert shown_width(outcomes, ROUTING_KEY) > 80


def test_that_the_newest_is_told_in_full_until_a_row_is_selected(qtbot: QtBot) -> None:
    outcomes = outcomes_in(qtbot)
    assert outcomes.detail.isHidden()

    outcomes.add([RETURNED])
    outcomes.add([sent(outcome="failed", latency_ms=None, reply_text="connection lost")])
    assert "connection lost" in outcomes.detail.toPlainText()
    assert "no answer" in outcomes.detail.toPlainText()
    outcomes.table.selectRow(1)

    told = outcomes.detail.toPlainText()
    assert "returned ↩  312 NO_ROUTE" in told
    for words in ("312", "NO_ROUTE", "1.3 ms", "order.placed", "gave it back"):
        assert words in told
    outcomes.add([sent(routing_key="later")])
    assert "312" in outcomes.detail.toPlainText()
    outcomes.follow()
    assert "later" in outcomes.detail.toPlainText()


def test_that_what_was_said_while_nobody_looked_is_told_when_somebody_does(qtbot: QtBot) -> None:
    outcomes = outcomes_in(qtbot)
    outcomes.hide()
    outcomes.add([RETURNED])
    assert not outcomes.detail.toPlainText()

    outcomes.show()

    assert "NO_ROUTE" in outcomes.detail.toPlainText()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_the_menu_key_is_about_the_chosen_row(qtbot: QtBot) -> None:
    outcomes = outcomes_in(qtbot, RETURNED, sent(routing_key="chosen"))
    outcomes.set_can_send(True)
    outcomes.table.selectRow(0)

    def choose_the_first() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.actions()[0].trigger()
        menu.close()

    below = outcomes.table.visualRect(outcomes.history.index(1, OUTCOME)).center()
    QTimer.singleShot(0, choose_the_first)
    with qtbot.waitSignal(outcomes.again_wanted) as wanted:
        outcomes.table.customContextMenuRequested.emit(below)  # where Qt says that the key means

    assert wanted.args == [outcomes.history.sent[0]]


def test_that_the_menu_of_a_row_can_clear_the_history(qtbot: QtBot) -> None:
    outcomes = outcomes_in(qtbot, RETURNED)
    actions = {action.text(): action for action in outcomes.menu(0).actions()}

    actions["Clear history"].trigger()

    assert outcomes.history.rowCount() == 0
    assert outcomes.totals.text() == "Nothing published yet"
    assert outcomes.detail.isHidden()


def test_that_a_row_is_sent_again_or_shown_in_the_form(qtbot: QtBot) -> None:
    outcomes = outcomes_in(qtbot, sent(1), sent(2))
    outcomes.set_can_send(True)
    outcomes.table.selectRow(1)

    with qtbot.waitSignal(outcomes.again_wanted) as again:
        qtbot.mouseClick(outcomes.again, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(outcomes.form_wanted) as by_button:
        qtbot.mouseClick(outcomes.to_form, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(outcomes.form_wanted) as by_key:
        outcomes.table.setCurrentIndex(outcomes.history.index(0, 0))
        qtbot.keyClick(outcomes.table, Qt.Key.Key_Return)

    assert again.args == by_button.args == [sent(1)]
    assert by_key.args == [sent(2)]
