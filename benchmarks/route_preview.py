"""Looking ahead where a message would go, on a vhost of 2,000 queues and 10,000 bindings.

Every queue is bound to one topic exchange with five keys. Prints CPU milliseconds: reading the
bindings once, then each keystroke for a message that one queue takes, that all take, and that none
takes (with the nearest binding); and for a plain walk over all bindings with a regular expression.

    python benchmarks/route_preview.py [--quick]
"""

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import process_time

from core.publishing import Publish
from core.route_preview import preview
from core.routes import Routes
from core.topology import Binding, Exchange, Queue, Topology

QUEUES, KEYS = 2_000, 5
VERBS = ("created", "changed", "deleted", "*.eu", "#")
TARGET_MS = 50.0
"""On a thread of its own: what comes so soon after a keystroke seems to come with it."""
MESSAGES = {
    "one queue takes it": "service7.thing7.created.now",
    "all queues take it": "all",
    "nobody takes it": "servce7.thing7.creatd",
}


def made_up(queues: int = QUEUES) -> Topology:
    """The vhost."""
    names = [f"service{n}.queue" for n in range(queues)]
    bindings = [
        Binding(source="events", destination=name, routing_key=f"service{n}.thing{n}.{verb}.now")
        for n, name in enumerate(names)
        for verb in VERBS[: KEYS - 1]
    ]
    bindings += [Binding(source="events", destination=name, routing_key="all") for name in names]
    exchanges = {
        "": Exchange(name="", type="direct"),
        "events": Exchange(name="events", type="topic"),
    }
    return Topology(exchanges, {name: Queue(name=name) for name in names}, tuple(bindings))


def plainly(topology: Topology, key: str) -> set[str]:
    """Every binding key as a regular expression."""
    return {
        binding.destination
        for binding in topology.bindings
        if re.fullmatch(_expression(binding.routing_key), key)
    }


def _expression(key: str) -> str:
    return re.escape(key).replace(r"\*", r"[^.]+").replace(r"\#", ".*")


@dataclass
class Figures:
    """Milliseconds, as medians."""

    reading: float
    keystroke: dict[str, float]
    plain: dict[str, float]


def measure(queues: int = QUEUES, rounds: int = 9) -> Figures:
    """Each in turns."""
    topology = made_up(queues)
    figures = Figures(0.0, {}, {})
    figures.reading = _milliseconds(lambda: _ahead(Routes(topology), "service7"), rounds)
    routes = Routes(topology)
    _ahead(routes, "warm")
    for what, key in MESSAGES.items():
        figures.keystroke[what] = _milliseconds(partial(_ahead, routes, key), rounds)
        figures.plain[what] = _milliseconds(partial(plainly, topology, key), rounds)
    return figures


def _ahead(routes: Routes, key: str) -> object:
    return preview(routes, Publish(exchange="events", routing_key=key))


def _milliseconds(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begun = process_time()
        work()
        times.append((process_time() - begun) * 1000)
    return median(times)


def report(figures: Figures) -> None:
    """What was measured."""
    print(f"reading the bindings, once a topology {figures.reading:8.2f} ms")
    for what, took in figures.keystroke.items():
        plain = figures.plain[what]
        print(f"{what:20} {took:8.2f} ms   plain {plain:8.2f} ms   {plain / took:6.1f} times")
    print(f"target for a keystroke: at most {TARGET_MS} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see whether it runs")
    quick = parser.parse_args().quick
    report(measure(100 if quick else QUEUES, 1 if quick else 9))


if __name__ == "__main__":
    main()
