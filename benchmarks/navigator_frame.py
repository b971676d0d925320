"""What the navigator costs on a big broker: ours beside a plain tree with an item per row.

2,000 queues, 300 connections and 600 channels. A tick changes every number, which is painted (the
plain tree paints within its tick); a key goes to the search field, which finds anew and paints. The variants take turns in one process. Run it
with `QT_QPA_PLATFORM=offscreen` or on a screen; `--quick` measures less.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeView

from core.endpoints import endpoints
from core.facts import QueueDepths
from core.graph import Edge
from core.session import Session
from core.topology import Binding, Channel, Connection, Consumer, Exchange, Queue, Topology
from gui import theme
from gui.navigator.listing import Listing
from gui.navigator.view import NavigatorView

QUEUES, CONNECTIONS, CHANNELS, EXCHANGES, SERVICES = 2_000, 300, 600, 50, 100
SIZE = (300, 900)
TYPED = ("handler.19", "queue:*77", "ready > 50 ", "!consumers", "unacked")
TICK_MS, KEY_MS = 3.0, 8.0
"""What a tick and a key may cost."""


class System:
    """A made-up broker as a session has read it; time passes when it is told to."""

    def __init__(self, queues: int) -> None:
        self.chance, self.at = random.Random(5), 1_700_000_000.0
        self.session = Session(endpoints(environment={}), clock=lambda: self.at)
        self.session.topology = topology(queues)
        self.session.flow.structure.counting = True
        self.session.flow.fold_topology(self.session.topology)
        graph = self.session.graph
        self.pace = graph.tally.pace()
        counters = [c for edge in graph.edges.values() for c in edge.counters.values()]
        self.counters = np.array(counters, np.int64)
        self.numbers = np.random.default_rng(5)
        for _ in range(60):
            self.tick()

    def tick(self) -> None:
        """A second passes, and every number is another one."""
        self.at += 1.0
        graph = self.session.graph
        added = self.numbers.integers(0, 50, len(self.counters)).astype(np.float64)
        graph.tally.advance(self.pace, self.counters, added, self.at, 30.0)
        ready = self.numbers.integers(0, 100, len(self.session.topology.queues)).tolist()
        depths = dict(zip(self.session.topology.queues, ready, strict=True))
        self.session.flow.depths.take(QueueDepths(at=self.at, ready=depths, unacked=depths))
        graph.values += 1


def topology(queues: int) -> Topology:
    """What is declared and who is connected."""
    names = [f"domain.{i % 40}.handler.{i}" for i in range(queues)]
    connections = [f"10.0.0.{i % 250}:{4000 + i} -> 10.0.1.1:5672" for i in range(CONNECTIONS)]
    channels = [f"{connections[i % CONNECTIONS]} ({i})" for i in range(CHANNELS)]
    return Topology(
        exchanges={f"events.{i}": Exchange(name=f"events.{i}") for i in range(EXCHANGES)},
        queues={name: Queue(name=name) for name in names},
        bindings=tuple(
            Binding(source=f"events.{(i + j) % EXCHANGES}", destination=name)
            for i, name in enumerate(names)
            for j in range(2)
        ),
        connections={
            name: Connection(name=name, provided_name=f"service-{i % SERVICES:03}x")
            for i, name in enumerate(connections)
        },
        channels={
            name: Channel(name=name, connection=name.partition(" (")[0]) for name in channels
        },
        consumers=tuple(
            Consumer(
                tag=f"tag-{name}",
                queue=name,
                channel=channels[i % CHANNELS],
                connection=connections[i % CONNECTIONS],
            )
            for i, name in enumerate(names)
            if i % 10
        ),
    )


class Ours:
    """The navigator of the application."""

    def __init__(self, system: System) -> None:
        self.view = NavigatorView(dict)
        self.listing = Listing(system.session)
        self.view.resize(*SIZE)
        self.view.show()
        self.view.show_listing(self.listing)
        QApplication.processEvents()

    def tick(self) -> None:
        """Take the new numbers over, with the last minute of every row in sight."""
        self.view.refresh()
        self.view.rows.prepare()

    def paint(self) -> None:
        self.view.rows.viewport().repaint()

    def key(self, text: str) -> None:
        QTest.keyClicks(self.view.entry, text)
        self.view.entry.popup.close()
        self.view.rows.viewport().repaint()

    def clear(self) -> None:
        self.view.entry.clear()


class Plain:
    """What a tutorial would write: items in a model, a proxy that filters and sorts."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.items = QStandardItemModel()
        self.figures: dict[str, QStandardItem] = {}
        self.edges: dict[str, list[Edge]] = {id_: [] for id_ in system.session.graph.nodes}
        for edge in system.session.graph.edges.values():
            self.edges[edge.source].append(edge)
            self.edges[edge.target].append(edge)
        for kind in ("service", "exchange", "queue"):
            head = QStandardItem(kind)
            self.items.appendRow(head)
            for node in system.session.graph.nodes.values():
                if node.kind == kind:
                    self.figures[node.id] = QStandardItem()
                    head.appendRow([QStandardItem(node.name), self.figures[node.id]])
        self.proxy = QSortFilterProxyModel()
        self.proxy.setRecursiveFilteringEnabled(True)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.proxy.setSourceModel(self.items)
        self.view = QTreeView()
        self.view.setUniformRowHeights(True)
        self.view.setModel(self.proxy)
        self.view.expandAll()
        self.view.resize(*SIZE)
        self.view.show()
        QApplication.processEvents()

    def tick(self) -> None:
        graph = self.system.session.graph
        for node in graph.nodes.values():
            if node.kind == "queue":
                self.figures[node.id].setText(f"{node.ready}")
            else:
                rates = [graph.passing(edge) or 0.0 for edge in self.edges[node.id]]
                self.figures[node.id].setText(f"{sum(rates):.1f}/s")
        self.view.viewport().repaint()

    def key(self, text: str) -> None:
        self.proxy.setFilterFixedString(text)
        self.view.expandAll()
        self.view.viewport().repaint()


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of the GUI thread, without those in which other programs had the processor."""
    begun = time.thread_time()
    work()
    return (time.thread_time() - begun) * 1000


def measure(rounds: int, queues: int = QUEUES) -> dict[str, list[float]]:
    """Milliseconds of each tick and key."""
    system = System(queues)
    ours, plain = Ours(system), Plain(system)
    kinds = ("tick", "paint", "plain tick", "key", "plain key")
    found: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(rounds):
        system.tick()
        found["tick"].append(timed(ours.tick))
        found["paint"].append(timed(ours.paint))
        if number < 3:
            found["plain tick"].append(timed(plain.tick))
    for text in TYPED:
        ours.clear()
        for end in range(1, len(text) + 1):
            found["key"].append(timed(partial(ours.key, text[end - 1])))
            found["plain key"].append(timed(partial(plain.key, text[:end])))
    ours.view.close()
    plain.view.close()
    return found


def report(found: dict[str, list[float]]) -> None:
    """Print the comparison and whether the targets are met."""
    for name, times in found.items():
        times = sorted(times)
        worst = times[min(len(times) - 1, int(len(times) * 0.95))]
        print(f"{name:12} median {statistics.median(times):8.2f} ms   95 % below {worst:8.2f} ms")
    tick, key = (statistics.median(found[name]) for name in ("tick", "key"))
    verdict = "met" if tick < TICK_MS and key < KEY_MS else "missed"
    print(f"target: a tick below {TICK_MS:.0f} ms, a key below {KEY_MS:.0f} ms: {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10 ticks instead of 60")
    rounds = 10 if parser.parse_args().quick else 60
    application = QApplication(sys.argv[:1])
    theme.apply(application)
    report(measure(rounds))


if __name__ == "__main__":
    main()
