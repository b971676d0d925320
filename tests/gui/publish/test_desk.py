from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.publish.desk import PublishDesk
from gui.publish.view import PublishView
from tests.gui.closed_port import nowhere


def desk_in(qtbot: QtBot) -> tuple[PublishDesk, PublishView]:
    view = PublishView()
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    return PublishDesk(view), view


def test_that_nothing_can_be_sent_without_a_broker(qtbot: QtBot) -> None:
    _, view = desk_in(qtbot)

    assert not view.send.isEnabled()
    assert "Ctrl+O" in view.send.toolTip()


def test_that_a_broker_that_is_not_there_is_the_outcome_of_each_message(qtbot: QtBot) -> None:
    desk, view = desk_in(qtbot)
    desk.watch(nowhere())
    view.count.setValue(3)

    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)
    assert not view.send.isEnabled()
    qtbot.waitUntil(lambda: view.send.isEnabled())

    assert view.outcomes.totals.text() == "3 sent:  3\N{NO-BREAK SPACE}failed\N{NO-BREAK SPACE}!"
    assert "refused" in view.outcomes.history.sent[0].outcome.reply_text
    end = desk.watch(None)
    assert end is not None
    end()


def test_that_it_takes_no_thread_before_something_is_sent(qtbot: QtBot) -> None:
    desk, _ = desk_in(qtbot)

    desk.watch(nowhere())

    assert desk.watch(None) is None
