"""The page of a hop: by which exchanges and queues one service causes work for another."""

from dataclasses import replace

from core import numbers
from core.graph import EdgeKey, FlowGraph
from core.hops import Way, proven, ways_between, why
from core.seen_hop import SeenHop, SeenWay
from core.selection import node_words, words
from core.topology import DEFAULT_EXCHANGE_NAME
from core.wording import counted, phrase, tr
from gui.inspector.figures import node_link, passing, plain
from gui.inspector.page import Fact, Item, Link, Page, Section, Tag, Value, section
from gui.inspector.reply_times import reply_facts
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
            _work(graph, [way for way, _ in ways]),
            *_seen(graph.seen_hops.get((source, target))),
            *reply_facts(subject, source, target),
        ),
    )
    places = {way.queue for way, _ in ways}.union(*(edges for _, edges in ways))
    through = (_through(graph, way, edges) for way, edges in ways)
    hurts = troubles_among(graph, places)
    title = _titled(graph, hop, [way for way, _ in ways])
    return Page("hop", title, tr(_ABOUT), (*hurts, between, *through))


_ABOUT = phrase("what one service publishes and the other is delivered")


def _titled(graph: FlowGraph, hop: EdgeKey, ways: list[Way]) -> str:
    """What the hop is; that one causes work for the other is only said where it is known."""
    _, source, target = hop
    if proven(graph, ways)[0] or (source, target) in graph.seen_hops:
        return words(graph, hop)
    named = {"source": node_words(graph, source), "target": node_words(graph, target)}
    return tr("{source} may cause work for {target}", **named)


def _through(graph: FlowGraph, way: Way, edges: list[EdgeKey]) -> Section:
    queue = graph.nodes[way.queue].name
    shown = section(f"Through {queue}", edges, lambda k: _item(graph, k))
    said = tr("Through {queue}", queue=queue)
    known = Fact(phrase("known"), plain(why(graph, way)))
    return replace(shown, said=said, facts=(known, *_seen_through(graph, way)))


def _item(graph: FlowGraph, key: EdgeKey) -> Item:
    ends = (graph.nodes[end].name for end in key[1:])
    shown = " \N{RIGHTWARDS ARROW} ".join(ends)
    name = Value(shown, list(key), Link(key), tr("Select: {what}", what=words(graph, key)))
    return Item(name, passing(graph, graph.edges[key]))


def _end(graph: FlowGraph, node: str) -> Value:
    if node in graph.nodes:
        return node_link(graph, node)
    return plain(tr("nobody that is seen"), tr("No service is seen to publish there"))


def _work(graph: FlowGraph, ways: list[Way]) -> Fact:
    """What is delivered now of what the one publishes, as far as counters prove it."""
    told, is_part = proven(graph, ways)
    rates = [rate for edge in told if (rate := graph.passing(edge)) is not None]
    rate, is_bound = (sum(rates) if rates else None), is_part or len(rates) < len(told)
    tag = Tag("derived", tr(_HOW_DERIVED), is_bound)
    if rate is None:
        tag = Tag("unknown", tr(_HOW_UNKNOWN))
    return Fact(phrase("work caused"), Value(numbers.rate(rate, is_bound), rate), tag)


_HOW_DERIVED = phrase("from counters, as far as they prove whose messages a queue delivers")
_HOW_UNKNOWN = phrase("no counter proves whose messages these queues deliver")


def _seen(seen: SeenHop | None) -> list[Fact]:
    """What was seen message by message: never put together with what counters prove."""
    if seen is None:
        return []
    now = Value(numbers.rate(seen.rate, seen.at_least), seen.rate, hint=seen.how)
    many = numbers.exact_count(seen.delivered, seen.total_at_least)
    words = counted(seen.delivered, phrase("{many} message"), phrase("{many} messages"), many=many)
    total = Value(words, seen.delivered, hint=seen.how)
    return [
        Fact(phrase("seen now"), now, Tag("observed", seen.how, seen.at_least)),
        Fact(phrase("seen so far"), total, Tag("observed", seen.how, seen.total_at_least)),
    ]


def _seen_through(graph: FlowGraph, way: Way) -> list[Fact]:
    """What was seen to pass a queue, by the exchange to which it had been published."""
    seen = graph.seen_hops.get((way.source, way.target))
    queue = graph.nodes[way.queue].name
    passed = [one for one in seen.ways if one.queue == queue] if seen is not None else []
    how = seen.how if seen is not None else ""
    return [_passed(one, how) for one in passed]


def _passed(way: SeenWay, how: str) -> Fact:
    exchange = way.exchange or DEFAULT_EXCHANGE_NAME
    shown = Value(numbers.exact_count(way.delivered), way.delivered, hint=how)
    said = tr("seen by way of {exchange}", exchange=exchange)
    return Fact(f"seen by way of {exchange}", shown, Tag("observed", how), said)


def _counted(ways: int) -> str:
    return counted(ways, phrase("one queue"), phrase("{n:,} queues"))
