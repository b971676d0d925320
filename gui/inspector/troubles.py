"""What hurts, as sections of a page: each with a sign, the place that it leads to, and the words."""

from collections.abc import Container, Iterator
from dataclasses import replace
from functools import partial
from itertools import zip_longest

from core import numbers
from core.backlog import change_words
from core.graph import EdgeKey, FlowGraph
from core.selection import Selection, node_words
from core.sightings import name_of
from core.troubles import Severity, Source, Trouble, place_words, troubles_of
from core.watched_message import Message
from core.wording import phrase, tr
from gui.inspector.page import Item, Link, Section, Value, Way, section

TITLE = phrase("Problems")
_SIGNS: dict[Severity, str] = {
    "warning": "\N{BLACK HEXAGON}",
    "notice": "\N{BLACK UP-POINTING TRIANGLE}",
}
_NOTHING = phrase("None that can be seen from here.")


def all_troubles(graph: FlowGraph) -> Section:
    """Everything that hurts anywhere, the worst first."""
    return section(TITLE, graph.troubles, partial(_elsewhere, graph), tr(_NOTHING))


def troubles_among(graph: FlowGraph, places: Container[str | EdgeKey]) -> Iterator[Section]:
    """What hurts at several nodes and edges; no section where nothing does."""
    if found := [trouble for trouble in graph.troubles if trouble.at in places]:
        yield section(TITLE, found, partial(_elsewhere, graph))


def troubles_here(graph: FlowGraph, selection: Selection) -> Iterator[Section]:
    """What hurts at a node or an edge; no section where nothing does."""
    found = troubles_of(graph.troubles, selection)
    if found:
        item = partial(_item, graph, selection)
        yield section(TITLE, found, item)


_SOURCES: dict[Source, str] = {
    "counters": phrase("told by the broker's counters"),
    "single facts": phrase("seen in single messages"),
    "topology": phrase("told by the management API"),
}


_HOW_TOLD: dict[Source, str] = {
    "counters": phrase(
        "The broker counts all messages; the counts begin when watching does, whether or not "
        "single messages are seen."
    ),
    "single facts": phrase(
        "One by one, by the proxy or the firehose since they listen, or as Flowscope publishes "
        "itself: only what passes there, so that counters may tell of more."
    ),
    "topology": phrase("What is declared and who is connected, as the broker lists it."),
}
_MOST_CHANGES = 3
_HOW_BACKLOG = phrase(
    "from the recorded hour of the queue's ready messages, which the broker renews about every 5 s: "
    "since when they grew from at most a fiftieth of those that waited when this was first found; "
    "it stays until next to none are left"
)
_HOW_SAMPLED = phrase(
    "from the samples that the broker has taken of the queue's ready messages before they were "
    "watched, about every minute for an hour and every 5 s for the last ten minutes: "
    "since when there were never so few as a fiftieth of those that waited when this was first "
    "found"
)


def _item(graph: FlowGraph, selection: Selection, trouble: Trouble) -> Item:
    who = _proof(graph, trouble)
    if trouble.at != selection:
        elsewhere = _elsewhere(graph, trouble)
        return replace(elsewhere, notes=(elsewhere.notes[0], *who))
    words = Value(_signed(trouble, trouble.text), trouble.text, tone=trouble.severity)
    return Item(_with_life(words, trouble), notes=who)


def _proof(graph: FlowGraph, trouble: Trouble) -> tuple[Value, ...]:
    """Since when it is, consumers and messages that it is about, and what tells it."""
    return (
        *_since(trouble),
        *_change(trouble),
        *(Value(tr("consumer {consumer}", consumer=words), words) for words in trouble.consumers),
        *_messages(trouble),
        *_other(graph, trouble),
        Value(tr(_SOURCES[trouble.source]), trouble.source),
        *_advice(trouble),
    )


def _messages(trouble: Trouble) -> Iterator[Value]:
    """Those that prove it; a life that is followed is told at a click."""
    for words, message in zip_longest(trouble.messages, trouble.lives):
        value = Value(tr("message {message}", message=words), words)
        yield value if message is None else _leading(value, message)


def _with_life(words: Value, trouble: Trouble) -> Value:
    """The words of a trouble, in which the message that they name leads to its life."""
    named = next((one for one in trouble.lives if name_of(one) in words.text), None)
    return words if named is None else _leading(words, named)


def _leading(words: Value, message: Message) -> Value:
    hint = tr("Show the life of this message in the acknowledgements")
    return replace(words, link=Way(message), hint=hint, part=name_of(message))


def _other(graph: FlowGraph, trouble: Trouble) -> Iterator[Value]:
    """The node at the other end of the same thing, at a click."""
    if trouble.leads_to:
        what = node_words(graph, trouble.leads_to)
        link = Link(trouble.leads_to)
        yield Value(what, trouble.leads_to, link, tr("Select {what}", what=what))


def _since(trouble: Trouble) -> Iterator[Value]:
    """When the backlog began, and what changed then; each change leads into the log."""
    backlog = trouble.backlog
    if backlog is None:
        return
    how = tr(_HOW_SAMPLED) if backlog.kind == "sampled" else tr(_HOW_BACKLOG)
    yield Value(trouble.since, backlog.as_json(), hint=how)
    for entry in backlog.changes[:_MOST_CHANGES]:
        yield Value(
            tr("{change} at {time}", change=change_words(entry), time=numbers.clock(entry.at)),
            link=Way(entry),
            hint=tr("Show it in the topology log"),
        )


def _change(trouble: Trouble) -> Iterator[Value]:
    """What somebody changed then, in the log."""
    if trouble.change is not None:
        words = tr("changed at {time}", time=numbers.clock(trouble.change.at))
        yield Value(words, link=Way(trouble.change), hint=tr("Show it in the topology log"))


def _advice(trouble: Trouble) -> Iterator[Value]:
    """What shows more of it, at a click."""
    if trouble.advice:
        yield Value(trouble.advice, trouble.advice)
        yield Value(
            tr("listen to the firehose (Ctrl+L)"),
            link=Way("firehose"),
            hint=tr("Hear every publish and delivery for a while; it costs the broker much"),
        )
        yield Value(
            tr("open a proxy (Ctrl+Shift+L)"),
            link=Way("proxy"),
            hint=tr("Let services connect through Flowscope, which sees every ack"),
        )


def _elsewhere(graph: FlowGraph, trouble: Trouble) -> Item:
    place = place_words(graph, trouble)
    link = Link(trouble.at)
    name = Value(
        _signed(trouble, place), place, link, tr("Select {what}", what=place), trouble.severity
    )
    words = _with_life(Value(trouble.text, trouble.text), trouble)
    unnamed = (one for one in _messages(trouble) if one.link and one.part not in words.text)
    why = (*_since(trouble), *_change(trouble))
    notes = (words, *unnamed, *why, *_other(graph, trouble), *_advice(trouble))
    return Item(name, notes=notes)


def _signed(trouble: Trouble, words: str) -> str:
    return f"{_SIGNS[trouble.severity]} {words}"
