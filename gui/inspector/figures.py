"""Counts and rates of edges as values of a page: what is not known is `?`, never 0."""

from core import numbers
from core.acked_before import before_words
from core.answers import HOW_NOT, Answer, AnswerName, answers_of, told_names
from core.direct_replies import WORDS as REPLIES
from core.direct_replies import may_be_replies
from core.graph import Edge, FlowGraph
from core.selection import node_words
from core.wording import phrase, tr
from gui.inspector.as_text import provenance_words
from gui.inspector.page import Fact, Figure, Item, Link, Tag, Value
from gui.vocabulary import LATELY, WORDS, word

_LABELS = {
    "publish": phrase("published"),
    "confirm": phrase("confirmed"),
    "return_unroutable": phrase("returned"),
    "drop_unroutable": phrase("dropped"),
    "deliver": phrase("delivered"),
    "deliver_no_ack": phrase("delivered without ack"),
    "get": phrase("fetched by get"),
    "get_no_ack": phrase("fetched by get without ack"),
    "redeliver": phrase("redelivered"),
    "ack": phrase("acked"),
    "dead_letter": phrase("dead-lettered"),
}
_ANSWERED: dict[AnswerName, str] = {
    "ack": phrase("acked"),
    "nack": phrase("nacked"),
    "reject": phrase("rejected"),
    "nack_or_reject": phrase("nacked or rejected"),
    "requeue": phrase("requeued"),
    "redeliver": phrase("redelivered"),
    "dead_letter": phrase("dead-lettered"),
}
_HOW_BEFORE = phrase(
    "Counts begin with watching. What was delivered earlier and acked since counts as acked alone: "
    "at most what the consumer's prefetch allows."
)
_ROUTED = ("route", "bind", "alternate")


def label(graph: FlowGraph, edge: Edge, counter: str) -> str:
    """A counter as a word behind its number."""
    if may_be_replies(graph, edge, counter):
        return REPLIES
    return phrase("routed") if edge.kind in _ROUTED else _LABELS.get(counter, counter)


def node_link(graph: FlowGraph, node_id: str) -> Value:
    """The name of a node, which leads to it."""
    node = graph.nodes.get(node_id)
    name = node.name if node is not None else node_id.partition(":")[2]
    return Value(name, name, Link(node_id), tr("Select {what}", what=node_words(graph, node_id)))


def plain(text: object, hint: str = "") -> Value:
    """Words that stand for themselves."""
    return Value(str(text), text, hint=hint)


def unknown(hint: str = "") -> Value:
    """What nobody can tell."""
    return Value(numbers.UNKNOWN, None, hint=hint)


def count(graph: FlowGraph, edge: Edge, counter: str) -> Value:
    """What a counter of an edge has counted since watching began."""
    value = graph.count(edge, counter)
    bound = graph.is_lower_bound(edge) and value is not None
    return Value(numbers.exact_count(value, bound), value, hint=edge.how)


def rate(graph: FlowGraph, edge: Edge, counter: str) -> Value:
    """What a counter of an edge counts per second now."""
    value = graph.rate(edge, counter)
    return Value(numbers.rate(value), value, hint=edge.how)


def passing(graph: FlowGraph, edge: Edge) -> Value:
    """Messages per second along an edge now; leads to the edge."""
    value = graph.passing(edge)
    hint = tr("{what}. Select this edge", what=tr(LATELY))
    return Value(numbers.rate(value), value, Link(edge.key, quiet=True), hint)


def total(graph: FlowGraph, words: str, edges: list[Edge], counter: str) -> Fact:
    """The sum of a counter over edges; not known when none of them knows it."""
    known = [value for edge in edges if (value := graph.count(edge, counter)) is not None]
    if not known:
        return Fact(words, unknown(), Tag("unknown"))
    bound = len(known) < len(edges) or any(edge.at_least for edge in edges)
    how = tr("the sum of {counter} over the services that publish here", counter=counter)
    origin = Tag("derived", how, bound)
    return Fact(words, Value(numbers.exact_count(sum(known), bound), sum(known)), origin)


def counts(graph: FlowGraph, edge: Edge, always: tuple[str, ...]) -> tuple[Figure, ...]:
    """The counters that always matter, and those of the others that have counted something."""
    shown = [
        name for name, value in graph.counts(edge).items() if name in always or (value or 0) > 0
    ]
    return tuple(Figure(label(graph, edge, name), count(graph, edge, name)) for name in shown)


def tag(edge: Edge) -> Tag:
    """Where the numbers of an edge come from."""
    return Tag(edge.provenance, edge.how, edge.at_least)


def answer_items(graph: FlowGraph, edge: Edge) -> list[Item]:
    """How messages were answered, beyond the counters; what nobody can tell is `?`."""
    known = answers_of(graph, edge)
    shown = told_names(edge, known)
    if "nack_or_reject" not in known and len(shown) > 1:
        shown.remove("nack_or_reject")  # they are told apart, or nothing is known
    return [_answer_item(name, known.get(name)) for name in shown]


def answer_origins(graph: FlowGraph, edge: Edge) -> list[Fact]:
    """Where each of these numbers comes from, those of one origin together."""
    found: dict[str, list[str]] = {}
    for item in answer_items(graph, edge):
        if item.tag is not None:
            found.setdefault(item.tag.how, []).append(item.name.raw)
    return [_origin(names, how) for how, names in found.items()]


def _origin(names: list[str], how: str) -> Fact:
    label = ", ".join(WORDS.get(name, name) for name in names)
    return Fact(label, plain(how), said=tr(", ").join(map(word, names)))


def since_watching(graph: FlowGraph, heading: str, timed: str) -> str:
    """A heading over counts; `timed` with when watching began, once that is known."""
    began = graph.tally.began_at
    return tr(heading) if began is None else tr(timed, time=numbers.clock(began))


def before_notes(graph: FlowGraph, edge: Edge) -> tuple[Value, ...]:
    """Why more was acked than delivered, where it was."""
    words = before_words(graph, edge)
    return (plain(words, tr(_HOW_BEFORE)),) if words else ()


def answer_notes(graph: FlowGraph, edge: Edge) -> tuple[Value, ...]:
    """The answers of which there were some, in a line each."""
    return tuple(
        Value(
            tr(
                "{answer} {rate}, {total} in all ({provenance})",
                answer=word(name),
                rate=answer.rate_words(),
                total=answer.total_words(),
                provenance=provenance_words(answer.provenance),
            ),
            answer.as_json(),
            hint=answer.how,
        )
        for name, answer in answers_of(graph, edge).items()
        if name not in edge.counters and answer.total.low > 0
    )


def _answer_item(name: AnswerName, answer: Answer | None) -> Item:
    called = Value(word(name), name)
    if answer is None:
        return Item(
            called,
            unknown(),
            figures=(Figure(_ANSWERED[name], unknown()),),
            tag=Tag("unknown", tr(HOW_NOT)),
        )
    shown = answer.as_json()
    rate = Value(answer.rate_words(), shown["rate"], hint=answer.how)
    total = Value(answer.total_words(), shown["count"], hint=answer.how)
    origin = Tag(answer.provenance, answer.how, answer.at_least)
    return Item(called, rate, figures=(Figure(_ANSWERED[name], total),), tag=origin)
