import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.amqp.fields import Field
from core.publishing import Progress, Publish
from core.variables import Filling
from gui.publish.history import Sent
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
    assert view.said.text() == "40 sent, 30 confirmed"
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


def test_that_a_message_is_sent_again(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    assert not view.outcomes.again.isEnabled()
    view.show_sent([sent()])

    qtbot.mouseClick(view.outcomes.again, Qt.MouseButton.LeftButton)

    assert wanted == [(sent().publish, 1, 0.0)]


def test_that_publishing_looks_at_what_comes_back_instead_of_the_past(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    view.show_sent([sent(outcome="returned", reply_code=312, reply_text="NO_ROUTE")])
    view.outcomes.table.selectRow(0)

    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)
    view.show_sent([sent(outcome="failed", reply_text="no such exchange")])

    assert len(wanted) == 1
    assert "no such exchange" in view.outcomes.detail.toPlainText()


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


SIZES = [(560, 170), (760, 270), (950, 240), (1100, 320), (1900, 620)]


@pytest.mark.parametrize("size", SIZES)
def test_that_what_is_unfolded_scrolls_and_moves_nothing(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    view, _ = view_in(qtbot)
    view.resize(*size)
    headings = [s.heading for s in (view.properties_section, view.headers_section)]
    qtbot.waitUntil(lambda: view.width() >= size[0] and headings[0].width() > 0)
    before = view.mapFromGlobal(headings[0].mapToGlobal(QPoint(0, 0)))

    for heading in reversed(headings):
        heading.click()
    qtbot.waitUntil(lambda: view.headers.isVisible() and view.headers.height() > 20)
    qtbot.waitUntil(lambda: view.mapFromGlobal(headings[0].mapToGlobal(QPoint(0, 0))) == before)

    inside = view.form.inside
    qtbot.waitUntil(lambda: inside.width() <= view.form.viewport().width())
    for field in inside.findChildren(QLineEdit):
        right = field.mapTo(inside, QPoint(field.width(), 0)).x()
        assert field.width() >= 40
        assert right <= inside.width()
    assert is_whole(view, view.send)
    assert is_whole(view, view.answers)
    headings[0].click()
    assert view.properties.isHidden()


def is_whole(view: PublishView, widget: QWidget) -> bool:
    corner = widget.mapTo(view, QPoint(0, 0))
    return widget.isVisible() and view.rect().contains(QRect(corner, widget.size()))


def test_that_the_first_wrong_field_comes_into_view(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    view.resize(950, 240)
    view.properties.fields["priority"].setText("high")

    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)

    field = view.properties.errors["priority"]
    qtbot.waitUntil(lambda: not field.visibleRegion().isEmpty())


def test_that_a_long_list_of_headers_scrolls_as_well(qtbot: QtBot) -> None:
    view, _ = view_in(qtbot)
    view.headers_section.open()

    for number in range(20):
        view.headers.add(f"x-{number}", number)

    qtbot.waitUntil(lambda: view.form.verticalScrollBar().maximum() > 300)
    assert view.form.inside.width() <= view.form.viewport().width()
    assert is_whole(view, view.send)


def test_that_filling_in_is_offered_where_there_is_something_to_fill_in(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    assert view.fill_in.isHidden()
    view.body.text.clear()

    qtbot.keyClicks(view.body.text, '{"n": {{n}}, "id": "{{uuid}}"}')
    assert view.fill_in.isVisible()
    assert "{{now}}" in view.fill_in.toolTip()
    assert view.body.error.text == ""
    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)
    assert wanted[0][0].fills_in

    view.fill_in.click()
    assert "Not JSON" in view.body.error.text
    qtbot.mouseClick(view.body.format, Qt.MouseButton.LeftButton)
    view.fill_in.click()
    qtbot.mouseClick(view.body.format, Qt.MouseButton.LeftButton)
    assert view.body.text.toPlainText() == '{\n  "n": {{n}},\n  "id": "{{uuid}}"\n}'


def test_that_a_filled_in_message_comes_back_as_it_was_sent(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)
    publish = Publish(routing_key="k.{{n}}", body=b"{{uuid}}", fills_in=True)
    filling = Filling(lambda: 1_700_000_000.0)
    first, second = filling.next_message(publish), filling.next_message(publish)
    view.show_sent([Sent(publish, sent(n).outcome, filling) for n in (1, 2)])

    view.outcomes.table.selectRow(1)
    qtbot.mouseClick(view.outcomes.again, Qt.MouseButton.LeftButton)
    view.outcomes.form_wanted.emit(view.outcomes.history.sent[0])

    assert wanted[0][0] == first
    assert view.destination.key.text() == "k.2"
    assert view.body.body() == second.body


@pytest.mark.parametrize(
    ("progress", "cancelled", "words"),
    [
        (
            Progress(wanted=100, sent=40, confirmed=30, returned=4),
            True,
            "Cancelled: 40 of 100 sent, 30 confirmed, 4 returned, 6 unanswered, 60 never sent",
        ),
        (Progress(wanted=9, sent=9, confirmed=9), False, "9 of 9 sent, 9 confirmed"),
        (
            Progress(wanted=9, sent=2, nacked=1, failed=8),
            False,
            "2 of 9 sent, 1 nacked, 1 unanswered, 7 never sent",
        ),
    ],
)
def test_that_the_end_of_a_burst_is_told_exactly(
    qtbot: QtBot, progress: Progress, cancelled: bool, words: str
) -> None:
    view, _ = view_in(qtbot)

    view.show_end(progress, cancelled=cancelled)

    assert view.said.text() == words
    assert view.said.isVisible()
    view.show_end(Progress(wanted=1, sent=1, confirmed=1), cancelled=False)
    assert not view.said.isVisible()


def test_that_what_was_sent_to_the_letter_is_not_filled_in_later(qtbot: QtBot) -> None:
    view, wanted = view_in(qtbot)

    view.show_publish(Publish(routing_key="k", body=b'"{{n}}"'))
    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)
    view.show_publish(Publish(routing_key="k", body=b'{"n": {{n}}}', fills_in=True))
    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)

    assert [publish.fills_in for publish, _, _ in wanted] == [False, True]
    assert view.body.form.currentData() == "json"


def test_that_both_answers_keep_their_tab_where_it_is_narrow_and_say_their_name(
    qtbot: QtBot,
) -> None:
    view, _ = view_in(qtbot)
    answers = view.answers
    answers.resize(150, 200)
    bar = answers.tabBar()

    assert [answers.tabToolTip(n) for n in (0, 1)] == ["Where it would go", "What became of it"]
    assert not bar.usesScrollButtons()
    qtbot.waitUntil(lambda: bar.tabRect(1).right() <= 150)
    assert min(bar.tabRect(0).width(), bar.tabRect(1).width()) > 40
