"""Pictures of the real application for README and guide: starts it, walks through it, saves PNGs.

    python -m scripts.screenshots [--out docs/images] [--only scenarios] [--url amqp://…]

It shows the demo, on a broker inside the application: nothing else is needed. With --url the shop
works on that RabbitMQ. A tap is started and ended, and a few test events are published.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

import numpy as np
from PySide6.QtCore import QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from core.demo.demo import SCENARIOS, Demo, GivenBroker, OwnBroker
from core.endpoints import endpoints
from core.selection import Selection
from gui import theme
from gui.main_window import MainWindow
from gui.workbench import Workbench

EXCHANGE, KEY, QUEUE = "shop.events", "order.placed", "shop.orders"
TROUBLE: dict[str, Selection] = {
    "slow-consumer": "queue:shop.shipping",
    "crash-loop": "queue:shop.stock",
    "poison-message": "queue:shop.orders",
    "unbound-key": "service:storefront",
    "stuck-consumer": "queue:shop.mail",
    "flood": "queue:shop.charge",
    "memory-alarm": "service:storefront",
    "broker-restart": None,
}
"""What is selected while a scenario is on."""
ROOT = Path(__file__).resolve().parent.parent
Ready = Callable[[], bool]
PATIENCE_S = 30.0


class Walk:
    """Goes from view to view; each step waits until its condition holds."""

    def __init__(self, bench: Workbench, options: "Options") -> None:
        self.bench = bench
        self.options = options
        self._steps = self._walk()
        self._ready: Ready = lambda: True
        self._since = monotonic()
        self._timer = QTimer(bench)
        self._timer.timeout.connect(self._advance)
        self._timer.start(50)

    def _advance(self) -> None:
        if not self._ready():
            if monotonic() - self._since > PATIENCE_S + self.options.seconds:
                self._timer.stop()
                raise SystemExit("a view did not get ready in time")
            return
        self._since = monotonic()
        ready = next(self._steps, None)
        if ready is None:
            self._timer.stop()
            self.bench.window.close()
        else:
            self._ready = ready

    def _walk(self) -> Iterator[Ready]:
        yield from self._picture("welcome", "dark")
        self.bench.demo_desk.begin(self.options.demo())
        yield self._flows
        yield self.after(self.options.seconds)
        if self.options.only in ("", "views"):
            yield from self._views()
        if self.options.only in ("", "look"):
            yield from self._look()
        if self.options.only in ("", "scenarios"):
            for name in SCENARIOS:
                yield from self._scenario(name)

    def _views(self) -> Iterator[Ready]:
        self.bench.flow.fit()
        inspector = self.bench.window.docks["inspector"]
        inspector.hide()
        for mode in ("dark", "light"):
            yield from self._picture("flow", mode)
        inspector.show()
        self.bench.select(f"exchange:{EXCHANGE}")
        yield from self._picture("selection", "light")
        yield from self._publish()
        yield from self._tap()
        self.bench.window.reveal("charts")
        self.bench.select(None)

    def _scenario(self, name: str) -> Iterator[Ready]:
        """Half a minute of trouble, and enough time to get over it."""
        menu = self.bench.demo_desk.menu
        if menu is None or name not in menu.choices:
            return  # a broker that was given is left as it is
        menu.choices[name].trigger()
        yield self.after(25.0 if name != "broker-restart" else 14.0)
        self.bench.select(TROUBLE[name])
        yield from self._picture(name, "dark")
        self.bench.select(None)
        if menu.choices[name].isChecked():
            menu.choices[name].trigger()
        yield self.after(15.0)

    def _publish(self) -> Iterator[Ready]:
        view = self.bench.publish
        self.bench.window.reveal("publish")
        view.publish_to(EXCHANGE)
        view.body.text.setPlainText('{"order": 4711, "total": "12.50"}')
        row = view.headers.add("tenant")
        row.value.setText("acme")
        for name, key in (("route", KEY), ("route-nobody", f"{KEY}.v2")):
            view.destination.show_destination(EXCHANGE, key)
            yield self.after(0.5)
            yield from self._picture(name, "dark" if key == KEY else "light")
        for exchange in (EXCHANGE, "amq.direct", EXCHANGE):
            view.destination.show_destination(exchange, KEY)
            rows = view.outcomes.history.rowCount()
            view.send.click()
            yield partial(self._has_more, rows)
        yield from self._picture("publish", "dark")

    def _tap(self) -> Iterator[Ready]:
        view = self.bench.messages
        self.bench.select(f"queue:{QUEUE}")
        self.bench.window.reveal("messages")
        yield self.after(0.5)
        view.choose(("exchange", EXCHANGE))
        yield lambda: view.state.can_start
        view.start.click()
        yield lambda: len(view.ring) > 100
        view.table.choose(view.ring.end - 4)
        yield from self._picture("messages", "light")
        view.stop.click()

    def _look(self) -> Iterator[Ready]:
        """The dialogs of firehose and proxy; the shop goes through the proxy for a moment."""
        desk, session = self.bench.look_desk, self.bench.watching.session
        assert session is not None
        self.bench.select(f"queue:{QUEUE}")
        desk.ask_firehose()
        yield from self._picture("firehose", "dark", desk.dialog)
        if desk.dialog is not None:
            desk.dialog.reject()
        desk.ask_proxy()
        session.close_look.begin_proxy()
        yield lambda: session.close_look.proxy.clients > 1
        yield self.after(3.0)
        yield from self._picture("proxy", "dark", desk.dialog)
        if desk.dialog is not None:
            desk.dialog.accept()
        yield self.after(self.options.seconds)
        yield from self._single_messages()
        desk.end_proxy()
        self.bench.select(None)
        yield self.after(3.0)

    def _single_messages(self) -> Iterator[Ready]:
        """What only single messages tell, while the shop goes through the proxy."""
        self.bench.select(None)
        self.bench.window.reveal("acks")
        for mode in ("dark", "light"):
            yield from self._picture("acks", mode)
        yield from self._times()

    def _times(self) -> Iterator[Ready]:
        """One of three is slow: what the edges say of it, and the charts."""
        commands, charts = self.bench.window.commands, self.bench.charts
        assert charts is not None
        self.bench.select("service:payments")
        self.bench.window.reveal("charts")
        commands.chart_times.setChecked(True)
        commands.labels.choose("times")
        charts.header.range_button("1 min").click()
        for mode in ("dark", "light"):
            yield from self._picture("times", mode)
        charts.header.range_button("5 min").click()
        commands.labels.choose("rates")
        commands.chart_times.setChecked(False)

    def _picture(
        self, name: str, mode: theme.Mode, widget: QWidget | None = None
    ) -> Iterator[Ready]:
        theme.set_mode(mode)
        yield self.after(1.0)
        if self._flows():
            self.bench.flow.stage.complete(5.0)  # a busy machine takes longer to draw it
        image = (widget or self.bench.window).grab().toImage()
        self._save(image, self.options.out / f"{name}-{mode}.png")

    def _save(self, image: QImage, file: Path) -> None:
        small(image).save(str(file), quality=0)

    def _has_more(self, rows: int) -> bool:
        return self.bench.publish.outcomes.history.rowCount() > rows

    def _flows(self) -> bool:
        session = self.bench.watching.session
        return session is not None and bool(session.graph.edges)

    @staticmethod
    def after(seconds: float) -> Ready:
        """So much later."""
        end = monotonic() + seconds
        return lambda: monotonic() > end


def small(image: QImage) -> QImage:
    """The same picture in 256 colours: those that matter most, no dither, every other the nearest."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32)
    colours, counts = np.unique(pixels, return_counts=True)
    order = np.argsort(-counts)
    _, first = np.unique(colours[order] & 0xF8F8F8, return_index=True)  # the commonest of its like
    chosen = order[np.sort(first)[:256]]
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return image.convertToFormat(
        QImage.Format.Format_Indexed8, [int(colours[i]) for i in chosen], flags
    )


class Options(argparse.Namespace):
    """What the command line says."""

    url: str | None
    management_url: str | None
    prometheus_url: str | None
    out: Path
    size: str
    seconds: float
    only: str

    def demo(self) -> Demo:
        """The shop, on a broker of its own or the one that was given."""
        if self.url is None:
            return Demo(OwnBroker())
        where = endpoints(self.url, self.management_url, self.prometheus_url)
        return Demo(GivenBroker(where))


def options() -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="of a RabbitMQ, instead of a broker of the demo's own")
    parser.add_argument("--management-url")
    parser.add_argument("--prometheus-url")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--size", default="1280x800", help="of the window, such as 1480x940")
    parser.add_argument("--seconds", type=float, default=30, help="of traffic before the pictures")
    parser.add_argument("--only", default="", choices=("", "views", "look", "scenarios"))
    return parser.parse_args(namespace=Options())


def walk_through(app: QApplication, chosen: Options, walk: type[Walk]) -> None:
    """Show a window as somebody has it who never used it, and take the pictures of a walk."""
    chosen.out.mkdir(parents=True, exist_ok=True)
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(f"{folder}/window.ini", QSettings.Format.IniFormat)
        window = MainWindow()
        window.resize(QSize(*map(int, chosen.size.split("x"))))
        window.show()
        bench = Workbench(window, settings)
        bench.gone.connect(app.quit)
        bench.show_up()
        walking = walk(bench, chosen)
        app.exec()
        del walking


def main() -> None:
    """Take the pictures."""
    walk_through(QApplication(sys.argv[:1]), options(), Walk)


if __name__ == "__main__":
    main()
