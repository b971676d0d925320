import json
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.graph import Node
from core.lanes.lane import Hurt
from core.message_facts import Flag, Kind, MessageFact
from core.proxy_run import ProxyLook
from core.topology import Consumer, Topology
from core.troubles import clock_words
from gui.acks.silence import BLIND, ENDED, HEARD, NOTHING_HERE, NOTHING_SEEN
from gui.acks.view import AckView
from gui.acks.words import lane_words
from tests.core.lanes.lane_facts import NOW, Told, acked, consuming, delivered
from tests.core.seen_facts import BILLING, published, seen
from tests.gui.lettered import letters_of


def shown(qtbot: QtBot, told: Told, width: int = 960, height: int = 300) -> AckView:
    view = AckView(told)
    qtbot.addWidget(view)
    view.resize(width, height)
    with qtbot.waitExposed(view):
        view.show()
    again(view)
    return view


def again(view: AckView) -> None:
    """Look once more, at everything."""
    view._arranged_at = 0.0
    view.step()
    view.strip.viewport().repaint()


def three_held() -> Told:
    ages = {1: 8.0, 2: 2.0, 3: 0.05}
    return Told(consuming(10), *(delivered(tag, NOW - age) for tag, age in ages.items()))


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
        "routing key new, 300 bytes",
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


def test_that_with_the_firehose_it_does_not_pretend(qtbot: QtBot) -> None:
    told = Told(delivered(1, NOW - 1, flags=Flag.ACKS_UNSEEN))
    told.close_look.via = "firehose"
    view = shown(qtbot, told)

    assert view.note.text() == BLIND
    assert view.summary.text().startswith("? wait")
    assert not view.unacked.isVisible()


def heard(at: float, key: str, *queues: str) -> list[MessageFact]:
    about: dict[str, Any] = {"exchange": "orders", "routing_key": key, "queue": ""}
    told = [published(0, at, amount=len(queues), flags=Flag.ACKS_UNSEEN, **about)]
    return [*told, *(seen(Kind.ROUTED, 0, at, **{**about, "queue": one}) for one in queues)]


def test_that_the_firehose_shows_what_was_published_and_what_no_queue_took(qtbot: QtBot) -> None:
    told = Told(
        *heard(NOW - 2, "new", "billing.q", "audit.q"),
        *heard(NOW - 1.5, "nwe"),
        *heard(NOW - 1, "nwe"),
        *heard(NOW - 0.5, "new", "billing.q", "audit.q"),
    )
    told.close_look.via = "firehose"
    view = shown(qtbot, told)

    def rows() -> list[list[str]]:
        return [view.sent.table.row_words(n).split("\t")[:4] for n in range(3)]

    assert not view.silence.isVisible()
    assert view.note.text() == HEARD
    assert view.summary.text().startswith("? wait")
    assert not view.unacked.isVisible()
    assert rows() == [
        ["1.0 s", "nwe", "no queue", "2\N{MULTIPLICATION SIGN}"],
        ["500 ms", "new", "billing.q, audit.q", ""],
        ["2.0 s", "new", "billing.q, audit.q", ""],
    ]
    (lane,) = view.strip.lanes
    assert (lane.kind, lane.hurt) == ("publisher", Hurt.BAD)

    view.sent.table.choose(0)
    assert view.life.isVisible()
    assert view.message is not None
    assert view.message.routing_key == "nwe"

    told.close_look.via = "none"
    told.now += 60
    view.show_selection(("publish", "service:shop", "exchange:orders"))
    again(view)
    assert view.sent.isVisible()
    assert rows()[0][1:] == ["nwe", "no queue", "2\N{MULTIPLICATION SIGN}"]
    assert view.note.text() == ENDED.format(time=clock_words(NOW - 0.5))


def test_that_consumers_that_do_not_go_through_the_proxy_are_named(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = three_held()
    other = "10.0.0.3:3 -> 10.0.0.9:5672"
    told.topology = Topology(
        consumers=(
            Consumer(
                tag="c1",
                queue="billing.q",
                channel=f"{BILLING.connection} (1)",
                connection=BILLING.connection,
            ),
            Consumer(tag="c1", queue="billing.q", channel=f"{other} (1)", connection=other),
        )
    )
    node = Node("service:billing", "service", "billing")
    monkeypatch.setattr(told, "service_of", lambda _: node)
    told.close_look.unseen = (other,)
    view = shown(qtbot, told)

    assert "1 of 2 consumers" in view.summary.text()
    assert view.note.text() == (
        "1 of 2 consumers go through the proxy; what these do is not seen: billing (10.0.0.3:3)."
    )
    told.close_look.unseen = ()
    again(view)
    assert "1 consumer" in view.summary.text()
    assert not view.note.isVisible()


def test_that_consumers_whom_the_firehose_heard_stay_when_it_has_ended(qtbot: QtBot) -> None:
    told = Told(delivered(1, NOW - 1, flags=Flag.ACKS_UNSEEN, consumer_tag=""))
    told.close_look.via = "none"
    told.now += 60
    view = shown(qtbot, told)

    assert [lane.where for lane in view.strip.lanes] == ["billing.q \N{MIDDLE DOT} channel 1"]
    assert view.summary.text().startswith("? wait")
    assert view.note.text() == ENDED.format(time=clock_words(NOW - 1))


@pytest.mark.parametrize(
    ("via", "clients", "title"),
    [
        ("none", 0, NOTHING_SEEN.title),
        ("proxy", 0, "The proxy listens, and no service is connected to it"),
        ("proxy", 2, "Nothing has passed yet"),
    ],
)
def test_that_without_messages_it_says_why(
    qtbot: QtBot, via: str, clients: int, title: str
) -> None:
    told = Told()
    told.close_look.via = via  # type: ignore[assignment]
    told.close_look.proxy = ProxyLook(phase="listening", address="here:1", clients=clients)
    view = shown(qtbot, told)

    assert view.silence.isVisible()
    assert view.silence.title.text() == title


def test_that_a_selected_queue_is_not_said_to_have_nobody_waiting_before_anything_is_seen(
    qtbot: QtBot,
) -> None:
    told = Told()
    told.close_look.via = "none"
    told.graph.node("queue", "billing.q")
    view = shown(qtbot, told)
    view.show_selection("queue:billing.q")
    again(view)

    assert view.silence.title.text() == NOTHING_SEEN.title
    assert view.silence.isVisible()
    assert (view.summary.text(), view.note.text()) == ("", "")


def test_that_it_says_when_others_are_seen_and_when_seeing_has_ended(qtbot: QtBot) -> None:
    told = three_held()
    view = shown(qtbot, told)
    view.show_selection("exchange:nowhere")
    again(view)
    assert view.silence.title.text() == NOTHING_HERE.title

    view.show_selection(None)
    told.close_look.via = "none"
    again(view)
    assert view.note.text() == ENDED.format(time=clock_words(told.ack_flow.at))


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
