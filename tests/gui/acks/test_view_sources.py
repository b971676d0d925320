"""What the Acks view says of where its messages are seen: firehose, proxy, nowhere, no longer."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core import numbers
from core.graph import Node
from core.lanes.lane import Hurt
from core.message_facts import Flag, Kind, MessageFact
from core.proxy_run import ProxyLook
from core.topology import Binding, Consumer, Exchange, Topology
from gui.acks.silence import BLIND, ENDED, HEARD, NOTHING_HERE, NOTHING_SEEN
from tests.core.lanes.lane_facts import NOW, Told, delivered
from tests.core.seen_facts import BILLING, published, seen
from tests.gui.acks.shown import again, shown, three_held


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
    assert view.note.text() == ENDED.format(time=numbers.clock(NOW - 0.5))


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
    (lane,) = view.strip.lanes
    assert lane.where.startswith("10.0.0.2:2 \N{MIDDLE DOT} billing.q")

    told.close_look.unseen = ()
    told.topology = Topology(consumers=told.topology.consumers[:1])
    again(view)
    assert "1 consumer" in view.summary.text()
    assert not view.note.isVisible()
    (lane,) = view.strip.lanes
    assert lane.where.startswith("billing.q")


def test_that_consumers_whom_the_firehose_heard_stay_when_it_has_ended(qtbot: QtBot) -> None:
    told = Told(delivered(1, NOW - 1, flags=Flag.ACKS_UNSEEN, consumer_tag=""))
    told.close_look.via = "none"
    told.now += 60
    view = shown(qtbot, told)

    assert [lane.where for lane in view.strip.lanes] == ["billing.q \N{MIDDLE DOT} channel 1"]
    assert view.summary.text().startswith("? wait")
    assert view.note.text() == ENDED.format(time=numbers.clock(NOW - 1))


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
    assert view.note.text() == ENDED.format(time=numbers.clock(told.ack_flow.at))


def test_that_it_was_seen_until_firehose_or_proxy_ended_whatever_flowscope_saw_of_itself(
    qtbot: QtBot,
) -> None:
    told = Told(*heard(NOW - 50, "new", "billing.q"), delivered(1, NOW - 1))
    told.close_look.via, told.close_look.seen_until = "none", NOW - 50
    view = shown(qtbot, told)

    assert view.note.text() == ENDED.format(time=numbers.clock(NOW - 50))


def test_that_what_comes_while_all_is_held_waits_or_has_its_true_age(qtbot: QtBot) -> None:
    told = Told(*heard(NOW - 2, "old", "billing.q"))
    told.close_look.via = "firehose"
    view = shown(qtbot, told)
    table = view.sent.table
    assert table.row_words(0).split("\t")[:2] == ["2.0 s", "old"]

    view.set_held(True)
    told.now += 10
    told.tell(*heard(NOW + 4, "new", "billing.q"))
    again(view)
    assert table.row_words(0).split("\t")[:2] == ["2.0 s", "old"]

    view.show_selection("exchange:orders")
    again(view)
    rows = [table.row_words(number).split("\t")[:2] for number in range(2)]
    assert rows == [["6.0 s", "new"], ["12 s", "old"]]


def test_that_the_life_of_a_message_that_no_queue_took_says_why(qtbot: QtBot) -> None:
    told = Told(*heard(NOW - 2, "new", "billing.q"), *heard(NOW - 1, "nwe"))
    told.close_look.via = "firehose"
    binding = Binding(source="orders", destination="billing.q", routing_key="new")
    told.topology = Topology(
        exchanges={"orders": Exchange(name="orders", type="direct")}, bindings=(binding,)
    )
    view = shown(qtbot, told)

    view.sent.table.choose(0)
    assert (
        "No queue took it: no binding of orders matches 'nwe'; the nearest is 'new' to billing.q: "
        "'nwe' instead of 'new'."
    ) in view.life.text.toPlainText()

    view.sent.table.choose(1)
    assert "No queue took it" not in view.life.text.toPlainText()


def test_that_the_list_stands_still_while_it_is_pointed_at(qtbot: QtBot) -> None:
    told = Told(*heard(NOW - 2, "old", "billing.q"))
    told.close_look.via = "firehose"
    view = shown(qtbot, told)
    table = view.sent.table
    table.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)

    told.now += 10
    told.tell(*heard(NOW + 4, "new", "billing.q"))
    again(view)
    assert table.row_words(0).split("\t")[:2] == ["2.0 s", "old"]
    assert view.sent.heading.text() == "Held while you point at it; nothing is lost"

    table.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    again(view)
    assert table.row_words(0).split("\t")[:2] == ["6.0 s", "new"]


def test_that_the_legend_of_the_firehose_names_no_acks(qtbot: QtBot) -> None:
    told = Told(*heard(NOW - 2, "old", "billing.q"))
    told.close_look.via = "firehose"
    view = shown(qtbot, told)

    assert "acked" not in view.legend.toolTip()
    assert "published, confirms not observable" in view.legend.toolTip()


def test_that_the_published_messages_are_filtered_also_while_all_is_held(qtbot: QtBot) -> None:
    told = Told(*heard(NOW - 3, "order.placed", "q"), *heard(NOW - 2, "order.paid", "q"))
    told.close_look.via = "firehose"
    view = shown(qtbot, told)
    table, words = view.sent.table, view.sent.filter
    table.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    view.set_held(True)

    qtbot.keyClicks(words, "or*placed")
    assert table.row_words(0).split("\t")[1] == "order.placed"
    assert table.row_words(1) == ""

    qtbot.keyClicks(words, ".not")
    assert table.row_words(0) == ""
    assert view.sent.isVisible()
    assert view.sent.heading.text() == "Nothing that was published fits the filter"

    qtbot.keyClick(words, Qt.Key.Key_Escape)
    assert table.row_words(1).split("\t")[1] == "order.placed"
