"""The page of an edge: its two ends, and every counter with where it comes from."""

from core.graph import COUNTERS, Edge
from core.selection import words
from core.wording import phrase, tr
from gui.inspector.exchange_page import key_words
from gui.inspector.figures import (
    answer_items,
    answer_origins,
    before_notes,
    count,
    label,
    node_link,
    passing,
    plain,
    rate,
    since_watching,
    tag,
)
from gui.inspector.page import Fact, Figure, Item, Page, Section, Tag, Value
from gui.inspector.reply_times import reply_sections
from gui.inspector.routing_keys import keys_section
from gui.inspector.subject import Subject, consumer_words, name_of
from gui.inspector.troubles import troubles_here
from gui.vocabulary import LATELY, spelling, word

_KINDS = {
    "publish": phrase("publishes"),
    "route": phrase("route of an exchange to a queue"),
    "deliver": phrase("deliveries to a service"),
    "dead_letter": phrase("dead letters"),
    "alternate": phrase("alternate exchange"),
    "bind": phrase("binding between exchanges"),
    "hop": phrase("work that one service causes for another"),
}
_COUNTERS = (
    phrase("Counters since watching began"),
    phrase("Counters since watching began at {time}"),
)
_WHERE_FROM = {
    "counted": phrase("counted by the broker"),
    "observed": phrase("observed: seen one by one"),
    "derived": phrase("derived from other numbers"),
    "unknown": phrase("unknown"),
}


def edge_page(subject: Subject, edge: Edge) -> Page:
    """Everything about what passes from one node to another."""
    graph = subject.graph
    return Page(
        "edge",
        words(graph, edge.key),
        tr(_KINDS[edge.kind]),
        (
            *troubles_here(graph, edge.key),
            Section(
                phrase("Between"),
                facts=(
                    Fact(phrase("from"), node_link(graph, edge.source)),
                    Fact(phrase("to"), node_link(graph, edge.target)),
                    Fact(phrase("passing now"), _passing(subject, edge), tag(edge)),
                    *_why(subject, edge),
                ),
            ),
            *_keys(subject, edge),
            Section(
                phrase("Counters since watching began"),
                items=(
                    *(_counter(subject, edge, name) for name in COUNTERS[edge.kind]),
                    *answer_items(graph, edge),
                ),
                said=since_watching(graph, *_COUNTERS),
            ),
            Section(
                phrase("Where the numbers come from"),
                facts=(*_origin(edge), *answer_origins(graph, edge)),
            ),
        ),
    )


def _keys(subject: Subject, edge: Edge) -> list[Section]:
    if edge.kind != "publish":
        return []
    exchange = name_of(edge.target)
    keys = keys_section(subject, service=edge.source, exchange=exchange)
    return [keys, *reply_sections(subject, edge.source, exchange)]


def _passing(subject: Subject, edge: Edge) -> Value:
    shown = passing(subject.graph, edge)
    return Value(shown.text, shown.raw, hint=tr(LATELY))


def _counter(subject: Subject, edge: Edge, name: str) -> Item:
    graph = subject.graph
    known = name in edge.counters
    origin = tag(edge) if known else Tag("unknown", edge.how)
    figures = (Figure(label(graph, edge, name), count(graph, edge, name)),)
    called = Value(word(name), name, hint=spelling(name))
    notes = before_notes(graph, edge) if name == "ack" else ()
    return Item(called, rate(graph, edge, name), notes, figures, origin)


def _why(subject: Subject, edge: Edge) -> list[Fact]:
    if edge.kind in ("route", "bind", "alternate"):
        return [Fact(phrase("because of"), plain(key_words(subject.topology, edge)))]
    if edge.kind == "deliver":
        return [Fact(phrase("consumers"), plain(consumer_words(subject, edge)))]
    return []


def _origin(edge: Edge) -> list[Fact]:
    facts = [Fact(phrase("provenance"), Value(tr(_WHERE_FROM[edge.provenance]), edge.provenance))]
    if edge.how:
        facts.append(Fact(phrase("source"), plain(edge.how)))
    if edge.at_least:
        why = tr("a channel went away between two readings: the counts are a lower bound")
        facts.append(Fact(phrase("at least"), plain(why)))
    declared = (
        tr("by a binding, consumer or argument") if edge.declared else tr("no, only seen in use")
    )
    facts.append(Fact(phrase("declared"), Value(declared, edge.declared)))
    return facts
