"""Pictures of the real application for the README: starts it, walks through it, saves PNGs.

    python scripts/screenshots.py --url amqp://guest:guest@localhost:5672/shop [--out docs/images]

The broker must have something to show (`flowscope demo --headless` makes traffic). A tap is started
and ended, and a few test events are published to the exchange `--exchange`.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QSettings, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from core.endpoints import Endpoints, endpoints
from gui import theme
from gui.main_window import MainWindow
from gui.workbench import Workbench

ROOT = Path(__file__).resolve().parent.parent
Ready = Callable[[], bool]
PATIENCE_S = 30.0


class Walk:
    """Goes from view to view; each step waits until its condition holds."""

    def __init__(self, bench: Workbench, where: Endpoints, out: Path, options: "Options") -> None:
        self.bench = bench
        self.where = where
        self.out = out
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
        yield from self._pictures("empty", self._after(0.5))
        dialog = self.bench.ask()
        dialog.form.url.setEditText(self.where.shown)
        dialog.form.password.setText(self.where.password)
        dialog.form.management.line.setText(self.where.management or "")
        dialog.form.prometheus.line.setText(",".join(self.where.prometheus))
        dialog.check_only()
        yield lambda: not dialog.is_checking
        yield from self._pictures("connect", self._after(0.5), dialog)
        dialog.reject()
        self.bench.watching.watch(self.where)
        yield self._flows
        yield self._after(self.options.seconds)
        self.bench.flow.fit()
        inspector = self.bench.window.docks["inspector"]
        inspector.hide()
        yield from self._pictures("flow", self._after(1.0))
        inspector.show()
        self.bench.select(f"exchange:{self.options.exchange}")
        yield from self._pictures("selection", self._after(1.0))
        yield from self._publish()
        yield from self._tap()
        self.bench.window.reveal("log")
        yield from self._pictures("log", self._after(0.5))

    def _publish(self) -> Iterator[Ready]:
        view = self.bench.publish
        self.bench.window.reveal("publish")
        view.publish_to(self.options.exchange)
        view.body.text.setPlainText('{"order": 4711, "total": "12.50"}')
        row = view.headers.add("tenant")
        row.value.setText("acme")
        for exchange in (self.options.exchange, "amq.direct", self.options.exchange):
            view.destination.show_destination(exchange, self.options.key)
            rows = view.outcomes.history.rowCount()
            view.send.click()
            yield partial(self._has_more, rows)
        yield from self._pictures("publish", self._after(1.0))

    def _tap(self) -> Iterator[Ready]:
        view = self.bench.messages
        self.bench.select(f"queue:{self.options.queue}")
        self.bench.window.reveal("messages")
        yield self._after(0.5)
        view.choose(("exchange", self.options.exchange))
        yield lambda: view.state.can_start
        yield from self._pictures("before-tap", self._after(0.5))
        view.start.click()
        yield lambda: len(view.ring) > 100
        view.table.choose(view.ring.end - 4)
        yield from self._pictures("messages", self._after(0.5))
        view.stop.click()

    def _pictures(self, name: str, ready: Ready, widget: QWidget | None = None) -> Iterator[Ready]:
        for mode in self.options.modes:
            theme.set_mode(mode)
            yield self._after(0.3)
            yield ready
            shot = (widget or self.bench.window).grab()
            shot.save(str(self.out / f"{name}-{mode}.png"))

    def _has_more(self, rows: int) -> bool:
        return self.bench.publish.outcomes.history.rowCount() > rows

    def _flows(self) -> bool:
        session = self.bench.watching.session
        return session is not None and bool(session.graph.edges)

    @staticmethod
    def _after(seconds: float) -> Ready:
        end = monotonic() + seconds
        return lambda: monotonic() > end


class Options(argparse.Namespace):
    """What the command line says."""

    url: str
    management_url: str | None
    prometheus_url: str | None
    out: Path
    size: str
    exchange: str
    key: str
    queue: str
    seconds: float
    modes: tuple[theme.Mode, ...]


def options() -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--management-url")
    parser.add_argument("--prometheus-url")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--size", default="1480x940", help="of the window, such as 1280x800")
    parser.add_argument("--exchange", default="shop.events")
    parser.add_argument("--key", default="order.placed")
    parser.add_argument("--queue", default="shop.orders")
    parser.add_argument("--seconds", type=float, default=60, help="of traffic before the pictures")
    parser.add_argument("--modes", nargs="+", default=("dark", "light"))
    return parser.parse_args(namespace=Options())


def main() -> None:
    """Take the pictures."""
    chosen = options()
    chosen.out.mkdir(parents=True, exist_ok=True)
    where = endpoints(chosen.url, chosen.management_url, chosen.prometheus_url)
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(f"{folder}/window.ini", QSettings.Format.IniFormat)
        window = MainWindow()
        window.resize(QSize(*map(int, chosen.size.split("x"))))
        window.show()
        bench = Workbench(window, settings)
        bench.gone.connect(app.quit)
        QTimer.singleShot(0, window.arrange)
        walk = Walk(bench, where, chosen.out, chosen)
        app.exec()
        del walk


if __name__ == "__main__":
    main()
