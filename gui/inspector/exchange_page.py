"""The page of an exchange: what it is, who publishes to it, where it routes, what it refuses."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any

from core.arguments import argument_words
from core.bound_words import asked_words, between
from core.direct_replies import WORDS as REPLIES
from core.direct_replies import may_be_replies
from core.graph import Edge, FlowGraph, Node, node_id
from core.topology import DEFAULT_EXCHANGE, Exchange, Topology
from core.wording import phrase, tr
from gui.inspector.detour import detour_words
from gui.inspector.figures import (
    count,
    counts,
    node_link,
    passing,
    plain,
    since_watching,
    tag,
    total,
    unknown,
)
from gui.inspector.page import Fact, Figure, Item, Page, Section, Value, section
from gui.inspector.routing_keys import keys_section, own_facts
from gui.inspector.subject import Subject, ending, leaving, name_of
from gui.inspector.troubles import troubles_here

_ROUTES = {
    "direct": phrase("to queues bound with exactly the message's routing key"),
    "topic": phrase("to queues whose binding pattern matches the routing key (* one word, # any)"),
    "fanout": phrase("to every bound queue, whatever the routing key"),
    "headers": phrase("by the message's headers, not by its routing key"),
}
_UNWANTED = (
    phrase("Unroutable since watching began"),
    phrase("Unroutable since watching began at {time}"),
)


def exchange_page(subject: Subject, node: Node) -> Page:
    """Everything about an exchange."""
    graph, topology = subject.graph, subject.topology
    name = name_of(node.id)
    publishers = ending(graph, node.id, "publish")
    routes = leaving(graph, node.id, "route", "bind", "alternate")
    return Page(
        "exchange",
        node.name,
        tr("{type} exchange", type=node.type).strip() if node.present else tr("exchange, deleted"),
        (
            *troubles_here(graph, node.id),
            Section(
                phrase("About"),
                facts=tuple(_facts(subject, node, topology.exchanges.get(name))),
            ),
            Section(
                phrase("Unroutable messages"),
                facts=(
                    total(graph, phrase("returned"), publishers, "return_unroutable"),
                    total(graph, _dropped(graph, publishers), publishers, "drop_unroutable"),
                    *own_facts(subject, name),
                ),
                said=since_watching(graph, *_UNWANTED),
            ),
            section(
                phrase("Published by"),
                publishers,
                partial(_publisher, subject),
                tr("No publisher is known here."),
            ),
            section(
                phrase("Routes to"),
                routes,
                partial(_route, subject),
                tr("Nothing is bound: what is published here goes nowhere."),
            ),
            keys_section(subject, exchange=name),
            section(
                phrase("Fed by"),
                ending(graph, node.id, "bind", "alternate", "dead_letter"),
                partial(_feeder, subject),
                tr("Only by what services publish."),
            ),
        ),
    )


def _facts(subject: Subject, node: Node, exchange: Exchange | None) -> Iterator[Fact]:
    if node.type in _ROUTES:
        yield Fact(phrase("routes"), plain(tr(_ROUTES[node.type])))
    if exchange is None:
        yield Fact(phrase("declared as"), unknown(tr("No topology was read yet")))
        return
    yield Fact(phrase("declared as"), plain(declared_words(exchange)))
    if exchange.alternate is not None:
        target = node_id("exchange", exchange.alternate)
        yield Fact(phrase("alternate exchange"), node_link(subject.graph, target))
    yield from argument_facts(exchange.arguments, {"alternate-exchange"})


def argument_facts(arguments: Mapping[str, Any], told: Collection[str]) -> Iterator[Fact]:
    """Each argument in plain words, without those that the page tells elsewhere."""
    for name, value in sorted(arguments.items()):
        if name not in told:
            short = name.removeprefix("x-")
            yield Fact(short, Value(argument_words(name, value), value), said=short)


def declared_words(exchange: Exchange) -> str:
    """How an exchange was declared: `durable, internal`."""
    words = [tr("durable") if exchange.durable else tr("transient")]
    if exchange.auto_delete:
        words.append(tr("auto-delete"))
    if exchange.internal:
        words.append(tr("internal (no publishing)"))
    return tr(", ").join(words)


def _dropped(graph: FlowGraph, publishers: list[Edge]) -> str:
    in_doubt = any(may_be_replies(graph, edge, "drop_unroutable") for edge in publishers)
    return REPLIES if in_doubt else phrase("dropped")


def _publisher(subject: Subject, edge: Edge) -> Item:
    graph = subject.graph
    shown = counts(graph, edge, ("publish", "confirm", "return_unroutable"))
    return Item(node_link(graph, edge.source), passing(graph, edge), (), shown, tag(edge))


def _route(subject: Subject, edge: Edge) -> Item:
    graph = subject.graph
    words = key_words(subject.topology, edge)
    figures = (Figure(phrase("routed"), count(graph, edge, "publish")),)
    notes = (plain(words),) if words else ()
    return Item(node_link(graph, edge.target), passing(graph, edge), notes, figures, tag(edge))


def key_words(topology: Topology, edge: Edge) -> str:
    """Why messages take a route: the keys of the bindings, or another rule."""
    source, destination = name_of(edge.source), name_of(edge.target)
    if edge.kind == "alternate":
        return tr("alternate exchange: gets what no binding matches")
    if source == DEFAULT_EXCHANGE:
        return tr(
            "routing key {queue}: the default exchange reaches every queue by its name",
            queue=destination,
        )
    kind = "exchange" if edge.target.startswith("exchange:") else "queue"
    bindings = between(topology, source, destination, kind)
    if bindings:
        return asked_words(topology, bindings)
    return detour_words(topology, source, destination, kind)


def _feeder(subject: Subject, edge: Edge) -> Item:
    how = {
        "alternate": tr("hands on what none of its bindings matches"),
        "dead_letter": tr("sends its dead letters here"),
    }.get(edge.kind) or key_words(subject.topology, edge)
    link = node_link(subject.graph, edge.source)
    return Item(link, passing(subject.graph, edge), (plain(how),), tag=tag(edge))
