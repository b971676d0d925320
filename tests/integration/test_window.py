"""One walk through the real window on a real broker: connect, watch, publish, see it, tap it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pika
import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from core.endpoints import endpoints
from gui.connect.dialog import ConnectDialog
from gui.main_window import MainWindow
from gui.publish.history import WHY
from gui.workbench import Workbench
from tests.embedded_node import needs_rabbitmq
from tests.private_node import PrivateNode

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.timeout(240)]
SLOW = 30_000


@pytest.fixture
def workbench(qtbot: QtBot, tmp_path: Path) -> Iterator[Workbench]:
    """The window of a first start, closed afterwards as a user would."""
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Workbench(window, settings)
    window.restore_layout(settings)
    yield made
    with qtbot.waitSignal(made.gone, timeout=SLOW):
        window.close()
    window.deleteLater()


@pytest.fixture
def link(vhost_url: str) -> Iterator[pika.BlockingConnection]:
    """A service with an exchange `shop` and a queue `bills` that is bound with `order.*`."""
    parameters = pika.URLParameters(vhost_url)
    parameters.client_properties = {"connection_name": "billing"}
    with pika.BlockingConnection(parameters) as connection:
        channel = connection.channel()
        channel.exchange_declare("shop", "topic")
        channel.queue_declare("bills")
        channel.queue_bind("bills", "shop", "order.*")
        yield connection


def filled_in(workbench: Workbench, node: PrivateNode, url: str) -> ConnectDialog:
    dialog = workbench.ask()
    dialog.form.url.setEditText(url)
    dialog.form.management.line.setText(node.management_url)
    dialog.form.prometheus.line.setText(node.prometheus_url)
    return dialog


def publish(qtbot: QtBot, workbench: Workbench, key: str) -> str:
    """Type a key, send, and give what became of the message."""
    view, history = workbench.publish, workbench.publish.outcomes.history
    view.destination.key.clear()
    qtbot.keyClicks(view.destination.key, key)
    rows = history.rowCount()
    qtbot.mouseClick(view.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: history.rowCount() > rows, timeout=SLOW)
    return history.sent[0].outcome.outcome


def test_that_an_event_is_published_seen_and_tapped_from_the_window(
    qtbot: QtBot,
    node: PrivateNode,
    vhost_url: str,
    link: pika.BlockingConnection,
    workbench: Workbench,
) -> None:
    dialog = filled_in(workbench, node, vhost_url)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workbench.watching.session is not None, timeout=SLOW)
    session = workbench.watching.session
    assert session is not None
    qtbot.waitUntil(lambda: "bills" in session.topology.queues, timeout=SLOW)
    qtbot.waitUntil(lambda: workbench.header.phase.text() == "Watching", timeout=SLOW)
    assert "password" not in workbench.window.windowTitle()

    workbench.select("exchange:shop")
    workbench.window.commands.publish_here.trigger()
    assert publish(qtbot, workbench, "order.placed") == "confirmed"
    assert publish(qtbot, workbench, "nobody.wants") == "returned"
    history = workbench.publish.outcomes.history
    assert "312" in history.data(history.index(0, WHY))
    assert link.channel().basic_get("bills", auto_ack=True)[2] == b"{}"

    workbench.window.commands.tap.trigger()
    messages = workbench.messages
    qtbot.waitUntil(lambda: messages.state.can_start, timeout=SLOW)
    assert "private queue" in messages.words.text()
    qtbot.mouseClick(messages.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: messages.state.mark == "ok", timeout=SLOW)
    workbench.window.reveal("publish")
    assert publish(qtbot, workbench, "order.paid") == "confirmed"
    qtbot.waitUntil(lambda: len(messages.ring) == 1, timeout=SLOW)
    received = messages.ring.get(0)
    assert received is not None
    assert (received.exchange, received.routing_key) == ("shop", "order.paid")

    workbench.window.reveal("messages")
    qtbot.waitUntil(messages.table.isVisible)
    qtbot.keyClick(messages.table, Qt.Key.Key_Home)
    assert messages.detail.tabs.body.toPlainText() == "{}"
    qtbot.mouseClick(messages.stop, Qt.MouseButton.LeftButton)
    assert "gone from the broker" in messages.words.text()


def test_that_a_wrong_password_is_named_in_the_dialog_with_its_mend(
    qtbot: QtBot, node: PrivateNode, vhost_url: str, workbench: Workbench
) -> None:
    wrong = replace(endpoints(vhost_url, environment={}), password="wrong")
    dialog = filled_in(workbench, node, wrong.amqp_url)

    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.verdict.text()), timeout=SLOW)

    assert "wrong user or password" in dialog.stages.rows["amqp"].words.text()
    assert dialog.stages.rows["prometheus"].kind == "ok"
    assert workbench.watching.session is None
    dialog.reject()


@needs_rabbitmq
def test_that_the_window_says_why_when_the_broker_goes_away_and_comes_back(
    qtbot: QtBot, node: PrivateNode, vhost_url: str, workbench: Workbench
) -> None:
    where = endpoints(vhost_url, node.management_url, node.prometheus_url, environment={})
    workbench.watching.watch(where)
    qtbot.waitUntil(lambda: workbench.header.phase.text() == "Watching", timeout=SLOW)

    node.halt()
    try:
        qtbot.waitUntil(lambda: workbench.header.phase.text() == "Connection lost", timeout=SLOW)
        assert workbench.flow._hint[0] == "The connection is lost"
        assert workbench.watching.status().trouble
    finally:
        node.start()
    qtbot.waitUntil(lambda: workbench.header.phase.text() == "Watching", timeout=2 * SLOW)
