"""How late the window is for its user while it shows a busy broker: a 60 Hz timer of the GUI thread.

A private RabbitMQ node carries a system of many services (`broker_load.py`). The real window watches
it; a hand pans the flow graph with every tick and types into a text field eight times a second.
Lateness is what the timer fires after its time: whoever drags or types waits that long. Printed are
its percentiles in the phases of one run, and how many times those of the empty window they are:

    empty           the window before it is connected, nothing moves
    watching        connected, the user's hands are still
    panning         the graph is dragged to and fro
    finding         … and a text is typed and deleted in the find field of the flow (Ctrl+F)
    searching       … or in the search field of the navigator (Ctrl+G)
    coming          the graph is dragged while queues come and go, 20 of each a second

Two figures beside it are of the window itself, whatever else keeps the machine busy: how late ticks
were but for the time in which the thread was ready and had no processor (Linux tells that), and the
processor time of the longest turn of the event loop in each tick.

    python benchmarks/window.py [--quick] [--seconds S] [--queues N] [--connections N] ...
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter, thread_time
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QEvent,
    QEventLoop,
    QPoint,
    QPointF,
    QSettings,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from core.endpoints import endpoints
from gui import theme
from gui.garbage import Garbage
from gui.main_window import MainWindow
from gui.opening import SWITCH_S
from gui.workbench import Workbench
from tests.private_node import PrivateNode

PERIOD_S = 1 / 60
TARGET_MS = 16.0
"""The 99th percentile stays below: a frame, which nobody sees."""
TYPED = "load.x7"
KEY_EVERY = 8
PATIENCE_S = 120.0
SEEN_S = 3.0
"""As long as it takes until as many queues go as come."""
LOOK_EVERY = 180
SCHEDULER = Path("/proc/thread-self/schedstat")

Hand = Callable[[int], None]
Milliseconds = np.ndarray[tuple[int], np.dtype[np.float64]]


class Turns:
    """The processor time of the longest turn of the event loop on this thread."""

    def __init__(self) -> None:
        self._longest = 0.0
        self._before = thread_time()
        self._dispatcher = QAbstractEventDispatcher.instance()
        self._dispatcher.awake.connect(self._on_awake)

    def take(self) -> float:
        """The longest since this was asked last."""
        self._on_awake()
        longest, self._longest = self._longest, 0.0
        return longest

    def end(self) -> None:
        """Look no more."""
        self._dispatcher.awake.disconnect(self._on_awake)

    def _on_awake(self) -> None:
        now = thread_time()
        self._longest = max(self._longest, now - self._before)
        self._before = now


class Ticks(NamedTuple):
    """Milliseconds, tick by tick."""

    late: Milliseconds
    itself: Milliseconds
    """How late but for the time without a processor."""
    worked: Milliseconds
    """The processor time of the longest turn of the event loop."""


def without_processor() -> float:
    """Seconds in which this thread was ready to run, but others ran; 0 where nobody tells."""
    with suppress(OSError):
        return int(SCHEDULER.read_text().split()[1]) / 1e9
    return 0.0


class Lateness:
    """A 60 Hz timer that notes how late it fires, and moves the user's hand."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self._late: list[float] = []
        self._worked: list[float] = []
        self._waited: list[float] = []
        self._turns = Turns()
        self._ticks = 0
        self._due = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(PERIOD_S * 1000))
        self._timer.timeout.connect(self._on_tick)

    def over(self, seconds: float) -> Ticks:
        """What the ticks in that time were like."""
        self._turns.take()
        self._due = perf_counter() + self._timer.interval() / 1000
        self._timer.start()
        wait(seconds)
        self._timer.stop()
        self._turns.end()
        late, waited = np.array(self._late), np.diff(self._waited, prepend=self._waited[:1])
        itself = np.maximum(late - waited, 0.0)
        return Ticks(late * 1000, itself * 1000, np.array(self._worked) * 1000)

    def _on_tick(self) -> None:
        now = perf_counter()
        self._late.append(max(0.0, now - self._due))
        self._worked.append(self._turns.take())
        self._waited.append(without_processor())
        self._due = now + self._timer.interval() / 1000
        self._ticks += 1
        self._hand(self._ticks)


def wait(seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
    """Let the application live for a while; whether `until` came true."""
    loop, look = QEventLoop(), QTimer()
    look.timeout.connect(lambda: loop.quit() if until() else None)
    look.start(100)
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
    look.stop()
    return until()


class Dragging:
    """The left button held down on a widget, moved to and fro."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._middle = QPointF(widget.rect().center())
        self._send(QEvent.Type.MouseButtonPress, self._middle)

    def __call__(self, tick: int) -> None:
        """One move."""
        swing = 120 * np.sin(tick / 20), 60 * np.sin(tick / 33)
        self._send(QEvent.Type.MouseMove, self._middle + QPointF(*swing))

    def release(self) -> None:
        """Let go."""
        self._send(QEvent.Type.MouseButtonRelease, self._middle)

    def _send(self, kind: QEvent.Type, at: QPointF) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        button = none if kind == QEvent.Type.MouseMove else left
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        shown = QPointF(self._widget.mapToGlobal(QPoint(round(at.x()), round(at.y()))))
        event = QMouseEvent(kind, at, shown, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._widget, event)


class Typing:
    """A text that is typed, and deleted again, over and over."""

    def __init__(self, field: QWidget) -> None:
        self._field = field

    def __call__(self, tick: int) -> None:
        """One key, if it is time."""
        if tick % KEY_EVERY:
            return
        place = tick // KEY_EVERY % (2 * len(TYPED))
        letter = TYPED[place] if place < len(TYPED) else ""
        key = Qt.Key.Key_A if letter else Qt.Key.Key_Backspace
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(self._field, event)


@contextmanager
def loaded(node: PrivateNode, given: argparse.Namespace) -> Iterator[None]:
    """Many services work on the node."""
    command = [sys.executable, "-m", "benchmarks.broker_load", node.amqp_url]
    sizes = [str(getattr(given, name)) for name in ("queues", "connections", "channels")]
    numbers = [*sizes, str(given.rate), "0"]
    with subprocess.Popen([*command, *numbers], stdout=subprocess.PIPE, text=True) as load:
        assert load.stdout is not None
        assert load.stdout.readline() == "ready\n", "the load did not get going"
        try:
            yield
        finally:
            load.terminate()


@contextmanager
def coming_and_going(given: argparse.Namespace) -> Iterator[None]:
    """Queues come and go."""
    command = [sys.executable, "-m", "benchmarks.queues_coming", given.where.amqp_url]
    numbers = [str(max(2, given.queues // 15)), str(given.coming)]
    with subprocess.Popen([*command, *numbers], stdout=subprocess.PIPE, text=True) as coming:
        assert coming.stdout is not None
        assert coming.stdout.readline() == "ready\n", "no queue came"
        try:
            yield
        finally:
            coming.terminate()


@contextmanager
def opened() -> Iterator[Workbench]:
    """The real window, as large as on a usual desk."""
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow()
        window.resize(1480, 940)
        window.show()
        workbench = Workbench(window, settings)
        workbench.show_up()
        garbage = Garbage(window)
        sys.setswitchinterval(SWITCH_S)
        gone: list[bool] = []
        workbench.gone.connect(lambda: gone.append(True))
        yield workbench
        window.close()
        wait(10.0, lambda: bool(gone))
        garbage.release()


def phases(workbench: Workbench, given: argparse.Namespace) -> Iterator[tuple[str, Hand]]:
    """Each phase, ready to be measured."""
    yield "empty", lambda _: None
    workbench.watching.watch(given.where)
    wait(PATIENCE_S, lambda: is_settled(workbench))
    wait(3.0)
    graph = workbench.flow.statistics()
    print(f"the graph: {graph.nodes} nodes, {graph.edges} edges, {graph.dots} dots")
    yield "watching", lambda _: None
    dragging = Dragging(workbench.flow)
    yield "panning", dragging
    workbench.window.commands.find.trigger()
    yield "finding", both(dragging, Typing(workbench.find_desk.bar.entry))
    workbench.find_desk.close()
    workbench.window.commands.navigate.trigger()
    yield "searching", both(dragging, Typing(workbench.navigator_desk.view.entry))
    with coming_and_going(given):
        wait(SEEN_S)
        yield "coming", both(dragging, lambda tick: look_again(workbench, tick))
    dragging.release()


def both(one: Hand, other: Hand) -> Hand:
    """A hand on the mouse and one on the keys."""

    def move(tick: int) -> None:
        one(tick)
        other(tick)

    return move


def look_again(workbench: Workbench, tick: int) -> None:
    """F5 now and then: the topology of a broker of this size is read once a minute else."""
    if tick % LOOK_EVERY == 1 and workbench.watching.session is not None:
        workbench.watching.session.refresh()


def is_settled(workbench: Workbench) -> bool:
    """Every channel has its name."""
    session = workbench.watching.session
    return session is not None and session.freshness.is_resolved and bool(session.graph.edges)


def measure(workbench: Workbench, given: argparse.Namespace) -> None:
    """Print a line for each phase."""
    base, held = 0.0, dict[str, tuple[float, float]]()
    for name, hand in phases(workbench, given):
        ticks = Lateness(hand).over(given.seconds)
        p50, p99, longest = np.percentile(ticks.late, (50, 99, 100))
        base = base or max(p99, 0.1)
        itself, worked = (np.percentile(part, 99) for part in (ticks.itself, ticks.worked))
        held[name] = p99, itself
        print(
            f"{name:9} {len(ticks.late):5} ticks: late by p50 {p50:5.2f} ms, p99 {p99:6.2f} ms "
            f"({p99 / base:5.1f}x empty), longest {longest:6.1f} ms; the window itself p99 "
            f"{itself:5.2f} ms, its longest turn p99 {worked:5.2f} ms",
            flush=True,
        )
    for number, what in enumerate(("p99", "p99 of the window itself")):
        above = ", ".join(name for name, both in held.items() if both[number] >= TARGET_MS)
        print(f"{what} below {TARGET_MS:.0f} ms: {f'not in {above}' if above else 'in all phases'}")


def main() -> None:
    """Start the node, the load and the window, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small system, few seconds")
    parser.add_argument("--root", type=Path, default=Path("/"), help="another Debian tree")
    for name, default in (("queues", 2000), ("connections", 300), ("channels", 600)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--rate", type=float, default=500.0, help="messages a second")
    parser.add_argument("--coming", type=float, default=20.0, help="queues a second, at last")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each phase")
    given = parser.parse_args()
    if given.quick:
        given.queues, given.connections, given.channels, given.seconds = 50, 8, 16, 2.0
    app = QApplication([])
    theme.apply(app)
    node = PrivateNode(root=given.root)
    node.start()
    try:
        given.where = endpoints(node.amqp_url, node.management_url, node.prometheus_url)
        with loaded(node, given), opened() as workbench:
            measure(workbench, given)
    finally:
        node.stop()


if __name__ == "__main__":
    main()
