import json
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor
from pytestqt.qtbot import QtBot

from core.amqp.properties import Properties
from core.content import Content, content_of
from core.lanes.life import LifeStep
from core.life_table import Event
from core.message_facts import Flag, Kind, MessageFact
from core.topology import Binding, Exchange, Topology
from gui import theme
from gui.acks.life_page import _row
from gui.acks.view import AckView
from tests.core.lanes.lane_facts import NOW, Told, consuming, delivered
from tests.core.seen_facts import published
from tests.gui.acks.shown import again, shown

CAUSED = {"cause": "one", "cause_header": "causation-id"}


def carrying(body: bytes = b'{"order":4711}', **properties: Any) -> Content:
    given = {"content_type": "application/json", "headers": {"tenant": "acme"}, **properties}
    content = content_of(b"".join(Properties(given).encode()), body)
    assert content is not None
    return content


def sent(name: str, at: float, **more: Any) -> MessageFact:
    return published(int(at), at, message_id=name, routing_key=f"{name}.key", **more)


def telling(qtbot: QtBot, told: Told, name: str) -> AckView:
    view = shown(qtbot, told, 960, 500)
    steps = told.ack_flow.recent_steps
    view.choose(next(s.message for s in steps if s.message.message_id == name))
    return view


def click_link(qtbot: QtBot, view: AckView, words: str) -> None:
    """Where it stands in the page."""
    text = view.life.text
    cursor = text.document().find(words)
    assert not cursor.isNull(), words
    text.setTextCursor(cursor)
    text.ensureCursorVisible()
    cursor.setPosition(cursor.selectionStart() + 1)
    at = text.cursorRect(cursor).center()
    text.setTextCursor(QTextCursor(text.document()))
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=at)


def family() -> Told:
    return Told(
        consuming(10),
        sent("one", NOW - 5),
        sent("two", NOW - 4, **CAUSED),
        sent("three", NOW - 3, cause="two", cause_header="causation-id"),
    )


def test_that_a_life_shows_body_and_properties(qtbot: QtBot) -> None:
    view = telling(qtbot, Told(consuming(10), sent("one", NOW - 5, content=carrying())), "one")
    tabs = view.life.tabs
    bar = tabs.tabBar()

    assert [tabs.tabText(n) for n in range(3)] == ["Life", "Body", "Properties (2)"]
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert tabs.body.isVisible()
    assert tabs.body.toPlainText() == '{\n  "order": 4711\n}'
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(2).center())
    assert tabs.properties.isVisible()
    (name, kind, value) = (tabs.properties.item(1, column) for column in range(3))
    assert [one and one.text() for one in (name, kind, value)] == [
        "header  tenant",
        "string",
        "acme",
    ]


def test_that_a_body_that_is_read_stays_as_it_is_while_time_goes_on(qtbot: QtBot) -> None:
    view = telling(qtbot, Told(consuming(10), sent("one", NOW - 5, content=carrying())), "one")
    view.life.tabs.body.selectAll()
    again(view)

    assert view.life.tabs.body.textCursor().hasSelection()


def test_that_a_life_says_why_there_is_no_body(qtbot: QtBot) -> None:
    told = Told(consuming(10), sent("one", NOW - 5, content=carrying()), sent("two", NOW - 4))
    view = telling(qtbot, told, "two")
    body = view.life.tabs.body

    assert body.toPlainText() == ""
    assert body.placeholderText().startswith("Properties and body of this message were not kept")
    assert view.life.tabs.tabText(2) == "Properties"
    told.close_look.contents.most_bytes = 100
    told.tell(sent("three", NOW - 3, content=carrying()))
    view.choose(next(s.message for s in told.ack_flow.recent_steps))
    assert body.placeholderText().startswith("Let go to make room")


def test_that_a_delivery_without_its_body_shows_that_of_the_publish(qtbot: QtBot) -> None:
    told = Told(
        consuming(10), sent("one", NOW - 5, content=carrying()), delivered(1, message_id="one")
    )
    view = shown(qtbot, told)

    view.choose(told.ack_flow.life.unacked()[0])

    assert "4711" in view.life.tabs.body.toPlainText()


def test_that_links_lead_to_relatives_and_back(qtbot: QtBot) -> None:
    view = telling(qtbot, family(), "two")
    page = view.life.text.toPlainText()

    assert "caused by 1 \N{MIDDLE DOT} then caused 1" in page
    assert "header causation-id: one" in page
    click_link(qtbot, view, "three.key")
    assert view.life.title.text() == "three"
    click_link(qtbot, view, "two.key")
    assert view.life.title.text() == "two"
    for before in ("three", "two"):
        qtbot.mouseClick(view.life.back, Qt.MouseButton.LeftButton)
        assert view.life.title.text() == before
    qtbot.mouseClick(view.life.back, Qt.MouseButton.LeftButton)
    assert view.message is None


def test_that_the_line_of_kin_leads_down_to_them(qtbot: QtBot) -> None:
    view = telling(qtbot, family(), "two")
    view.resize(960, 240)

    view.life.text.anchorClicked.emit(QUrl("#kin"))

    assert view.life.title.text() == "two"
    bar = view.life.text.verticalScrollBar()
    assert bar.value() > 0 or not bar.maximum()


def test_that_a_message_that_nobody_names_says_so_calmly(qtbot: QtBot) -> None:
    told = Told(consuming(10), sent("one", NOW - 5), published(9, NOW - 4))
    view = telling(qtbot, told, "one")
    assert "No other message that was seen names it" in view.life.text.toPlainText()

    view.choose([s.message for s in told.ack_flow.recent_steps][-1])
    assert "It has no ids that could tell" in view.life.text.toPlainText()

    told.tell(sent("two", NOW - 3, cause="gone", cause_header="causation-id"))
    view.choose([s.message for s in told.ack_flow.recent_steps][-1])
    unseen = "Its header causation-id says that gone caused it, which was not seen."
    assert unseen in view.life.text.toPlainText()


def test_that_a_life_is_copied_as_text_and_as_json(qtbot: QtBot) -> None:
    told = family()
    told.tell(sent("four", NOW - 2, content=carrying(), **CAUSED))
    view = telling(qtbot, told, "four")

    qtbot.mouseClick(view.life.copy_text, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    for part in ("four", "published to orders", "Caused by", "one.key", "tenant: ", '"order":4711'):
        assert part in text
    qtbot.mouseClick(view.life.copy, Qt.MouseButton.LeftButton)
    copied = json.loads(QGuiApplication.clipboard().text())
    assert copied["carries"]["body"] == '{"order":4711}'
    assert copied["carries"]["properties"] == {"content_type": "application/json"}
    (cause,) = copied["caused_by"]
    assert (cause["message"], cause["proof"], cause["id"]) == ("one", "header", "one")


def test_that_a_publish_of_which_nobody_told_is_judged_as_things_are_declared(
    qtbot: QtBot,
) -> None:
    told = Told(consuming(10), sent("one", NOW - 5), sent("two", NOW - 4), delivered(1))
    binding = Binding(source="orders", destination="q", routing_key="one.kez")
    told.topology = Topology(
        exchanges={"orders": Exchange(name="orders", type="direct")}, bindings=(binding,)
    )
    view = telling(qtbot, told, "one")

    assert (
        "As things are declared now no queue takes it: no binding of orders matches 'one.key'"
    ) in view.life.text.toPlainText()


def test_that_a_queue_that_does_not_exist_is_told_though_the_firehose_names_it(
    qtbot: QtBot,
) -> None:
    """RabbitMQ traces a publish to the default exchange as routed to whatever it names."""
    about = {"exchange": "", "routing_key": "gone", "message_id": "one", "flags": Flag.ACKS_UNSEEN}
    heard = published(0, NOW - 5, amount=1, **about)
    routed = published(0, NOW - 5, queue="gone", **about)
    told = Told(consuming(10), heard, replace(routed, kind=Kind.ROUTED))
    view = telling(qtbot, told, "one")

    assert (
        "As things are declared now no queue takes it: (AMQP default) finds no queue 'gone'."
    ) in view.life.text.toPlainText()


def step(at: float, event: Event, words: str) -> LifeStep:
    return LifeStep(at, event, words, "shop", 1, "", 0, 0)


@pytest.mark.parametrize(("later", "told"), [(2e-6, ""), (3e-3, "3.0 ms"), (0.02, "20 ms")])
def test_that_the_time_between_two_steps_is_told_where_there_is_any(
    later: float, told: str
) -> None:
    row = _row(step(NOW + later, "route", "routed to billing.q"), NOW, theme.DARK)

    assert ("+" in row) == bool(told)
    assert f"{told} </td>" in row
