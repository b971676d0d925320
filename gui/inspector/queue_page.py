"""The page of a queue: what it is, how full it is, what feeds it, who consumes from it."""

from collections.abc import Iterator
from functools import partial

from core import numbers
from core.graph import Edge, Node, node_id
from core.queue_limits import limit_words
from core.topology import DEFAULT_EXCHANGE, Consumer, Queue, Topology
from core.wording import phrase, tr
from gui.inspector.changes import changes_at
from gui.inspector.exchange_page import argument_facts, key_words
from gui.inspector.figures import (
    answer_notes,
    before_notes,
    count,
    counts,
    node_link,
    passing,
    plain,
    tag,
    unknown,
)
from gui.inspector.page import Fact, Figure, Item, Page, Section, Tag, Value, section
from gui.inspector.subject import (
    Subject,
    consumer_words,
    ending,
    leaving,
    name_of,
    taking_words,
)
from gui.inspector.troubles import troubles_here

_HOW_DEPTH = phrase("the queue's own gauges, which the broker renews about every 5 s")
_TOLD = {"x-dead-letter-exchange", "x-dead-letter-routing-key", "x-queue-type"}


def queue_page(subject: Subject, node: Node) -> Page:
    """Everything about a queue."""
    graph, topology = subject.graph, subject.topology
    name = name_of(node.id)
    routes = ending(graph, node.id, "route", "bind")
    deliveries = leaving(graph, node.id, "deliver")
    return Page(
        "queue",
        node.name,
        tr("{type} queue", type=node.type).strip() if node.present else tr("queue, deleted"),
        (
            *troubles_here(graph, node.id),
            Section(phrase("Backlog"), facts=_depth(node)),
            changes_at(subject, name),
            section(
                phrase("Consumed by"),
                deliveries,
                partial(_delivery, subject),
                tr("No consumer: messages stay until one comes."),
            ),
            section(
                phrase("Fed by"),
                routes,
                partial(_route, subject),
                _unfed(topology, name),
            ),
            Section(phrase("About"), facts=tuple(_facts(subject, topology.queues.get(name)))),
            *_dead_letters(subject, node),
            *_consumers(subject, name),
        ),
    )


def _depth(node: Node) -> tuple[Fact, ...]:
    return (
        Fact(phrase("ready"), _gauge(node.ready), _gauge_tag(node.ready)),
        Fact(phrase("unacked"), _gauge(node.unacked), _gauge_tag(node.unacked)),
        Fact(phrase("consumers"), _gauge(node.consumers)),
    )


def _gauge(value: int | None) -> Value:
    return unknown(tr("Not known yet")) if value is None else _exact(value)


def _exact(value: int) -> Value:
    return Value(numbers.exact_count(value), value)


def _gauge_tag(value: int | None) -> Tag:
    return Tag("unknown" if value is None else "counted", "" if value is None else tr(_HOW_DEPTH))


def _delivery(subject: Subject, edge: Edge) -> Item:
    graph = subject.graph
    return Item(
        node_link(graph, edge.target),
        passing(graph, edge),
        (
            plain(consumer_words(subject, edge)),
            *before_notes(graph, edge),
            *answer_notes(graph, edge),
        ),
        counts(graph, edge, ("deliver", "ack", "redeliver")),
        tag(edge),
    )


def _route(subject: Subject, edge: Edge) -> Item:
    graph = subject.graph
    figures = (Figure(phrase("routed"), count(graph, edge, "publish")),)
    notes = (plain(key_words(subject.topology, edge)),)
    return Item(node_link(graph, edge.source), passing(graph, edge), notes, figures, tag(edge))


def _unfed(topology: Topology, queue: str) -> str:
    """What it means that the flow draws no way into a queue."""
    found = {one.source for one in topology.bindings_by_queue.get(queue, ())} - {DEFAULT_EXCHANGE}
    if not found:
        return tr("No binding leads here, only the default exchange reaches it by its name.")
    return tr(
        "Bound to {exchanges}, which the flow does not draw.",
        exchanges=tr(", ").join(sorted(found)),
    )


def _facts(subject: Subject, queue: Queue | None) -> Iterator[Fact]:
    if queue is None:
        yield Fact(phrase("declared as"), unknown(tr("No topology was read yet")))
        return
    yield Fact(phrase("declared as"), plain(declared_words(queue)))
    if queue.owner:
        yield Fact(phrase("belongs to"), _owner(subject, queue.owner))
    yield Fact(phrase("policy"), plain(queue.policy or tr("none")))
    if queue.operator_policy:
        yield Fact(phrase("operator policy"), plain(queue.operator_policy))
    if queue.dead_letter_exchange is not None:
        target = node_id("exchange", queue.dead_letter_exchange)
        yield Fact(phrase("dead letters go to"), node_link(subject.graph, target))
        key = queue.dead_letter_routing_key
        yield Fact(
            phrase("with the routing key"), plain(tr("that they had") if key is None else key)
        )
    for label, told in limit_words(queue, subject.topology):
        yield Fact(label, plain(told))
    yield from argument_facts(queue.arguments, _TOLD)


def _owner(subject: Subject, connection: str) -> Value:
    service = subject.service_of(connection)
    return node_link(subject.graph, service.id) if service is not None else plain(connection)


def declared_words(queue: Queue) -> str:
    """How a queue was declared: `quorum, durable`."""
    words = [queue.type, tr("durable") if queue.durable else tr("transient")]
    if queue.auto_delete:
        words.append(tr("auto-delete (when its last consumer is gone)"))
    if queue.exclusive:
        words.append(tr("exclusive (to one connection)"))
    return tr(", ").join(words)


def _dead_letters(subject: Subject, node: Node) -> Iterator[Section]:
    edges = leaving(subject.graph, node.id, "dead_letter")
    if edges:
        yield section(phrase("Dead-letters to"), edges, partial(_dead_letter, subject))


def _dead_letter(subject: Subject, edge: Edge) -> Item:
    graph = subject.graph
    figures = (Figure(phrase("dead-lettered"), count(graph, edge, "dead_letter")),)
    link = node_link(graph, edge.target)
    notes = answer_notes(graph, edge)
    return Item(link, passing(graph, edge), notes, figures, tag(edge))


def _consumers(subject: Subject, queue: str) -> Iterator[Section]:
    found = subject.topology.consumers_by_queue.get(queue, ())
    if found:
        yield section(phrase("Consumers"), found, partial(_consumer, subject))


def _consumer(subject: Subject, consumer: Consumer) -> Item:
    service = subject.service_of(consumer.connection)
    words = [
        taking_words([consumer], subject.topology),
        "" if consumer.active else tr("waits: not the active one"),
        tr("exclusive") if consumer.exclusive else "",
        tr("tag {tag}", tag=consumer.tag),
        tr("channel {channel}", channel=consumer.channel),
    ]
    name = plain("?") if service is None else node_link(subject.graph, service.id)
    return Item(name, notes=tuple(plain(text) for text in words if text))
