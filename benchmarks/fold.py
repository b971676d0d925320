"""Folding a big scrape into the flow graph, ours beside the plain way: a regex a line and dicts.

A made-up broker has 1,000 queues and 600 channels of 100 services; between two scrapes 2 % of its
series move and 20 channels are replaced. Prints the median milliseconds of reading a scrape (on a
source's thread), of folding it (on the window's thread) and the longest fold; then what else the
window's thread folds now and then, and the memory of an hour.

    python benchmarks/fold.py [--quick]
"""

import argparse
import gc
import re
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from benchmarks.made_up_broker import NODE, SERVICES, Broker, Channel
from core.facts import ChannelClosed, ChannelOpened, Readings
from core.flow import Flow
from core.graph import EdgeKind, FlowGraph
from core.sources.metrics_text import MetricsReader

FAN = (3, 2)
"""Exchanges that a publisher publishes to, queues that a consumer consumes from."""
WIDE_FAN = (15, 14)
TARGET_MS = 8.0


class Ours:
    """The reader and the model of the application."""

    def __init__(self, broker: Broker, *, named: bool = True) -> None:
        self.flow, self.reader, self.at = Flow(), MetricsReader("/"), 1000.0
        self.flow.structure.counting = True
        if named:
            self.opened(broker.channels)
        self.flow.fold_topology(broker.topology())
        self.flow.fold_readings(self.read(broker.scrape()))

    def opened(self, channels: list[Channel]) -> None:
        """The event exchange told of new channels."""
        for channel in channels:
            pid = f"{NODE}/{channel.number}.0"
            fact = ChannelOpened(at=self.at, name=channel.name, pid=pid, vhost="/", user="guest")
            self.flow.fold_life(fact)

    def closed(self, channels: list[Channel]) -> None:
        """The event exchange told of channels that are over."""
        for channel in channels:
            self.flow.fold_life(ChannelClosed(at=self.at, pid=f"{NODE}/{channel.number}.0"))

    def read(self, text: bytes) -> Readings:
        """On a source's thread."""
        self.at += 1.0
        scrape = self.reader.read(text)
        return Readings(
            at=self.at,
            took=0.0,
            node=NODE,
            group="edges",
            first=self.at == 1001.0,
            restarted=False,
            gone=scrape.gone,
            new=scrape.new,
            numbers=scrape.numbers,
            values=scrape.values,
            period=1.0,
        )


class Plain:
    """A regular expression a line, dicts of labels, and sums by service and name."""

    LINE = re.compile(r"(\w+)\{([^}]*)\} (\S+)")
    LABEL = re.compile(r'(\w+)="([^"]*)"')

    def __init__(self, broker: Broker) -> None:
        self.services = {
            c.pid: f"service-{broker.connections.index(c.connection) % SERVICES}"
            for c in broker.channels
        }
        self.last: dict[tuple[str, ...], float] = {}
        self.totals: dict[tuple[str, ...], float] = {}
        self.fold(self.read(broker.scrape()))

    def read(self, text: bytes) -> list[tuple[str, dict[str, str], float]]:
        """Every line with its labels."""
        return [
            (name, dict(self.LABEL.findall(labels)), float(value))
            for name, labels, value in self.LINE.findall(text.decode())
        ]

    def fold(self, samples: list[tuple[str, dict[str, str], float]]) -> None:
        """What has been added since the last scrape, by service, exchange and queue."""
        last: dict[tuple[str, ...], float] = {}
        for name, labels, value in samples:
            key = (name, *labels.values())
            last[key] = value
            added = value - self.last.get(key, 0.0)
            service = self.services.get(labels.get("channel", ""), "unknown")
            edge = (name, service, labels.get("exchange", ""), labels.get("queue", ""))
            self.totals[edge] = self.totals.get(edge, 0.0) + added
        self.last = last


@dataclass
class Costs:
    """Milliseconds of every scrape."""

    read: list[float] = field(default_factory=list)
    fold: list[float] = field(default_factory=list)
    plain_read: list[float] = field(default_factory=list)
    plain_fold: list[float] = field(default_factory=list)


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Adds the milliseconds of a block to a list."""
    begun = perf_counter()
    yield
    into.append((perf_counter() - begun) * 1000)


def measure(fan: tuple[int, int], scrapes: int) -> float:
    """Print a line for a broker whose channels have so many edges each; the median fold."""
    broker = Broker(*fan)
    ours, plain, costs = Ours(broker), Plain(broker), Costs()
    gc.collect()
    gc.freeze()  # as the window does
    for _ in range(scrapes):
        closed, opened = broker.replace_channels()
        text = broker.scrape()
        ours.closed(closed)
        ours.opened(opened)
        with timed(costs.read):
            readings = ours.read(text)
        with timed(costs.fold):
            ours.flow.fold_readings(readings)
        with timed(costs.plain_read):
            samples = plain.read(text)
        with timed(costs.plain_fold):
            plain.fold(samples)
    show(costs, series=text.count(b"\n"), edges=len(ours.flow.graph.edges))
    return median(costs.fold)


def show(costs: Costs, series: int, edges: int) -> None:
    """One line."""
    read, fold = median(costs.read), median(costs.fold)
    plain_read, plain_fold = median(costs.plain_read), median(costs.plain_fold)
    print(
        f"{series:7} {edges:6} {read:8.1f} {plain_read:9.1f} {plain_read / read:6.1f}x"
        f" {fold:8.1f} {max(costs.fold):8.1f} {plain_fold:9.1f} {plain_fold / fold:6.1f}x"
    )


def measure_the_rest(repeats: int) -> None:
    """What else is folded: the first scrape, names for all channels at once, a topology."""
    first: list[float] = []
    names: list[float] = []
    topologies: list[float] = []
    broker = Broker(*FAN)
    for _ in range(repeats):
        with timed(first):
            ours = Ours(broker, named=False)
        ours.flow.fold_readings(ours.read(broker.scrape()))
        work = broker.work_of_channels(ours.at)
        with timed(names):
            ours.flow.fold_names(work)
        snapshot = broker.topology()
        with timed(topologies):
            ours.flow.fold_topology(snapshot)
    print(f"first topology and scrape, read and folded: {median(first):.0f} ms, once")
    print(f"names of all channels that were open before: {median(names):.0f} ms, once")
    print(f"a topology again: {median(topologies):.0f} ms, every 5 to 15 s")


def memory_of_an_hour(edges: int) -> float:
    """Megabytes that the counters of so many edges take; all at once, the rings are fixed."""
    tracemalloc.start()
    graph = FlowGraph()
    kinds: tuple[EdgeKind, ...] = ("publish", "route", "deliver")
    for number in range(edges):
        graph.count_with(graph.edge(kinds[number % 3], f"from {number}", f"to {number}"))
    taken = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return taken


def main() -> None:
    """Measure both sizes in one run, both ways in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer scrapes, one size")
    quick = parser.parse_args().quick
    gc.set_threshold(50_000, 50, 1_000)  # as the window does
    print(
        f"{'series':>7} {'edges':>6} {'read ms':>8} {'plain ms':>9} {'faster':>7}"
        f" {'fold ms':>8} {'longest':>8} {'plain ms':>9} {'faster':>7}"
    )
    fold = measure(FAN, 5 if quick else 30)
    if not quick:
        measure(WIDE_FAN, 30)
    measure_the_rest(1 if quick else 5)
    print(f"an hour of 1500 edges: {memory_of_an_hour(1500):.0f} MB")
    verdict = "met" if fold <= TARGET_MS else "missed"
    print(
        f"target: a fold of the first size takes at most {TARGET_MS:.0f} ms: {verdict} ({fold:.1f})"
    )


if __name__ == "__main__":
    main()
