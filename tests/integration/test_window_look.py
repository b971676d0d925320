"""Single messages in the real window, on a real broker: the firehose, the proxy, own publishes."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pika
import pytest
from PySide6.QtCore import QAbstractItemModel, QSettings, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.session import Session
from gui.look.firehose_dialog import FirehoseDialog
from gui.look.proxy_dialog import ProxyDialog
from gui.main_window import MainWindow
from gui.workbench import Workbench
from tests.embedded_node import needs_rabbitmq
from tests.integration.firehose.listening import Room
from tests.integration.proxies import at_port
from tests.integration.users import user

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.timeout(240)]
SLOW = 30_000


@pytest.fixture
def workbench(qtbot: QtBot, room: Room, tmp_path: Path) -> Iterator[Workbench]:
    """The window that watches the room, closed afterwards as a user would."""
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    made = Workbench(window, QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    made.watching.watch(room.endpoints)
    qtbot.waitUntil(lambda: made.header.phase.text() == "Watching", timeout=SLOW)
    yield made
    if not made._leaving:
        session = (
            made.watching.session
        )  # with clients it would ask first, and they take a moment to go
        qtbot.waitUntil(
            lambda: session is None or not session.close_look.proxy.clients, timeout=SLOW
        )
        with qtbot.waitSignal(made.gone, timeout=SLOW):
            window.close()
    window.deleteLater()


@pytest.fixture
def service(room: Room) -> Iterator[pika.BlockingConnection]:
    """Has an exchange `orders` that puts into a queue `bills`."""
    connection = connected(room.url)
    channel = connection.channel()
    channel.exchange_declare("orders", "fanout")
    channel.queue_declare("bills", arguments={"x-queue-type": "classic"})
    channel.queue_bind("bills", "orders")
    yield connection
    if connection.is_open:
        connection.close()


def connected(url: str) -> pika.BlockingConnection:
    parameters = pika.URLParameters(url)
    parameters.client_properties = {"connection_name": "billing"}
    return pika.BlockingConnection(parameters)


def session_of(workbench: Workbench) -> Session:
    assert workbench.watching.session is not None
    return workbench.watching.session


def published(workbench: Workbench, by: str = "") -> int:
    flow = session_of(workbench).ack_flow
    return sum(
        one.counts["publish"] for key, one in flow.publishers.items() if by in ("", key.service)
    )


def has_rows(model: QAbstractItemModel, number: int) -> bool:
    return model.rowCount() == number


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def listening(qtbot: QtBot, workbench: Workbench, duration: int = 2) -> None:
    """Go through the dialog; the firehose listens."""
    workbench.window.commands.firehose.trigger()
    dialog = workbench.look_desk.dialog
    assert isinstance(dialog, FirehoseDialog)
    dialog.duration.setCurrentIndex(duration)
    click(qtbot, dialog.go)
    qtbot.waitUntil(lambda: workbench.look_desk.dialog is None, timeout=SLOW)
    assert session_of(workbench).close_look.firehose.phase == "listening"


def serving(qtbot: QtBot, workbench: Workbench) -> int:
    """Go through the dialog; the port on which the proxy listens."""
    workbench.window.commands.proxy.trigger()
    dialog = workbench.look_desk.dialog
    assert isinstance(dialog, ProxyDialog)
    dialog.line.clear()
    qtbot.keyClicks(dialog.line, "127.0.0.1:0")
    click(qtbot, dialog.go)
    qtbot.waitUntil(dialog.copy.isVisible, timeout=SLOW)
    click(qtbot, dialog.hide_it)
    return int(session_of(workbench).close_look.proxy.address.rpartition(":")[2])


def test_that_the_firehose_is_begun_watched_and_ended_from_the_window(
    qtbot: QtBot, room: Room, workbench: Workbench, service: pika.BlockingConnection
) -> None:
    before = room.look()
    qtbot.waitUntil(lambda: "exchange:orders" in session_of(workbench).graph.nodes, timeout=SLOW)
    workbench.select("exchange:orders")
    listening(qtbot, workbench)
    assert room.is_traced
    chip = workbench.look_desk.chip
    assert chip.isVisible()
    assert chip.face.text().strip() in ("firehose 1:00", "firehose 0:59", "firehose 0:58")

    channel = service.channel()
    for _ in range(10):
        channel.basic_publish("orders", "k", b"")
        channel.basic_publish("", "bills", b"not asked for")
    qtbot.waitUntil(lambda: published(workbench) == 10, timeout=SLOW)

    click(qtbot, chip.stop)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: not chip.isVisible(), timeout=SLOW)
    assert "exactly as it was before" in workbench.window.statusBar().currentMessage()
    assert room.look() == before
    assert room.pending() == []


def test_that_closing_the_window_puts_everything_back(
    qtbot: QtBot, room: Room, workbench: Workbench
) -> None:
    before = room.look()
    listening(qtbot, workbench, duration=5)
    assert room.is_traced
    with qtbot.waitSignal(workbench.gone, timeout=SLOW):
        workbench.window.close()
    assert room.look() == before
    assert room.pending() == []


def test_that_a_user_without_the_right_reads_in_the_dialog_what_helps(
    qtbot: QtBot, room: Room, workbench: Workbench
) -> None:
    before = room.look()
    with user(room.node, room.vhost, "monitoring") as somebody:
        room.url = somebody.url()
        workbench.watching.watch(room.endpoints)
        workbench.window.commands.firehose.trigger()
        dialog = workbench.look_desk.dialog
        assert isinstance(dialog, FirehoseDialog)
        click(qtbot, dialog.go)
        qtbot.waitUntil(lambda: "administrator" in dialog.trouble.text(), timeout=SLOW)
        assert "set_user_tags somebody administrator" in dialog.trouble.text()
        dialog.reject()
    assert room.look() == before


def test_that_a_service_is_seen_through_the_proxy_and_asked_for_before_the_end(
    qtbot: QtBot, room: Room, workbench: Workbench, service: pika.BlockingConnection
) -> None:
    assert service.is_open
    port = serving(qtbot, workbench)
    through = connected(at_port(room.url, port))
    channel = through.channel()
    channel.confirm_delivery()
    for _ in range(20):
        channel.basic_publish("orders", "k", b"")
    got = [channel.basic_get("bills")[0] for _ in range(3)]
    channel.basic_ack(got[1].delivery_tag, multiple=True)
    flow = session_of(workbench).ack_flow
    qtbot.waitUntil(lambda: published(workbench, "billing") == 20, timeout=SLOW)
    qtbot.waitUntil(
        lambda: [one.counts["ack"] for one in flow.consumers.values()] == [2], timeout=SLOW
    )
    ((holder, held),) = flow.holders()
    assert (holder.service, holder.queue, len(held)) == ("billing", "bills", 1)
    qtbot.waitUntil(
        lambda: workbench.look_desk.chip.face.text().strip() == "proxy: 1 client", timeout=SLOW
    )

    workbench.window.close()
    question = workbench.look_desk.question
    assert question is not None
    assert question.text() == "1 client loses its connection."
    assert workbench.window.isVisible()
    (end,) = (b for b in question.findChildren(QPushButton) if b.text() == "Cut off")
    with qtbot.waitSignal(workbench.gone, timeout=SLOW):
        click(qtbot, end)
    with pytest.raises(pika.exceptions.AMQPError):
        channel.basic_publish("orders", "k", b"")


def test_that_what_the_window_publishes_and_taps_is_seen_once(
    qtbot: QtBot, room: Room, workbench: Workbench, service: pika.BlockingConnection
) -> None:
    assert service.is_open
    listening(qtbot, workbench)
    qtbot.waitUntil(lambda: "bills" in session_of(workbench).topology.queues, timeout=SLOW)
    workbench.select("exchange:orders")
    workbench.window.commands.tap.trigger()
    messages = workbench.messages
    qtbot.waitUntil(lambda: messages.state.can_start, timeout=SLOW)
    click(qtbot, messages.start)
    qtbot.waitUntil(lambda: messages.state.mark == "ok", timeout=SLOW)

    workbench.window.commands.publish_here.trigger()
    workbench.publish.destination.key.setText("k")
    history = workbench.publish.outcomes.history
    for number in range(1, 4):
        click(qtbot, workbench.publish.send)
        qtbot.waitUntil(partial(has_rows, history, number), timeout=SLOW)
    flow = session_of(workbench).ack_flow
    qtbot.waitUntil(lambda: len(messages.ring) == 3, timeout=SLOW)
    bills = (room.vhost, "bills")
    qtbot.waitUntil(lambda: bills in flow.queues, timeout=SLOW)
    qtbot.waitUntil(lambda: flow.queues[bills]["route"] == 3, timeout=SLOW)
    qtbot.waitUntil(lambda: published(workbench) == 3, timeout=SLOW)

    assert published(workbench, "flowscope:publish") == 3
    taps = [one for key, one in flow.consumers.items() if key.service == "flowscope:tap"]
    assert [one.counts["deliver_no_ack"] for one in taps] == [3]
    assert sum(one.handed for one in flow.consumers.values()) == 3


@needs_rabbitmq
def test_that_the_proxy_outlives_an_outage_of_the_broker(
    qtbot: QtBot, room: Room, workbench: Workbench
) -> None:
    port = serving(qtbot, workbench)
    look = session_of(workbench).close_look
    room.node.halt()
    try:
        qtbot.waitUntil(lambda: workbench.header.phase.text() == "Connection lost", timeout=SLOW)
        with pytest.raises(pika.exceptions.AMQPError):
            connected(at_port(room.url, port))
        qtbot.waitUntil(lambda: "clients cannot be passed on" in look.proxy.why, timeout=SLOW)
    finally:
        room.node.start()
    qtbot.waitUntil(lambda: workbench.header.phase.text() == "Watching", timeout=2 * SLOW)
    with connected(at_port(room.url, port)) as through:
        through.channel().basic_publish("amq.topic", "k", b"")
        qtbot.waitUntil(lambda: published(workbench, "billing") == 1, timeout=SLOW)
    assert (look.proxy.phase, look.proxy.why) == ("listening", "")
