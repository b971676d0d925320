from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.amqp.fields import Field
from core.publishing import Progress, Publish
from gui.publish.view import PublishView
from tests.gui.publish.test_history import sent

Wanted = list[tuple[Publish, int, float]]


def view_in(qtbot: QtBot) -> tuple[PublishView, Wanted]:
    view = PublishView()
    qtbot.addWidget(view)
    view.set_can_send(True)
    view.resize(1000, 400)
    view.show()
    wanted: Wanted = []
    view.wanted.connect(lambda *what: wanted.append(what))
    return view, wanted


def test_that_the_form_says_what_is_sent(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    view.publish_to("shop")
    qtbot.keyClicks(view.destination.key, "order.placed")
    view.body.text.setPlainText('{"a": 1}')
    view.headers.add("attempt", 3)
    view.count.setValue(20)
    view.rate.setValue(5)

    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)

    publish, count, rate = wanted[0]
    assert (count, rate) == (20, 5.0)
    assert publish == Publish(
        exchange="shop",
        routing_key="order.placed",
        body=b'{"a": 1}',
        properties={"content_type": "application/json", "delivery_mode": 1},
        headers={"attempt": Field("I", 3)},
        mandatory=True,
    )


def test_that_ctrl_return_sends(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    with qtbot.waitActive(view):
        view.activateWindow()
    view.body.text.setFocus()

    qtbot.keyClick(view.body.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: len(wanted) == 1)


def test_that_bad_input_sends_nothing_and_opens_where_it_is(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    view.properties.fields["priority"].setText("high")
    view.headers.add("attempt", 1).value.setText("x")
    view.body.text.setPlainText("{")

    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)

    assert wanted == []
    assert "Nothing was sent" in view.error.text
    assert view.properties.isVisible()
    assert view.headers.isVisible()


def test_that_what_fits_no_frame_is_refused_before_sending(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    view.headers.add("large", "x" * 140_000)

    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)

    assert wanted == []
    assert "frame" in view.error.text


def test_that_a_run_shows_how_far_it_is_and_can_be_cancelled(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    cancelled: list[None] = []
    view.cancelled.connect(lambda: cancelled.append(None))

    view.show_progress(Progress(wanted=100, sent=40, confirmed=30))
    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.cancel, Qt.MouseButton.LeftButton)

    assert (view.progress.value(), view.progress.maximum()) == (30, 100)
    assert view.said.text() == "40 sent"
    assert wanted == []
    assert cancelled == [None]
    view.show_progress(None)
    assert view.cancel.isHidden()
    assert view.send.isEnabled()


def test_that_a_blocked_broker_is_told(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)

    view.show_progress(Progress(wanted=9, blocked="low on memory"))

    assert "low on memory" in view.said.text()


def test_that_nothing_is_sent_without_a_broker(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)

    view.set_can_send(False, "Connect first")
    view.send_again(sent())

    assert not view.send.isEnabled()
    assert view.send.toolTip() == "Connect first"
    assert wanted == []


def test_that_a_row_of_the_history_is_sent_again(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    view.show_sent([sent()])
    assert view.totals.text() == "1 sent:  1 confirmed ✓"
    assert not view.again.isEnabled()

    view.table.selectRow(0)
    qtbot.mouseClick(view.again, Qt.MouseButton.LeftButton)

    assert wanted == [(sent().publish, 1, 0.0)]


def test_that_a_row_of_the_history_fills_the_form(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    publish = Publish(
        exchange="shop",
        routing_key="k",
        body=b"plain",
        properties={"delivery_mode": 2, "type": "t"},
        headers={"x": Field("I", 7)},
    )

    view.show_publish(publish)

    assert view.publish() == publish


def test_that_the_menu_of_a_row_can_clear_the_history(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    view.show_sent([sent()])
    actions = {action.text(): action for action in view.history_menu(0).actions()}

    actions["Clear history"].trigger()

    assert view.history.rowCount() == 0
    assert view.totals.text() == "Nothing published yet"
