"""What the gallery shows more closely: how each part of the window looks while it is in use."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pika
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from core.profile import profile_of
from gui.publish.headers_table import HeaderRow
from scripts.screenshots import EXCHANGE, KEY, QUEUE, Ready

if TYPE_CHECKING:
    from scripts.gallery import Gallery

_NOBODY = "amqp://guest@127.0.0.1:1/"
_HEADERS = {
    "str": "acme",
    "int": "4711",
    "float": "12.5",
    "bool": "true",
    "timestamp": "now",
    "table": '{"vat": 19}',
    "array": '[1, "two"]',
    "base64": "AAEC",
    "null": "",
    "json": '{"$decimal": "1.50"}',
}


def connecting(gallery: "Gallery") -> Iterator[Ready]:
    """A check that fails, profiles, their editor and the question before one is deleted."""
    dialog = gallery.bench.ask()
    yield gallery.after(0.5)
    dialog.form.url.setEditText(_NOBODY)
    dialog.check_only()
    yield lambda: not dialog.is_checking
    yield from gallery.both("connect-checked", dialog)
    for name, colour in (("Shop, production", "red"), ("Shop, staging", "teal")):
        made, _ = profile_of("amqps://shop@mq.example:5671/shop", name)
        dialog.shelf.put(replace(made, colour=colour, production=colour == "red"))
    yield from gallery.both("connect-profiles", dialog)
    dialog.shelf.edit_chosen()
    yield gallery.after(0.5)
    editor = QApplication.activeModalWidget()
    yield from gallery.both("connect-editor", editor)
    if editor is not None:
        QTest.keyClick(editor, Qt.Key.Key_Escape)
    dialog.shelf.ask_to_delete()
    question = dialog.shelf.question
    assert question is not None
    yield from gallery.both("connect-delete", question)
    question.reject()
    dialog.reject()
    yield gallery.after(0.3)


def menus(gallery: "Gallery") -> Iterator[Ready]:
    """Every menu of the bar."""
    for action in gallery.bench.window.menuBar().actions():
        menu = _menu_of(action)
        menu.popup(gallery.bench.window.mapToGlobal(QPoint(20, 20)))
        name = action.text().replace("&", "").partition("(")[0]
        yield from gallery.both(f"menu-{name}", menu)
        menu.close()


def finding(gallery: "Gallery") -> Iterator[Ready]:
    """Names offered while one types, an error, and what was found."""
    bar = gallery.bench.find_desk.bar
    gallery.bench.find_desk.open()
    QTest.keyClicks(bar.entry, "queue:sh")
    yield gallery.after(0.5)
    yield from gallery.both("find-offers", bar.entry.popup.popup())
    bar.entry.popup.close()
    for name, text in (("find-error", "rate > much"), ("find-found", "hurts or ready > 0")):
        bar.entry.setText(text)
        yield from gallery.both(name)
    bar.ask("queue:shop.mail", "around")
    yield from gallery.both("find-around")
    bar.ask("", "find")
    gallery.bench.find_desk.close()


def publishing(gallery: "Gallery") -> Iterator[Ready]:
    """A header of every type, the properties, what came of it, and a burst."""
    view = gallery.bench.publish
    gallery.bench.window.reveal("publish")
    gallery.bench.window.docks["publish"].setFloating(True)
    gallery.bench.window.docks["publish"].resize(1100, 640)
    view.publish_to(EXCHANGE)
    view.destination.show_destination(EXCHANGE, KEY)
    view.headers_section.open()
    for kind, value in _HEADERS.items():
        _fill(view.headers.add(f"x-{kind}"), kind, value)
    yield from gallery.both("publish-headers", gallery.bench.window.docks["publish"])
    view.headers.rows[1].value.setText("many")
    view.send.click()
    view.properties_section.open()
    yield from gallery.both("publish-wrong", gallery.bench.window.docks["publish"])
    view.headers.show_headers({})
    for exchange in (EXCHANGE, "amq.direct", EXCHANGE):
        view.destination.show_destination(exchange, KEY)
        view.send.click()
        yield gallery.after(0.6)
    yield from gallery.both("publish-outcomes", gallery.bench.window.docks["publish"])
    view.count.setValue(500)
    view.rate.setValue(50)
    view.send.click()
    yield gallery.after(1.0)
    yield from gallery.both("publish-burst", gallery.bench.window.docks["publish"])
    gallery.bench.window.docks["publish"].setFloating(False)


def _menu_of(action: QAction) -> QMenu:
    menu = action.menu()
    assert isinstance(menu, QMenu)
    return menu


def _fill(row: HeaderRow, kind: str, value: str) -> None:
    row.show_kind(kind)
    row.value.setText(value)


def charting(gallery: "Gallery") -> Iterator[Ready]:
    """The cursor, a pause, a card of a capability, and a dock of its own."""
    charts = gallery.bench.charts
    assert charts is not None
    gallery.bench.window.reveal("charts")
    gallery.bench.select(f"queue:{QUEUE}")
    charts.header.range_button("1 min").click()
    charts.toggle_pause()
    QTest.mouseMove(charts.lead.canvas, charts.lead.canvas.rect().center())
    yield from gallery.both("charts-cursor-paused")
    charts.toggle_pause()
    charts.point_at(None)
    charts.header.range_button("15 min").click()
    yield from gallery.both("charts-15-min")
    charts.header.range_button("5 min").click()
    card = gallery.bench.header.chips["prometheus"].explain()
    yield from gallery.both("capability", card)
    card.close()
    gallery.bench.window.reveal("navigator")
    navigator = gallery.bench.navigator_desk.view
    navigator.entry.setText("ready > 0")
    yield from gallery.both("navigator-found", gallery.bench.window.docks["navigator"])
    navigator.entry.setText("ready > lots")
    yield from gallery.both("navigator-error", gallery.bench.window.docks["navigator"])
    navigator.entry.setText("")
    gallery.bench.window.docks["navigator"].hide()


def looking_closely(gallery: "Gallery") -> Iterator[Ready]:
    """The life of a message, the lanes of a service, and the overview of a part of the flow."""
    session = gallery.bench.watching.session
    assert session is not None
    session.close_look.begin_proxy()
    yield lambda: session.close_look.proxy.clients > 1
    yield gallery.after(gallery.options.seconds)
    acks = gallery.bench.acks
    assert acks is not None
    gallery.bench.window.reveal("acks")
    yield gallery.after(1.0)
    acks.unacked.table.choose(0)
    yield from gallery.both("life")
    acks.choose(None)
    gallery.bench.select("service:payments")
    yield from gallery.both("acks-service")
    gallery.bench.look_desk.end_proxy()
    gallery.bench.select(None)
    for _ in range(4):
        gallery.bench.flow.zoom_in()
    yield from gallery.both("overview")
    gallery.bench.flow.fit()


def losing_feeds(gallery: "Gallery") -> Iterator[Ready]:
    """A binding is removed: its queue gets nothing any more."""
    where = gallery.bench.watching.endpoints
    assert where is not None
    with pika.BlockingConnection(pika.URLParameters(where.amqp_url)) as connection:
        connection.channel().queue_unbind(QUEUE, EXCHANGE, KEY)
    yield gallery.after(max(30.0, gallery.options.seconds))
    gallery.bench.select(f"queue:{QUEUE}")
    gallery.bench.window.reveal("log")
    yield from gallery.both("trouble-lost-feed")


DETAILS: dict[str, Callable[["Gallery"], Iterator[Ready]]] = {
    "find": finding,
    "publish": publishing,
    "charts": charting,
    "lost": losing_feeds,
    "closely": looking_closely,
}
"""By the name with which the command line asks for it."""
