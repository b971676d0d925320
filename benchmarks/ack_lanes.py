"""One tick of the ack flow view under load, beside the plain way: walking all messages each time.

Fifty consumers hold so many messages; 5,000 a second more are published, confirmed, delivered and
acked, ten ticks a second. Prints CPU milliseconds of a tick (mean): following what happened, twice a second arranging
lanes and list, counting the frame and painting it; the plain way walks all unacked messages and
counts them by consumer and age, before anything is painted.

    QT_QPA_PLATFORM=offscreen python benchmarks/ack_lanes.py [--quick]
"""

import argparse
import gc
import math
from collections import Counter
from collections.abc import Callable
from statistics import mean, median
from time import thread_time

from PySide6.QtWidgets import QApplication

from core.ack_flow import AckFlow, consumer_of
from core.close_look import Via
from core.endpoints import endpoints
from core.fact_log import FactLog
from core.graph import FlowGraph, Node
from core.kept_contents import KeptContents
from core.lanes.lanes import Lanes
from core.message_facts import Flag, Kind, Party
from core.proxy_run import ProxyLook
from core.topology import Topology
from gui import theme
from gui.acks.view import AckView

CONSUMERS, PER_SECOND, TICKS_A_SECOND = 50, 5_000, 10
SIZE = (1_280, 420)
TARGET_MS = 4.0


class Load:
    """A model of acks that is told of made-up traffic, at a time of its own."""

    class Looking:
        """It is told as a proxy would."""

        via: Via = "proxy"
        seen_until = 0.0
        proxy = ProxyLook(phase="listening", clients=CONSUMERS)
        contents = KeptContents()

        def sees_all_of(self, connection: str) -> bool:  # noqa: ARG002
            return True

    def __init__(self, unacked: int) -> None:
        self.ack_flow = AckFlow(unacked * 2)
        self.graph = FlowGraph()
        self.topology = Topology()
        self.endpoints = endpoints("amqp://localhost")
        self.close_look = self.Looking()
        self.now = 10_000.0
        self.clock: Callable[[], float] = lambda: self.now
        self._log = FactLog()
        self._parties = [Party(f"10.0.0.{n}:5 -> b", f"service-{n}") for n in range(CONSUMERS)]
        for number in range(CONSUMERS):
            self._tell(Kind.CONSUMING, number, 0, self.now - 900, amount=2 * unacked // CONSUMERS)
        for tag in range(unacked):
            self._tell(
                Kind.DELIVERED, tag % CONSUMERS, tag + 1, self.now - 800 * (1 - tag / unacked)
            )
        self._tag = unacked
        self.ack_flow.fold(self._log.take())

    def service_of(self, connection: str) -> Node | None:  # noqa: ARG002
        """Nobody but the services themselves says what they are called."""
        return None

    def tick(self) -> None:
        """A tenth of a second passes."""
        begun, messages = self.now, PER_SECOND // TICKS_A_SECOND
        self.now += 1 / TICKS_A_SECOND
        for number in range(messages):
            self._tag += 1
            at = begun + number / PER_SECOND
            self._publish(self._tag, at)
            self._tell(Kind.DELIVERED, number % CONSUMERS, self._tag, at)
            self._tell(Kind.ACKED, number % CONSUMERS, self._tag, at + 0.001 * (number % 40))
        self.ack_flow.fold(self._log.take())

    def _publish(self, tag: int, at: float) -> None:
        """By one service, with a confirm."""
        party, name = self._parties[0], f"m{tag}"
        self._log.add(
            Kind.PUBLISHED,
            at - 0.002,
            party,
            2,
            tag,
            Flag.CONFIRMS,
            exchange="orders",
            message_id=name,
        )
        self._log.add(Kind.CONFIRMED, at - 0.001, party, 2, tag, exchange="orders")

    def _tell(self, kind: Kind, consumer: int, tag: int, at: float, amount: int = 0) -> None:
        self._log.add(
            kind,
            at,
            self._parties[consumer],
            1,
            tag,
            queue=f"queue-{consumer % 10}",
            consumer_tag="ctag1.1",
            routing_key="order.new",
            message_id=f"m{tag}",
            size=300,
            amount=amount,
        )


def walked(flow: AckFlow, now: float) -> Counter[tuple[object, int]]:
    """The plain way: who holds how many of which age."""
    return Counter(
        (consumer_of(message), int(math.log10(max(now - message.since, 0.001)) * 10))
        for message in flow.life.unacked()
    )


def timed(work: Callable[[], object]) -> float:
    """CPU milliseconds."""
    begun = thread_time()
    work()
    return (thread_time() - begun) * 1000


def measure(unacked: int, ticks: int) -> None:
    """Print a line."""
    load = Load(unacked)
    view = AckView(load)
    view.resize(*SIZE)
    view.show()
    QApplication.processEvents()
    first = timed(Lanes(load).pull)
    steps, paints = [], []
    for _ in range(ticks):
        load.tick()
        steps.append(timed(view.step))
        paints.append(timed(view.strip.viewport().repaint))
    plain = median(timed(lambda: walked(load.ack_flow, load.now)) for _ in range(5))
    tick = mean(steps) + mean(paints)
    print(
        f"{unacked:7,} unacked: follow and arrange {mean(steps):5.2f} ms (at most "
        f"{max(steps):5.2f}), frame and paint {mean(paints):5.2f} ms, tick {tick:5.2f} ms; "
        f"when it comes into view {first:6.1f} ms; plain {plain:6.1f} ms, {plain / tick:3.0f}x"
    )
    view.close()
    view.deleteLater()


def main() -> None:
    """Measure several numbers of unacked messages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few messages, few ticks")
    quick = parser.parse_args().quick
    application = QApplication([])
    theme.apply(application)
    gc.set_threshold(50_000, 50, 1_000)  # as the window does
    for unacked in (500,) if quick else (1_000, 50_000, 100_000):
        measure(unacked, ticks=10 if quick else 100)
    print(
        f"target: a tick of {TARGET_MS} ms at {PER_SECOND:,} messages a second and 50,000 unacked"
    )


if __name__ == "__main__":
    main()
