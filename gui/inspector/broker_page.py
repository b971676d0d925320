"""The page when nothing is selected: the broker, what it lets us see, what changed lately."""

from collections import Counter
from functools import partial
from itertools import islice

from core.capabilities import Capability
from gui.inspector.changes import change
from gui.inspector.figures import plain
from gui.inspector.page import Fact, Item, Page, Section, Value, section
from gui.inspector.subject import Subject, broker_figures
from gui.inspector.troubles import all_troubles

_NEWEST = 12


def broker_page(subject: Subject) -> Page:
    """Everything about the broker as a whole."""
    return Page(
        "broker",
        broker_figures(subject.broker, "cluster_name").replace("?", "Broker"),
        _state(subject),
        (
            all_troubles(subject.graph),
            Section("Broker", facts=_broker(subject)),
            Section("In this vhost", facts=_contents(subject)),
            section("What it lets us see", list(subject.capabilities.values()), _capability),
            section("How often it is asked", _periods(subject), _period, "Nothing is polled yet."),
            section(
                "Newest changes",
                list(islice(reversed(subject.log.entries), _NEWEST)),
                partial(change, subject),
                "Nothing has changed since watching began.",
            ),
        ),
    )


def _state(subject: Subject) -> str:
    return f"{subject.phase}: {subject.trouble}" if subject.trouble else subject.phase


def _broker(subject: Subject) -> tuple[Fact, ...]:
    told = {**subject.broker, "nodes": _nodes(subject)}
    shown = {"product": "broker", "nodes": "nodes", "rates_mode": "rates mode"}
    return tuple(
        Fact(words, Value(broker_figures(told, name), told.get(name) or None))
        for name, words in shown.items()
    )


def _nodes(subject: Subject) -> list[str]:
    listeners = subject.broker.get("prometheus_listeners") or []
    return sorted({str(node) for node, _ in listeners})


def _contents(subject: Subject) -> tuple[Fact, ...]:
    kinds: Counter[str] = Counter(
        node.kind for node in subject.graph.nodes.values() if node.present
    )
    facts = [
        Fact(words, plain(kinds[kind]))
        for kind, words in (
            ("service", "services"),
            ("exchange", "exchanges"),
            ("queue", "queues"),
        )
    ]
    consumers = len(subject.topology.consumers)
    return (*facts, Fact("consumers", plain(consumers)))


def _capability(capability: Capability) -> Item:
    state = {True: "✓ yes", False: "✗ no", None: "? not probed yet"}[capability.ok]
    mend = f"To mend it: {capability.mend}" if capability.mend else ""
    words = [capability.detail] if capability.ok else [capability.why, mend]
    notes = tuple(plain(text) for text in words if text)
    return Item(plain(capability.name.replace("_", " ")), Value(state, capability.ok), notes)


def _periods(subject: Subject) -> list[tuple[str, float]]:
    return sorted(subject.periods.items())


def _period(polled: tuple[str, float]) -> Item:
    group, seconds = polled
    return Item(plain(group), Value(f"every {seconds:.1f} s", seconds))
