"""The page of a hop: by which exchanges and queues one service causes work for another."""

from dataclasses import replace

from core.collapsed import CollapsedGraph
from core.graph import EdgeKey, FlowGraph
from core.hops import Way, ways_between, why
from core.selection import words
from core.wording import counted, phrase, tr
from gui import numbers
from gui.inspector.figures import node_link, passing, plain
from gui.inspector.page import Fact, Item, Link, Page, Section, Value, section
from gui.inspector.subject import Subject
from gui.inspector.troubles import troubles_among


def hop_page(subject: Subject, hop: EdgeKey) -> Page:
    """Every queue between two services with the edges that lead there; each can be selected."""
    graph, (_, source, target) = subject.graph, hop
    ways = ways_between(graph, source, target)
    between = Section(
        phrase("Between"),
        facts=(
            Fact(phrase("from"), _end(graph, source)),
            Fact(phrase("to"), _end(graph, target)),
            Fact(phrase("ways"), plain(_counted(len(ways)))),
            Fact(phrase("work caused"), _rate(graph, hop)),
        ),
    )
    places = {way.queue for way, _ in ways}.union(*(edges for _, edges in ways))
    through = (_through(graph, way, edges) for way, edges in ways)
    hurts = troubles_among(graph, places)
    return Page("hop", words(graph, hop), tr(_ABOUT), (*hurts, between, *through))


_ABOUT = phrase("what one service publishes and the other is delivered")


def _through(graph: FlowGraph, way: Way, edges: list[EdgeKey]) -> Section:
    queue = graph.nodes[way.queue].name
    shown = section(f"Through {queue}", edges, lambda k: _item(graph, k))
    said = tr("Through {queue}", queue=queue)
    return replace(shown, said=said, facts=(Fact(phrase("known"), plain(why(graph, way))),))


def _item(graph: FlowGraph, key: EdgeKey) -> Item:
    ends = (graph.nodes[end].name for end in key[1:])
    shown = " \N{RIGHTWARDS ARROW} ".join(ends)
    name = Value(shown, list(key), Link(key), tr("Select: {what}", what=words(graph, key)))
    return Item(name, passing(graph, graph.edges[key]))


def _end(graph: FlowGraph, node: str) -> Value:
    if node in graph.nodes:
        return node_link(graph, node)
    return plain(tr("nobody that is seen"), tr("No service is seen to publish there"))


def _rate(graph: FlowGraph, hop: EdgeKey) -> Value:
    """What is delivered now of what the one publishes, as far as counters prove it."""
    collapsed = CollapsedGraph(graph)
    edge = collapsed.edges.get(hop)
    value = None if edge is None else collapsed.passing(edge)
    return Value(numbers.rate(value, edge is not None and edge.at_least), value)


def _counted(ways: int) -> str:
    return counted(ways, phrase("one queue"), phrase("{n} queues"))
