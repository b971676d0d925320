"""Every screen of the application, dark and light, for whoever judges how it looks.

    python -m scripts.gallery FOLDER [--language zh_CN] [--size 1280x800] [--scale 2] [--empty]
                              [--only find,publish]

It shows the demo, or with --empty a broker on which nothing happens. Look for what is clipped,
overlaps or cannot be read. Pictures for the documents are made by `scripts.screenshots`.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from core.demo.demo import OwnBroker
from gui import theme
from gui.language import LANGUAGES, Language
from gui.main_window import PANELS
from gui.palette.view import Palette
from scripts.gallery_details import DETAILS, connecting, menus
from scripts.gallery_seldom import SELDOM
from scripts.screenshots import EXCHANGE, KEY, QUEUE, Ready, Walk, walk_through
from scripts.screenshots import Options as Plan

_SMALL = QSize(1024, 700)
MODES: tuple[theme.Mode, ...] = ("dark", "light")


class Gallery(Walk):
    """Goes through all views, panels and dialogs."""

    def _walk(self) -> Iterator[Ready]:
        yield from self.both("welcome")
        if self._wants("connect"):
            yield from self._dialog("connect", self.bench.ask)
            yield from connecting(self)
        if self.plan.empty:
            self.bench.watching.watch(self.plan.broker.start())
            yield lambda: self.bench.watching.session is not None
        else:
            self.bench.demo_desk.begin(self.options.demo())
            yield self._flows
        yield self.after(self.options.seconds)
        if self._wants("flow"):
            yield from self._flow()
        if self._wants("panels"):
            yield from self._panels()
        if self._wants("menus"):
            yield from menus(self)
        if not self.plan.empty:
            yield from self._details()
        if self._wants("dialogs"):
            yield from self._dialogs()
        self.plan.broker.stop()

    def _details(self) -> Iterator[Ready]:
        if self._wants("busy"):
            yield from self._busy()
        for name, shown in {**DETAILS, **SELDOM}.items():
            if self._wants(name):
                self.bench.select(None)
                yield from shown(self)

    def _wants(self, part: str) -> bool:
        return not self.plan.only or part in self.plan.only.split(",")

    @property
    def plan(self) -> "Chosen":
        """What the command line says."""
        assert isinstance(self.options, Chosen)
        return self.options

    def _flow(self) -> Iterator[Ready]:
        self.bench.flow.fit()
        yield from self.both("flow")
        self.bench.window.commands.collapse.setChecked(True)
        yield from self.both("services-only")
        self.bench.window.commands.collapse.setChecked(False)
        self.bench.find_desk.open()
        yield from self.both("find")
        self.bench.find_desk.close()
        whole = self.bench.window.size()
        self.bench.window.resize(_SMALL)
        yield self.after(1.0)
        yield from self.both("flow-1024x700")
        self.bench.window.resize(whole)

    def _panels(self) -> Iterator[Ready]:
        for name in PANELS:
            self.bench.window.reveal(name)
            yield from self.both(f"panel-{name}")
        self.bench.window.docks["navigator"].hide()

    def _busy(self) -> Iterator[Ready]:
        for what in ("exchange", "queue", "service"):
            name = {"exchange": EXCHANGE, "queue": QUEUE, "service": "storefront"}[what]
            self.bench.window.reveal("inspector")
            self.bench.window.reveal("charts")
            self.bench.select(f"{what}:{name}")
            yield from self.both(f"selected-{what}")
        charts = self.bench.charts
        assert charts is not None
        for number in range(2):
            charts.halves.pin(f"queue:{QUEUE}" if number else None)
        yield from self.both("charts-pinned")
        for chart in list(charts.board.charts):
            chart.closed.emit()
        self.bench.window.commands.chart_times.setChecked(True)
        yield from self.both("charts-times")
        self.bench.window.commands.chart_times.setChecked(False)
        yield from self._route()
        yield from self._caught()
        yield from self._through_proxy()
        yield from self._in_trouble()

    def _route(self) -> Iterator[Ready]:
        view = self.bench.publish
        self.bench.window.reveal("publish")
        view.publish_to(EXCHANGE)
        view.body.text.setPlainText('{"order": 4711, "total": "12.50"}')
        for name, key in (("route", KEY), ("route-nobody", f"{KEY}.v2")):
            view.destination.show_destination(EXCHANGE, key)
            yield self.after(0.5)
            yield from self.both(name)

    def _caught(self) -> Iterator[Ready]:
        view = self.bench.messages
        self.bench.select(f"queue:{QUEUE}")
        self.bench.window.reveal("messages")
        yield self.after(0.5)
        view.choose(("exchange", EXCHANGE))
        yield lambda: view.state.can_start
        view.start.click()
        yield lambda: len(view.ring) > 20
        view.table.choose(view.ring.end - 4)
        yield from self.both("messages-tapped")
        view.stop.click()

    def _through_proxy(self) -> Iterator[Ready]:
        session = self.bench.watching.session
        assert session is not None
        session.close_look.begin_proxy()
        yield lambda: session.close_look.proxy.clients > 1
        yield self.after(self.options.seconds)
        self.bench.select(None)
        self.bench.window.reveal("acks")
        yield from self.both("acks-proxy")
        self.bench.window.commands.labels.choose("times")
        self.bench.window.commands.chart_times.setChecked(True)
        self.bench.window.reveal("charts")
        self.bench.select("service:payments")
        yield from self.both("times-proxy")
        self.bench.window.commands.chart_times.setChecked(False)
        self.bench.window.commands.labels.choose("rates")
        self.bench.look_desk.end_proxy()

    def _in_trouble(self) -> Iterator[Ready]:
        menu = self.bench.demo_desk.menu
        assert menu is not None
        menu.choices["stuck-consumer"].trigger()
        yield self.after(max(25.0, self.options.seconds))
        self.bench.select("queue:shop.mail")
        yield from self.both("trouble")
        menu.choices["stuck-consumer"].trigger()
        self.bench.select(None)

    def _dialogs(self) -> Iterator[Ready]:
        commands = self.bench.window.commands
        for name, open_it in (
            ("palette", commands.palette.trigger),
            ("guide", commands.guide.trigger),
            ("keys", commands.shortcuts.trigger),
            ("words", commands.picture.words.trigger),
            ("firehose", self.bench.look_desk.ask_firehose),
            ("proxy", self.bench.look_desk.ask_proxy),
            ("connect-again", self.bench.ask),
        ):
            yield from self._dialog(name, open_it)

    def _dialog(self, name: str, open_it: Callable[[], object]) -> Iterator[Ready]:
        before = windows()
        open_it()
        yield self.after(0.5)
        opened = [one for one in windows() if one not in before]
        yield from self.both(name, opened[0] if opened else None)
        QTest.keyClick(opened[0] if opened else self._focused(), Qt.Key.Key_Escape)
        yield lambda: not any(one in windows() for one in opened)

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self.bench.window

    def both(self, name: str, widget: QWidget | None = None) -> Iterator[Ready]:
        """In both themes."""
        for mode in MODES:
            yield from self._picture(name, mode, widget)

    def _save(self, image: QImage, file: Path) -> None:
        """In all its colours: they are judged too."""
        image.save(str(file))


def windows() -> list[QWidget]:
    """The dialogs, menus and the palette above the main window."""
    shown = (one for one in QApplication.topLevelWidgets() if one.isVisible())
    return [one for one in shown if isinstance(one, QDialog | QMenu | Palette)]


class Chosen(Plan):
    """What the command line says."""

    empty: bool
    language: str
    scale: str
    broker: OwnBroker


def options() -> Chosen:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", default="en", choices=tuple(LANGUAGES))
    parser.add_argument("--size", default="1280x800", help="of the window, such as 1480x940")
    parser.add_argument("--scale", default="1", help="pixels a pixel: 2 for fine screens")
    parser.add_argument("--seconds", type=float, default=12, help="of traffic before the pictures")
    parser.add_argument("--only", default="", help="parts, such as flow,panels,menus,busy,dialogs")
    parser.add_argument("--empty", action="store_true", help="show a broker that has nothing")
    return parser.parse_args(
        namespace=Chosen(url=None, management_url=None, prometheus_url=None, broker=OwnBroker())
    )


def main() -> None:
    """Take the pictures."""
    chosen = options()
    os.environ["QT_SCALE_FACTOR"] = chosen.scale
    app = QApplication(sys.argv[:1])
    language = Language(app, chosen.language)
    walk_through(app, chosen, Gallery)
    language.release()


if __name__ == "__main__":
    main()
