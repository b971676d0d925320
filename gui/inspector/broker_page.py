"""The page when nothing is selected: the broker, what it lets us see, what changed lately."""

from collections import Counter
from functools import partial
from itertools import islice

from core import numbers
from core.capabilities import Capability
from core.graph import node_id
from core.wording import phrase, tr
from gui.capability_chip import called
from gui.inspector.changes import change
from gui.inspector.figures import plain
from gui.inspector.page import Fact, Item, Page, Section, Value, section
from gui.inspector.subject import Subject, broker_figures
from gui.inspector.troubles import all_troubles
from gui.vocabulary import asked_for

_NEWEST = 12
_PHASES = {
    "idle": phrase("idle"),
    "connecting": phrase("connecting"),
    "watching": phrase("watching"),
    "lost": phrase("lost"),
}


def broker_page(subject: Subject) -> Page:
    """Everything about the broker as a whole."""
    return Page(
        "broker",
        _name(subject),
        _state(subject),
        (
            all_troubles(subject.graph),
            Section(phrase("Broker"), facts=_broker(subject)),
            Section(phrase("In this vhost"), facts=_contents(subject)),
            section(
                phrase("What can be observed"), list(subject.capabilities.values()), _capability
            ),
            section(
                phrase("How often it is asked"),
                _periods(subject),
                _period,
                tr("Nothing is polled yet."),
            ),
            section(
                phrase("Newest changes"),
                list(islice(reversed(subject.log.entries), _NEWEST)),
                partial(change, subject),
                tr("Nothing has changed since watching began."),
            ),
        ),
    )


def _name(subject: Subject) -> str:
    told = broker_figures(subject.broker, "cluster_name")
    return tr("Broker") if told == numbers.UNKNOWN else told


def _state(subject: Subject) -> str:
    phase = tr(_PHASES.get(subject.phase, subject.phase))
    return tr("{name}: {what}", name=phase, what=subject.trouble) if subject.trouble else phase


def _broker(subject: Subject) -> tuple[Fact, ...]:
    told = {**subject.broker, "nodes": _nodes(subject)}
    shown = {
        "product": phrase("broker"),
        "nodes": phrase("nodes"),
        "rates_mode": phrase("rates mode"),
    }
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
            ("service", phrase("services")),
            ("exchange", phrase("exchanges")),
            ("queue", phrase("queues")),
        )
    ]
    nodes = subject.graph.nodes  # the queues of Flowscope's own are not among them
    consumers = sum(node_id("queue", one.queue) in nodes for one in subject.topology.consumers)
    return (*facts, Fact(phrase("consumers"), plain(consumers)))


def _capability(capability: Capability) -> Item:
    state = {True: tr("✓ yes"), False: tr("✗ no"), None: tr("? not probed yet")}[capability.ok]
    mend = tr("To fix it: {mend}", mend=capability.mend) if capability.mend else ""
    words = [capability.detail] if capability.ok else [capability.why, mend]
    notes = tuple(plain(text) for text in words if text)
    name = Value(called(capability.name), capability.name.replace("_", " "))
    return Item(name, Value(state, capability.ok), notes)


def _periods(subject: Subject) -> list[tuple[str, float]]:
    return sorted(subject.periods.items())


def _period(polled: tuple[str, float]) -> Item:
    group, seconds = polled
    return Item(
        plain(asked_for(group)), Value(tr("every {time}", time=numbers.duration(seconds)), seconds)
    )
