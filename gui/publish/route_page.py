"""Where a test event would go, as a page: who gets it, why, and who consumes there."""

from collections.abc import Callable, Iterator

from core.graph import EdgeKey, Node, node_id
from core.route_preview import Preview, Taker, Verdict
from core.routes import Passage
from core.topology import Topology
from core.troubles import Trouble
from core.wording import counted, phrase, tr
from gui.icons import Mark
from gui.inspector.page import MOST_ITEMS, Item, Link, Page, Section, Value, section

ServiceOf = Callable[[str], Node | None]
"""The service of a connection."""

MARKS: dict[Verdict, Mark] = {
    "queues": "ok",
    "perhaps": "unknown",
    "nobody": "missing",
    "refused": "failed",
    "unknown": "unknown",
}
_MOST_SERVICES = 6


def not_asked() -> Preview:
    """While no broker is watched."""
    return Preview("unknown", tr("Not known"), tr("Connect to a broker first."))


def route_page(
    found: Preview,
    topology: Topology,
    service_of: ServiceOf,
    troubles: tuple[Trouble, ...] = (),
) -> Page:
    """Everything about one look ahead, with what hurts where it would end."""
    return Page(
        "route",
        found.headline,
        found.consequence,
        tuple(_sections(found, topology, service_of, troubles)),
    )


def foreseen(found: Preview, topology: Topology, service_of: ServiceOf) -> frozenset[EdgeKey]:
    """The edges of the flow graph along which the message would pass."""
    edges: set[EdgeKey] = set()
    for taker in found.takers[:MOST_ITEMS]:
        queue = node_id("queue", taker.queue)
        # What passes through bound exchanges is counted between the first one and the queue.
        edges.add(("route", node_id("exchange", taker.path[0].source), queue))
        edges.update(map(_edge, taker.path))
        for service in _services(topology, taker.queue, service_of):
            edges.add(("deliver", queue, service.id))
    return frozenset(edges)


def _edge(step: Passage) -> EdgeKey:
    """The edge of one step; what an exchange gets from inside has edges of its own."""
    source = node_id("exchange", step.source)
    if step.kind == "route":
        return ("bind", source, node_id("queue", step.target))
    return (step.kind, source, node_id("exchange", step.target))


def _sections(
    found: Preview, topology: Topology, service_of: ServiceOf, troubles: tuple[Trouble, ...]
) -> Iterator[Section]:
    if found.why:
        title = "" if found.takers else phrase("Why")
        yield Section(title, items=(Item(Value(found.why, found.why)),))
    if found.takers:
        yield section(
            phrase("Queues"),
            found.takers,
            lambda one: _item(one, topology, service_of, troubles),
        )
    if found.taps:
        words = counted(
            found.taps,
            phrase("A tap of Flowscope too: that changes nothing for the others."),
            phrase("{n:,} taps of Flowscope too: that changes nothing for the others."),
        )
        yield Section("", items=(Item(Value(words, found.taps)),))


def _item(
    taker: Taker, topology: Topology, service_of: ServiceOf, troubles: tuple[Trouble, ...]
) -> Item:
    link = Link(node_id("queue", taker.queue))
    why = taker.why if taker.certain else tr("perhaps: {why}", why=taker.why)
    return Item(
        Value(taker.queue, taker.queue, link),
        notes=(
            Value(why, why),
            *_consumers(taker.queue, topology, service_of),
            *_troubles(taker.queue, topology, troubles),
        ),
    )


def _consumers(queue: str, topology: Topology, service_of: ServiceOf) -> Iterator[Value]:
    """Who would get it from there, each service a link."""
    if not topology.tells_clients:
        yield Value(tr("consumers unknown"))
        return
    services = _services(topology, queue, service_of)
    if not topology.consumers_by_queue.get(queue):
        yield Value(tr("no consumer: it waits"), "", tone="notice")
    for number, service in enumerate(services[:_MOST_SERVICES]):
        form = phrase("or {service}") if number else phrase("to {service}")
        words = tr(form, service=service.name)
        yield Value(words, service.name, Link(service.id))
    if len(services) > _MOST_SERVICES:
        yield Value(tr("or {n:,} more", n=len(services) - _MOST_SERVICES))


def _troubles(queue: str, topology: Topology, troubles: tuple[Trouble, ...]) -> Iterator[Value]:
    """What hurts in the queue, or with those who consume there; that nobody does is said above."""
    node = node_id("queue", queue)
    said = topology.tells_clients and not topology.consumers_by_queue.get(queue)
    for trouble in troubles:
        is_there = trouble.at == node or trouble.at[:2] == ("deliver", node)
        if is_there and not (said and trouble.kind == "no_consumer"):
            text = trouble.text
            if not isinstance(trouble.at, str):
                name = trouble.at[2].partition(":")[2]
                text = tr("{name}: {what}", name=name, what=text)
            yield Value(text, text, tone=trouble.severity)


def _services(topology: Topology, queue: str, service_of: ServiceOf) -> list[Node]:
    found: dict[str, Node] = {}
    for consumer in topology.consumers_by_queue.get(queue, ()):
        if (service := service_of(consumer.connection)) is not None:
            found.setdefault(service.id, service)
    return list(found.values())
