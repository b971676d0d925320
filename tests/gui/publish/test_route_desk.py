"""The look ahead in the form, by typing: what it says, what it links to, what it marks."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from pytestqt.qtbot import QtBot

from core.graph import EdgeKey
from core.selection import Selection
from core.session import Session
from core.topology import Binding, Exchange, Topology
from core.troubles import Trouble
from gui.publish.route_desk import RouteDesk
from gui.publish.view import PublishView
from tests.gui.inspector.watched import shop_topology, watched

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Ahead:
    """A publish view that looks ahead in a small shop."""

    def __init__(self, qtbot: QtBot, session: Session | None = None) -> None:
        self.qtbot = qtbot
        self.view = PublishView()
        qtbot.addWidget(self.view)
        self.view.resize(1000, 300)
        self.view.show()
        self.desk = RouteDesk(self.view)
        self.session = session or watched()
        self.selected: list[Selection] = []
        self.marked: list[frozenset[EdgeKey]] = []
        self.view.route.selected.connect(self.selected.append)
        self.desk.foreseen.connect(self.marked.append)
        self.desk.watch(self.session)
        self.view.show_topology(self.session.topology)
        self.answered()

    def answered(self) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.is_looking)

    def typed(self, exchange: str, key: str) -> str:
        """Type where it goes; what the view says."""
        self.view.destination.exchange.setEditText("")
        self.qtbot.keyClicks(self.view.destination.exchange.lineEdit(), exchange)
        self.view.destination.key.clear()
        self.qtbot.keyClicks(self.view.destination.key, key)
        self.answered()
        return self.view.route.toPlainText()

    @property
    def line(self) -> str:
        return self.view.destination.route_line.words


def test_that_typing_says_who_gets_it_and_why(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot)

    said = ahead.typed("shop", "order.new")

    assert ahead.line == "2 queues get it: <b>odd</b>, payments.q"
    for words in ("order.* matches", "# takes every key", "to payments", "no consumer: it waits"):
        assert words in said
    assert "<b>odd</b>" in said
    assert "confirms it once every queue has it" in said


def test_that_each_service_and_queue_is_a_link(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot)
    ahead.typed("shop", "order.new")

    for number in range(3):
        ahead.view.route.anchorClicked.emit(QUrl(f"select:{number}"))

    assert ahead.selected == ["queue:<b>odd</b>", "queue:payments.q", "service:payments"]


def test_that_the_way_is_marked_in_the_flow_until_nobody_looks(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot)
    ahead.typed("shop", "order.new")

    assert ("route", "exchange:shop", "queue:payments.q") in ahead.marked[-1]
    assert ("deliver", "queue:payments.q", "service:payments") in ahead.marked[-1]
    ahead.view.hide()
    ahead.desk.refresh()
    assert ahead.marked[-1] == frozenset()
    ahead.view.show()
    ahead.desk.refresh()
    ahead.answered()
    assert ("route", "exchange:shop", "queue:payments.q") in ahead.marked[-1]


def test_that_the_way_goes_on_through_bound_exchanges(qtbot: QtBot) -> None:
    on = Binding(source="shop", destination="dlx", destination_type="exchange", routing_key="#")
    ahead = Ahead(
        qtbot,
        watched(shop_topology(bindings=(on, Binding(source="dlx", destination="payments.q")))),
    )

    said = ahead.typed("shop", "order.new")

    assert "# takes every key → dlx: fanout passes everything on" in said
    assert ahead.marked[-1] >= {
        ("bind", "exchange:shop", "exchange:dlx"),
        ("bind", "exchange:dlx", "queue:payments.q"),
        ("deliver", "queue:payments.q", "service:payments"),
    }


def test_that_nobody_is_told_with_the_nearest_binding_and_the_answer(qtbot: QtBot) -> None:
    bound = (Binding(source="shop", destination="payments.q", routing_key="order.*"),)
    exchanges = {"shop": Exchange(name="shop", type="topic")}
    ahead = Ahead(qtbot, watched(shop_topology(bindings=bound, exchanges=exchanges)))

    said = ahead.typed("shop", "order.placed.eu")

    assert ahead.line == "Nobody gets it"
    assert "the nearest is 'order.*' to payments.q: one word too many ('eu')" in said
    assert "returns it (312 NO_ROUTE)" in said
    mandatory = ahead.view.destination.mandatory
    at = QPoint(8, mandatory.height() // 2)
    qtbot.mouseClick(mandatory, Qt.MouseButton.LeftButton, pos=at)
    ahead.answered()
    assert "drops it" in ahead.view.route.toPlainText()


def test_that_a_header_counts_as_soon_as_it_is_right(qtbot: QtBot) -> None:
    bound = (Binding(source="docs", destination="payments.q", arguments={"size": 3}),)
    exchanges = {"docs": Exchange(name="docs", type="headers")}
    ahead = Ahead(qtbot, watched(shop_topology(bindings=bound, exchanges=exchanges)))
    assert "requires size = 3, which is missing" in ahead.typed("docs", "")

    row = ahead.view.headers.add("size", 0)
    row.value.clear()
    ahead.qtbot.keyClicks(row.value, "x")
    ahead.answered()
    assert ahead.line == "Perhaps 1 queue gets it: payments.q"
    assert "it looks at the headers, and these are not known yet" in ahead.view.route.toPlainText()
    ahead.view.destination.show_destination("shop", "x")
    ahead.view.destination.show_destination("docs")
    row.value.clear()
    ahead.qtbot.keyClicks(row.value, "3")
    ahead.answered()

    assert ahead.line == "1 queue gets it: payments.q"


@pytest.mark.parametrize(
    ("exchange", "words"),
    [("gone", "404 NOT_FOUND"), ("inner", "403 ACCESS_REFUSED")],
)
def test_that_what_the_broker_refuses_is_told(qtbot: QtBot, exchange: str, words: str) -> None:
    inner = {"inner": Exchange(name="inner", type="fanout", internal=True)}
    ahead = Ahead(qtbot, watched(shop_topology(exchanges=inner)))

    assert words in ahead.typed(exchange, "")
    assert ahead.line == "The broker refuses it"


def test_that_a_new_binding_changes_what_is_said(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot, watched(shop_topology(bindings=())))
    ahead.typed("shop", "order.new")
    assert ahead.line == "Nobody gets it"

    ahead.session.topology = shop_topology()
    ahead.desk.refresh()
    ahead.answered()

    assert ahead.line.startswith("2 queues get it")


def test_that_of_many_keystrokes_the_last_one_counts(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot)
    ahead.view.destination.show_destination("shop")
    for key in ("o", "or", "order.new", "no.such", "order.new"):
        ahead.view.destination.key.setText(key)

    ahead.answered()

    assert ahead.line.startswith("2 queues get it")


def test_that_sending_shows_the_outcome_and_typing_the_route(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot)
    view = ahead.view
    view.set_can_send(True)
    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)
    assert view.answers.currentWidget() is view.outcomes

    qtbot.mouseClick(view.destination.route_line, Qt.MouseButton.LeftButton)
    assert view.answers.currentWidget() is view.route
    view.send.click()
    ahead.typed("shop", "x")
    assert view.answers.currentWidget() is view.route


def test_that_without_a_broker_nothing_is_claimed(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot)
    ahead.typed("shop", "order.new")

    ahead.desk.watch(None)

    assert ahead.line == "Not known"
    assert "Connect to a broker first" in ahead.view.route.toPlainText()
    assert ahead.marked[-1] == frozenset()


def test_that_an_unread_topology_is_told(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot, watched(Topology()))

    assert "needs the management API" in ahead.typed("shop", "x")


def consumers(**changed: Any) -> Session:
    return watched(shop_topology(**changed))


def test_that_unknown_consumers_are_not_none(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot, consumers(tells_clients=False, consumers=()))

    said = ahead.typed("shop", "order.new")

    assert "consumers unknown" in said
    assert "no consumer" not in said


def test_that_it_says_what_hurts_where_the_event_would_end(qtbot: QtBot) -> None:
    ahead = Ahead(qtbot)
    assert "stuck" not in ahead.typed("shop", "order.new")

    ahead.session.graph.troubles = (
        Trouble("queue:payments.q", "growing", "notice", "grows by 3/s"),
        Trouble(("deliver", "queue:payments.q", "service:payments"), "stuck", "warning", "stuck"),
        Trouble("queue:other", "growing", "notice", "grows elsewhere"),
        Trouble("queue:<b>odd</b>", "no_consumer", "warning", "nobody consumes"),
    )
    ahead.desk.refresh()

    said = ahead.view.route.toPlainText()
    assert "grows by 3/s" in said
    assert "payments: stuck" in said
    assert "elsewhere" not in said
    assert "nobody consumes" not in said
