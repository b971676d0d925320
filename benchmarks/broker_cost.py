"""What watching costs the broker: Flowscope beside the management UI and a naive poller.

A private RabbitMQ node carries a system of many services. Phases take turns in one run, and each
measures the CPU time of the broker's process and its children:

    nobody        the system alone
    Flowscope     core.session.Session, pumped; measured once every channel has its name
    UI …          one page of the management UI left open: what its JavaScript requests for that
                  page (3.10 and 4.0), every 5 s, compressed, one after the other:
                  Overview     /api/overview with samples of one minute, /api/vhosts, /api/nodes
                  Queues       /api/queues, the first page of 100, and /api/vhosts
                  Connections  /api/connections, the first page of 100
                  Channels     /api/channels, the first page of 100
    naive poller  overview, connections, channels, consumers, queues, exchanges and bindings,
                  all of each, once a second

Then Flowscope and the UI's page Exchanges watch the same publishes, and it prints how long after a
publish its count was visible in each.

    python benchmarks/broker_cost.py [--root TREE] [--quick] [--queues N] [--connections N] ...
"""

import argparse
import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from time import monotonic, sleep

from benchmarks.cpu_time import ProcessTree
from benchmarks.freshness import PROBE, Freshness
from benchmarks.management_ui import (
    CHANNELS,
    CONNECTIONS,
    EXCHANGES,
    OVERVIEW,
    QUEUES,
    REFRESH_S,
    Poller,
)
from core.endpoints import Endpoints, endpoints
from core.graph import EdgeKey
from core.session import Session
from tests.private_node import PrivateNode

TARGET = 0.05
"""Of one core: what Flowscope may cost the broker."""
UI = {
    "UI Overview": OVERVIEW,
    "UI Queues": QUEUES,
    "UI Connections": CONNECTIONS,
    "UI Channels": CHANNELS,
}
NAIVE = ("overview", "connections", "channels", "consumers", "queues", "exchanges", "bindings")
SETTLE_S = 1.0
PATIENCE_S = 60.0

PassTime = Callable[[float], None]


class Watch:
    """Flowscope without a window, and what it says about itself."""

    def __init__(self, where: Endpoints) -> None:
        self._where = where
        self.paces: dict[str, list[tuple[float, float]]] = {}
        """Seconds between two reads and seconds that a read took, for each group."""
        self.until_named: list[float] = []

    @contextlib.contextmanager
    def watching(self) -> Iterator[Session]:
        """A session that knows every channel."""
        session = Session(self._where)
        begun = monotonic()
        session.start()
        try:
            while not session.freshness.is_resolved and monotonic() - begun < PATIENCE_S:
                session.wait(0.1)
                session.pump()
            self.until_named.append(monotonic() - begun)
            yield session
        finally:
            session.stop()

    @contextlib.contextmanager
    def phase(self) -> Iterator[PassTime]:
        """Watches while time passes."""
        with self.watching() as session:
            yield lambda seconds: self._pass(session, seconds)

    def _pass(self, session: Session, seconds: float) -> None:
        until = monotonic() + seconds
        while monotonic() < until:
            session.wait(0.1)
            if session.pump():
                for group, period in session.periods.items():
                    pace = (period, session.costs.get(group, 0.0))
                    self.paces.setdefault(group.partition(" ")[0], []).append(pace)

    def show(self) -> None:
        """What it asked for, how often, and how long that took."""
        print(f"Flowscope knew every channel after {median(self.until_named):.1f} s")
        for group, paces in self.paces.items():
            period, took = (median(part) for part in zip(*paces, strict=True))
            print(
                f"Flowscope reads {group:7} every {period:5.1f} s; a read takes {took * 1000:.0f} ms"
            )


@dataclass
class Sizes:
    """What runs on the broker."""

    queues: int
    connections: int
    channels: int
    rate: float
    visits: float


@dataclass
class Results:
    """The broker's share of a core in each phase, round after round."""

    shares: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, share: float) -> None:
        """One phase is over."""
        self.shares.setdefault(name, []).append(share)

    def above_nobody(self, name: str) -> list[float]:
        """What the watcher of a phase added, for each round."""
        return [
            share - alone
            for share, alone in zip(self.shares[name], self.shares["nobody"], strict=True)
        ]

    def show(self) -> None:
        """A line a phase."""
        alone = median(self.shares["nobody"])
        print(f"{'watched by':15} {'CPU':>6} {'added':>7} {'from':>7} {'to':>7} {'ratio':>6}")
        for name, shares in self.shares.items():
            added = self.above_nobody(name)
            print(
                f"{name:15} {median(shares):6.1%} {median(added):+7.1%} {min(added):+7.1%}"
                f" {max(added):+7.1%} {median(shares) / alone:5.2f}x"
            )


@contextlib.contextmanager
def load(url: str, sizes: Sizes) -> Iterator[None]:
    """The system of services, in a process of its own."""
    script = Path(__file__).with_name("broker_load.py")
    numbers = [str(number) for number in vars(sizes).values()]
    command = [sys.executable, str(script), url, *numbers]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            if child.stdout.readline().strip() != "ready":
                raise SystemExit("the load did not come up")
            yield
        finally:
            child.terminate()


@contextlib.contextmanager
def polling(node: PrivateNode, paths: tuple[str, ...], period: float) -> Iterator[PassTime]:
    """Somebody polls the management API while time passes."""
    with Poller(node.management_url, paths, period, compressed=period == REFRESH_S):
        yield sleep


def phases(
    node: PrivateNode, watch: Watch
) -> dict[str, contextlib.AbstractContextManager[PassTime]]:
    """Everyone who watches in a round, once."""
    pages = {name: polling(node, paths, REFRESH_S) for name, paths in UI.items()}
    return {
        "nobody": contextlib.nullcontext(sleep),
        "Flowscope": watch.phase(),
        **pages,
        "naive poller": polling(node, NAIVE, 1.0),
    }


def measure(node: PrivateNode, watch: Watch, rounds: int, seconds: float) -> Results:
    """All phases in turn."""
    broker, results = ProcessTree("beam"), Results()
    for _ in range(rounds):
        for name, phase in phases(node, watch).items():
            with phase as pass_time:
                before, begun = broker.seconds(), monotonic()
                pass_time(seconds)
                results.add(name, (broker.seconds() - before) / (monotonic() - begun))
            sleep(SETTLE_S)
    return results


def measure_freshness(node: PrivateNode, watch: Watch, seconds: float) -> Freshness:
    """Flowscope and five pages of the UI, refreshed a second apart, watch the same publishes."""
    edge: EdgeKey = ("publish", f"service:{PROBE}", f"exchange:{PROBE}")
    freshness = Freshness(node.amqp_url)
    with watch.watching() as session, freshness, contextlib.ExitStack() as pages:
        begun = monotonic()
        opened = 0
        while (passed := monotonic() - begun) < seconds:
            if opened < min(passed, REFRESH_S):
                seen = partial(freshness.saw_page, opened)
                pages.enter_context(Poller(node.management_url, EXCHANGES, seen=seen))
                opened += 1
            session.wait(0.1)
            session.pump()
            if edge in session.graph.edges:
                count = session.graph.count(session.graph.edges[edge], "publish")
                freshness.saw("Flowscope's graph", 0, count or 0)
    return freshness


def read_arguments() -> argparse.Namespace:
    """The sizes; `--quick` makes all of them small."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=Path("/"), help="Debian tree with RabbitMQ")
    parser.add_argument("--queues", type=int, default=300)
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--channels", type=int, default=200)
    parser.add_argument("--rate", type=float, default=300, help="messages a second")
    parser.add_argument("--visits", type=float, default=0.5, help="short connections a second")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each phase")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="one short round with a small system")
    asked = parser.parse_args()
    if asked.quick:
        asked.queues, asked.connections, asked.channels, asked.rate = 20, 8, 16, 50
        asked.seconds, asked.rounds = 1.0, 1
    return asked


def main() -> None:
    """Start a node, load it, watch it."""
    asked = read_arguments()
    sizes = Sizes(asked.queues, asked.connections, asked.channels, asked.rate, asked.visits)
    node = PrivateNode(root=asked.root).start()
    try:
        where = endpoints(node.amqp_url, node.management_url, node.prometheus_url, {})
        watch = Watch(where)
        with load(node.amqp_url, sizes):
            version = node.request("GET", "/api/overview")["rabbitmq_version"]
            print(f"RabbitMQ {version}: {sizes}")
            results = measure(node, watch, asked.rounds, asked.seconds)
            freshness = measure_freshness(node, watch, 8.0 if asked.quick else 90.0)
    finally:
        node.stop()
    results.show()
    watch.show()
    freshness.show()
    added = median(results.above_nobody("Flowscope"))
    verdict = "met" if added <= TARGET else "missed"
    print(f"target: Flowscope adds at most {TARGET:.0%} of a core: {verdict} ({added:.1%})")


if __name__ == "__main__":
    main()
