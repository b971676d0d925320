"""What the gallery shows of rare moments: what one sees while one drags, points or loses something."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pika
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from gui.charts.cargo import packed
from gui.flow.words import tooltip
from gui.main_window import PANELS
from scripts.screenshots import EXCHANGE, QUEUE, Ready

if TYPE_CHECKING:
    from scripts.gallery import Gallery

_MANY = 400
"""Queues of a graph that has to be looked at through the overview."""


def limits_and_drops(gallery: "Gallery") -> Iterator[Ready]:
    """A limit of a line, and charts over which a node is dragged."""
    charts = gallery.bench.charts
    assert charts is not None
    gallery.bench.window.reveal("charts")
    gallery.bench.select(f"queue:{QUEUE}")
    charts.tastes.limit("ready", 2.0)
    yield from gallery.both("charts-limit")
    charts.tastes.limit("ready", None)
    cargo, here = packed(f"exchange:{EXCHANGE}"), charts.halves.rect().center()
    actions, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    over = QDragEnterEvent(here, actions, cargo, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(charts.halves, over)
    yield from gallery.both("charts-drop")
    QApplication.sendEvent(charts.halves, QDragLeaveEvent())


def floating(gallery: "Gallery") -> Iterator[Ready]:
    """Every panel as a window of its own, in a high and in a small form."""
    for name in PANELS:
        dock = gallery.bench.window.docks[name]
        gallery.bench.window.reveal(name)
        gallery.bench.select(f"queue:{QUEUE}")
        dock.setFloating(True)
        for form, (width, height) in (("", (560, 620)), ("-small", (480, 300))):
            dock.resize(width, height)
            yield gallery.after(0.5)
            yield from gallery.both(f"floating-{name}{form}", dock)
        dock.setFloating(False)
    gallery.bench.window.docks["navigator"].hide()


def tips(gallery: "Gallery") -> Iterator[Ready]:
    """Tool tips, as long as they get."""
    chip = gallery.bench.header.chips["prometheus"]
    yield from _tip(gallery, "tip-capability", chip.toolTip())
    yield from _tip(gallery, "tip-node", tooltip(gallery.bench.flow.stage.graph, f"queue:{QUEUE}"))


def _tip(gallery: "Gallery", name: str, text: str) -> Iterator[Ready]:
    QToolTip.showText(gallery.bench.window.mapToGlobal(QPoint(60, 60)), text)
    yield gallery.after(0.5)
    shown = [one for one in QApplication.topLevelWidgets() if _is_tip(one)]
    yield from gallery.both(name, shown[0] if shown else None)
    QToolTip.hideText()


def _is_tip(widget: QWidget) -> bool:
    return widget.isVisible() and widget.windowType() == Qt.WindowType.ToolTip


def tapped(gallery: "Gallery") -> Iterator[Ready]:
    """The properties of a message that was tapped."""
    view = gallery.bench.messages
    gallery.bench.select(f"queue:{QUEUE}")
    gallery.bench.window.reveal("messages")
    gallery.bench.window.docks["messages"].setFloating(True)
    gallery.bench.window.docks["messages"].resize(900, 560)
    view.choose(("exchange", EXCHANGE))
    yield lambda: view.state.can_start
    view.start.click()
    yield lambda: len(view.ring) > 20
    view.table.choose(view.ring.end - 4)
    view.detail.tabs.setCurrentIndex(1)
    yield from gallery.both("messages-properties", gallery.bench.window.docks["messages"])
    view.detail.tabs.setCurrentIndex(0)
    view.stop.click()
    gallery.bench.window.docks["messages"].setFloating(False)


def crowded(gallery: "Gallery") -> Iterator[Ready]:
    """A graph of many queues: whole, read through the overview, and gone again."""
    with _channel(gallery) as channel:
        names = [f"region-{number:03}.orders" for number in range(_MANY)]
        for name in names:
            channel.queue_declare(name)
            channel.queue_bind(name, EXCHANGE, name)
        yield gallery.after(12.0)
        gallery.bench.flow.fit()
        yield from gallery.both("crowded")
        gallery.bench.select(f"queue:{QUEUE}")
        gallery.bench.flow.approach()
        yield from gallery.both("crowded-close")
        for name in names:
            channel.queue_delete(name)
    yield gallery.after(8.0)
    gallery.bench.flow.fit()


def removing_consumers(gallery: "Gallery") -> Iterator[Ready]:
    """A channel ends while it holds messages: its consumer is gone, the rest of the service is not."""
    with _channel(gallery) as channel:
        held = channel.connection.channel()
        held.basic_qos(prefetch_count=5)
        held.basic_consume(QUEUE, lambda *_: None)
        for _ in range(20):
            channel.connection.process_data_events(0)
            yield gallery.after(0.5)
        held.close()
        yield gallery.after(max(15.0, gallery.options.seconds))
        gallery.bench.select(f"queue:{QUEUE}")
        gallery.bench.window.reveal("log")
        yield from gallery.both("consumer-removed")


@contextmanager
def _channel(gallery: "Gallery") -> Iterator[pika.adapters.blocking_connection.BlockingChannel]:
    where = gallery.bench.watching.endpoints
    assert where is not None
    asked = pika.URLParameters(where.amqp_url)
    asked.client_properties = {"connection_name": "label-printer"}
    with pika.BlockingConnection(asked) as connection:
        yield connection.channel()


SELDOM: dict[str, Callable[["Gallery"], Iterator[Ready]]] = {
    "limits": limits_and_drops,
    "floating": floating,
    "tips": tips,
    "tapped": tapped,
    "crowded": crowded,
    "removed": removing_consumers,
}
"""By the name with which the command line asks for it."""
