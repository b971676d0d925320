import json

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.message_facts import Flag, Kind
from gui.acks.view import AckView
from gui.acks.words import lane_words
from tests.core.lanes.lane_facts import NOW, Told, acked, consuming, delivered
from tests.core.seen_facts import published, seen
from tests.gui.acks.shown import again, shown, three_held
from tests.gui.lettered import letters_of


def place_of(view: AckView, age: float) -> QPoint:
    """Where a message of that age stands in the first lane."""
    geometry = view.strip.geometry_of_lanes
    return QPoint(round(geometry.x_of(age)), geometry.axis + geometry.held_height - 9)


def test_that_a_click_on_a_message_tells_its_life(qtbot: QtBot) -> None:
    view = shown(qtbot, three_held())

    qtbot.mouseClick(view.strip.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, 2.0))

    assert view.message is not None
    assert view.message.message_id == "m2"
    assert view.life.isVisible()
    assert not view.unacked.isVisible()
    assert "delivered from billing.q" in view.life.text.toPlainText()
    assert "billing, channel 1, c1" in view.life.text.toPlainText()
    assert view.life.title.text() == "m2"


def test_that_lanes_are_written_in_the_letters_of_the_application(qtbot: QtBot) -> None:
    view = shown(qtbot, three_held(), 1400, 500)
    strip, legend = view.strip, view.legend.height()
    before = strip.geometry_of_lanes
    with letters_of(14):
        qtbot.waitUntil(lambda: strip.geometry_of_lanes.letters > 1.3)
        again(view)
        assert strip.geometry_of_lanes.lane_height > 1.3 * before.lane_height
        assert view.legend.height() > 1.2 * legend
        at = place_of(view, 2.0)
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert view.message is not None
    qtbot.waitUntil(lambda: strip.geometry_of_lanes == before)
    assert view.legend.height() == legend


def test_that_pointing_names_a_message_and_a_lane(qtbot: QtBot) -> None:
    view = shown(qtbot, three_held())

    pick = view.strip.pick(QPointF(place_of(view, 8.0)))

    assert pick is not None
    assert pick.words.splitlines() == [
        "m1",
        "unacked for 8.0 s",
        "routing key new, 300 B",
        "billing, channel 1",
    ]
    lane = view.strip.lane_at(40)
    assert lane is not None
    assert "Holds 3 of the 10 that its prefetch allows." in lane_words(lane)


def test_that_many_in_one_place_are_a_bar_with_their_number(qtbot: QtBot) -> None:
    view = shown(qtbot, Told(*(delivered(tag, NOW - 20) for tag in range(1, 51))))

    pick = view.strip.pick(QPointF(place_of(view, 20.0)))

    assert view.strip.frame is not None
    assert len(view.strip.frame.held.rows) == 0
    assert pick is not None
    assert pick.words.startswith("50 messages, each for ")
    assert pick.message is not None
    assert pick.message.message_id == "m1"


def test_that_a_row_tells_its_life_and_escape_leads_back(qtbot: QtBot) -> None:
    view = shown(qtbot, three_held())
    table = view.unacked.table
    table.setFocus()

    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert view.message is not None
    assert view.message.message_id == "m1"

    qtbot.keyClick(view.life, Qt.Key.Key_Escape)
    assert view.unacked.isVisible()
    assert not view.life.isVisible()
    assert table.current is None


def test_that_list_and_life_stand_together_where_there_is_room(qtbot: QtBot) -> None:
    view = shown(qtbot, three_held(), height=700)

    view.choose(view.lanes.unacked(10).messages[0])

    assert view.life.isVisible()
    assert view.unacked.isVisible()
    assert view.life.height() > 100


def test_that_the_keyboard_goes_through_lanes_and_messages(qtbot: QtBot) -> None:
    told = three_held()
    told.tell(consuming(consumer_tag="c2"), delivered(9, NOW - 1, consumer_tag="c2", channel=2))
    view = shown(qtbot, told)
    chosen = []
    view.strip.chosen.connect(lambda message: chosen.append(message.message_id))
    view.strip.setFocus()

    for key in (
        Qt.Key.Key_Left,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
    ):
        qtbot.keyClick(view.strip, key)

    assert chosen == ["m1", "m2", "m1", "m9"]
    assert view.message is not None
    assert view.message.message_id == "m9"


def test_that_the_list_is_copied_as_text_and_json(qtbot: QtBot) -> None:
    view = shown(qtbot, three_held())
    clipboard = QGuiApplication.clipboard()

    view.unacked.copy_text.trigger()
    heading, oldest, *_ = clipboard.text().splitlines()
    assert heading.split("\t")[:3] == ["age", "message", "holder"]
    assert oldest.split("\t")[:2] == ["8.0 s", "m1"]

    view.unacked.copy_json.trigger()
    told = json.loads(clipboard.text())
    assert [one["message_id"] for one in told] == ["m1", "m2", "m3"]
    assert told[0]["age_s"] == 8.0


def test_that_a_settled_message_leaves_the_list_and_is_seen_to_go(qtbot: QtBot) -> None:
    told = three_held()
    view = shown(qtbot, told)
    told.tell(acked(2, NOW))

    again(view)

    assert [row.message.message_id for row in view.unacked.table.rows] == ["m1", "m3"]
    assert view.strip.frame is not None
    assert len(view.strip.frame.settled.rows) == 1


def test_that_the_chosen_message_goes_on_living(qtbot: QtBot) -> None:
    told = three_held()
    view = shown(qtbot, told)
    view.choose(view.lanes.unacked(10).messages[0])

    told.tell(seen(Kind.REJECTED, 1, NOW, flags=Flag.REQUEUE))
    again(view)

    assert "rejected and requeued into billing.q" in view.life.text.toPlainText()
    assert "ready in the queue" in view.life.text.toPlainText()


def test_that_nothing_moves_while_it_is_held_still(qtbot: QtBot) -> None:
    told = three_held()
    view = shown(qtbot, told)

    qtbot.keyClick(view, Qt.Key.Key_Space)
    told.tell(delivered(4, NOW))
    told.now += 60
    again(view)
    assert view.hold.isChecked()
    assert len(view.unacked.table.rows) == 3
    assert view.unacked.table.row_words(0).startswith("8.0 s")

    qtbot.keyClick(view, Qt.Key.Key_Space)
    again(view)
    assert len(view.unacked.table.rows) == 4


def test_that_a_selection_narrows_the_lanes(qtbot: QtBot) -> None:
    told = three_held()
    told.tell(delivered(1, NOW - 1, queue="other.q", channel=2), published(1, NOW - 0.1))
    view = shown(qtbot, told)
    assert {lane.kind for lane in view.strip.lanes} == {"consumer"}

    view.show_selection("queue:billing.q")
    again(view)
    assert [lane.kind for lane in view.strip.lanes] == ["queue", "consumer"]

    view.show_selection(("publish", "service:shop", "exchange:orders"))
    again(view)
    assert [(lane.kind, lane.name) for lane in view.strip.lanes] == [("publisher", "shop")]


def test_that_names_are_never_taken_for_html(qtbot: QtBot) -> None:
    told = Told(delivered(1, NOW - 1, queue="<b>", message_id="<i>1</i>", consumer_tag="<u>"))
    view = shown(qtbot, told)
    view.choose(view.lanes.unacked(1).messages[0])

    text = view.life.text.toPlainText()
    assert "delivered from <b>" in text
    assert view.life.title.text() == "<i>1</i>"
    assert "<u>" in view.strip.accessibleDescription()


def test_that_it_costs_nothing_while_nobody_looks(qtbot: QtBot) -> None:
    view = shown(qtbot, three_held())
    view.hide()
    before = view.statistics().steps

    view.refresh()
    view.step()

    assert view.statistics().steps == before
    assert not view._timer.isActive()


def test_that_a_message_that_comes_back_again_and_again_is_told_in_a_few_lines(
    qtbot: QtBot,
) -> None:
    rounds = [
        fact
        for tag in range(1, 300)
        for fact in (
            delivered(tag, NOW - 100 + tag / 3, message_id="m", flags=Flag.REDELIVERED),
            seen(Kind.REJECTED, tag, NOW - 100 + tag / 3 + 0.1, flags=Flag.REQUEUE),
        )
    ]
    view = shown(qtbot, Told(*rounds, delivered(300, NOW - 0.1, message_id="m")))
    view.choose(view.lanes.unacked(1).messages[0])

    text = view.life.text.toPlainText()
    assert (
        "298\N{MULTIPLICATION SIGN} every 333 ms: delivered from billing.q → rejected and requeued"
        in text
    )
    assert text.count("delivered from billing.q") == 3
    assert view.life.life is not None
    assert len(view.life.life.as_json(NOW)["steps"]) == 599
