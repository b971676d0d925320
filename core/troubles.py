"""What hurts, in words: a place in the graph, what is seen there, and how much that matters.

A trouble says what was seen and for how long at least, not why: a handler that takes long looks
like one that hangs. What is not known gives no trouble.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.graph import EdgeKey, FlowGraph
from core.selection import Selection, node_name, node_words
from core.watched_message import Message
from core.wording import tr

if TYPE_CHECKING:
    from core.backlog import Backlog
    from core.topology_log import Entry

Severity = Literal["warning", "notice"]
"""A warning: messages do not get through, or are lost. A notice: worth a look."""
Kind = Literal[
    "stuck",
    "no_consumer",
    "consumer_left",
    "removed",
    "unfed",
    "unreached",
    "idle",
    "not_taken",
    "redelivered",
    "unroutable",
    "dropped",
    "nowhere",
    "holding",
    "slow",
    "growing",
    "loop",
    "returned",
    "unconfirmed",
    "blocked",
]
Source = Literal["counters", "single facts", "topology"]
"""What tells it: counters of the broker, messages seen one by one, or what is declared."""
_FACTS: frozenset[Kind] = frozenset({"loop", "returned", "nowhere", "unconfirmed", "blocked"})
_ORDER: tuple[Severity, ...] = ("warning", "notice")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is seen at a node or an edge."""

    at: str | EdgeKey
    """The id of a node or the key of an edge."""
    kind: Kind
    severity: Severity
    text: str
    consumers: tuple[str, ...] = ()
    """Tag and channel of the consumers that it is about."""
    amount: int = 0
    """How many messages it concerns: the larger comes first."""
    messages: tuple[str, ...] = ()
    """Messages that prove it, by their ids or tags, where single ones were seen."""
    lives: tuple[Message, ...] = ()
    """The same, so far as their lives are followed."""
    told_by: Source | None = None
    """None for what tells its kind as a rule."""
    channels: tuple[str, ...] = ()
    """The channels of those consumers, by the broker's names."""
    advice: str = ""
    """What to do to see more of it."""
    backlog: "Backlog | None" = None
    """When messages began to wait in its queue."""
    since: str = ""
    """The same in words, without what changed then."""
    leads_to: str = ""
    """Another node that it has to do with."""
    change: "Entry | None" = None
    """What was changed on the broker, so that it began."""

    @property
    def source(self) -> Source:
        """What tells it."""
        return self.told_by or ("single facts" if self.kind in _FACTS else "counters")

    @property
    def told(self) -> str:
        """What is seen, since when, and what changed then."""
        if self.backlog is None:
            return self.text
        return tr("{text}; {since}", text=self.text, since=self.backlog.with_changes(self.since))

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes where it shows: both ends of an edge."""
        return (self.at,) if isinstance(self.at, str) else self.at[1:]

    def as_json(self) -> dict[str, object]:
        """The form that the command line prints."""
        shown: dict[str, object] = {
            "at": self.at if isinstance(self.at, str) else list(self.at),
            "kind": self.kind,
            "severity": self.severity,
            "text": self.text,
            "source": self.source,
        }
        if self.backlog:
            shown["backlog"] = self.backlog.as_json()
        if self.change:
            shown["since"] = self.change.at
        if self.advice:
            shown["advice"] = self.advice
        if self.consumers:
            shown["consumers"] = list(self.consumers)
        if self.messages:
            shown["messages"] = list(self.messages)
        return shown


def by_weight(troubles: Iterable[Trouble]) -> tuple[Trouble, ...]:
    """The worst first."""
    return tuple(
        sorted(troubles, key=lambda t: (_ORDER.index(t.severity), -t.amount, t.nodes, t.kind))
    )


def troubles_of(troubles: Iterable[Trouble], selection: Selection) -> list[Trouble]:
    """What is seen at a node (and on its edges), at an edge, or anywhere."""
    if isinstance(selection, str):
        return [trouble for trouble in troubles if selection in trouble.nodes]
    return [trouble for trouble in troubles if selection in (None, trouble.at)]


def place_words(graph: FlowGraph, trouble: Trouble) -> str:
    """Where it is seen: `queue orders.q`, `billing.q → billing`."""
    if isinstance(trouble.at, str):
        return node_words(graph, trouble.at)
    names = (node_name(graph, end) for end in trouble.nodes)
    return " \N{RIGHTWARDS ARROW} ".join(names)


def consumer_words(tag: str, channel: str) -> str:
    """A consumer as the broker tells it from others."""
    return tr("{tag} on channel {channel}", tag=tag, channel=channel)
