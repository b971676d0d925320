"""When backlogs began, told from the recorded hour of each queue, and what changed just then.

What was before that, the broker's own samples may tell.
"""

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core import numbers
from core.counters import HISTORY_SECONDS
from core.graph import FlowGraph, Node
from core.past import Past, begin_of
from core.topology_log import Entry, TopologyLog
from core.troubles import Trouble
from core.wording import counted, phrase, tr

Kind = Literal["began", "before", "lasted", "sampled"]
_LOW = 50
"""A queue with so many times fewer messages than when it got into trouble has no backlog yet.

And one with so many times fewer than it had at most has none any more.
"""
_GAP_SECONDS = 15
"""Where a depth was not told for longer, the queue may have been empty."""
_STILL_THERE = 0.5
"""With such a share of its messages after a time that nobody saw, it is still the same."""
_BEFORE_SECONDS, _AFTER_SECONDS = 15.0, 10.0
"""Depths are renewed every five seconds, and changes are found as late without events."""
_SETTLED_SECONDS = 120.0
"""By then everything has been logged that changed when it began."""
_AT_ONCE = 16
_MOST_ASKED = 100
"""Of so many queues without a known beginning, those with the most messages, the past is read."""
_NARROW_SECONDS = 20.0
"""What is known as well as that is `about` a time, as what was seen is."""
_AT_QUEUES = frozenset({"growing", "no_consumer", "not_taken"})
_AT_DELIVERIES = frozenset({"stuck", "slow"})
_WORDS = {
    ("consumer", "vanished"): phrase("a consumer left ({what})"),
    ("binding", "appeared"): phrase("a binding came ({what})"),
    ("queue", "changed"): phrase("the queue was changed ({what})"),
    ("queue", "appeared"): phrase("the queue was declared"),
    ("binding", "vanished"): phrase("a binding went ({what})"),
}
"""What may explain a backlog, the likeliest first."""
_LIKELY = list(_WORDS)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Since when messages wait in a queue, as far as that was seen."""

    kind: Kind
    """It was seen to begin, was there before watching began, or lasted at least since a gap.

    Or it was there before, and the broker's own samples tell since when.
    """
    at: float
    """When it began, within seconds; or from when on it is known to have been there."""
    low: int = 0
    """So many messages were none of it when it was found."""
    changes: tuple[Entry, ...] = ()
    """What changed at the queue when it began, the likeliest to explain it first."""
    earliest: float | None = None
    """It was not there yet by the broker's samples; None where these are of later times only."""

    def since_words(self, now: float) -> str:
        """Since when: `backlog since about 16:04:10, 12 min ago`."""
        time, age = numbers.clock(self.at), numbers.whole_age(max(now - self.at, 0.0))
        match self.kind:
            case "sampled":
                return self._sampled_words(time, age)
            case "before":
                return tr("backlog since before watching began, {age} ago", age=age)
            case "lasted":
                return tr("backlog for at least {age}", age=age)
        return tr("backlog since about {time}, {age} ago", time=time, age=age)

    def _sampled_words(self, time: str, age: str) -> str:
        if self.earliest is None:
            return tr("backlog for at least {age}, by the broker's samples", age=age)
        if self.at - self.earliest <= _NARROW_SECONDS:
            return tr(
                "backlog since about {time}, {age} ago, by the broker's samples", time=time, age=age
            )
        return tr(
            "backlog since between {first} and {time}, {age} ago, by the broker's samples",
            first=numbers.clock(self.earliest),
            time=time,
            age=age,
        )

    def with_changes(self, since: str) -> str:
        """Since when, in such words, and what changed then."""
        if not self.changes:
            return since
        return tr("{since}: {changes}", since=since, changes=self._changes())

    def _changes(self) -> str:
        first, more = change_words(self.changes[0]), len(self.changes) - 1
        if not more:
            return first
        return counted(
            more,
            phrase("{first} and {n:,} change more"),
            phrase("{first} and {n:,} changes more"),
            first=first,
        )

    def as_json(self) -> dict[str, Any]:
        """The form that the command line prints."""
        changes = [f"{one.verb} {one.kind} {one.name}" for one in self.changes]
        since = self.at if self.kind == "began" else None
        told: dict[str, Any] = {"since": since, "at_least_since": self.at, "changes": changes}
        if self.kind == "sampled":
            told |= {"not_before": self.earliest, "by": "the broker's samples"}
        return told


@dataclass(slots=True)
class _Lasting:
    """A backlog that has not ended, whether or not its queue is in trouble at the moment."""

    backlog: Backlog
    most: int
    """So many messages have waited at once."""
    ready: int
    """So many waited when it was looked at last."""
    at: float
    """When that was."""

    def goes_on(self, node: Node | None, at: float) -> bool:
        """Look again: it ends once next to nothing of it is left."""
        if node is None or not node.present:
            return False
        if node.ready is None:
            return True  # not known at the moment
        was_unseen = at - self.at > _GAP_SECONDS
        left = max(self.backlog.low, self.most // _LOW)
        if was_unseen:
            left = max(left, int(self.ready * _STILL_THERE))
        self.most, self.ready, self.at = max(self.most, node.ready), node.ready, at
        return node.ready > left


class Backlogs:
    """Knows of each queue in trouble when that began: looked up once, and true until it ends."""

    def __init__(self, graph: FlowGraph, log: TopologyLog, past: Past) -> None:
        self._graph = graph
        self._log = log
        self._past = past
        self._past_seen = -1
        """As much of the past was known when the beginnings were looked for there."""
        self._revision = -1
        self._by_queue: dict[str, list[Entry]] = {}
        """What may explain a backlog, of the log as it was looked through last."""
        self._lasting: dict[str, _Lasting] = {}

    def dating(
        self, troubles: Iterable[Trouble], at: float
    ) -> Generator[None, None, list[Trouble]]:
        """The troubles of now, those of queues with when their backlog began; in short steps."""
        found = [(trouble, _queue_of(trouble)) for trouble in troubles]
        yield from self._look_up(dict.fromkeys(queue for _, queue in found if queue), at)
        told = []
        for n, (trouble, queue) in enumerate(found, start=1):
            lasting = self._lasting.get(queue)
            if lasting is None:
                told.append(trouble)
            else:
                known = lasting.backlog
                told.append(replace(trouble, backlog=known, since=known.since_words(at)))
            if n % _AT_ONCE == 0:
                yield
        return told

    def _look_up(self, queues: Iterable[str], at: float) -> Generator[None, None, None]:
        wanted = {queue: node for queue in queues if (node := self._graph.nodes.get(queue))}
        nodes = self._graph.nodes
        self._lasting = {
            queue: one for queue, one in self._lasting.items() if one.goes_on(nodes.get(queue), at)
        }
        new = [node for queue, node in wanted.items() if queue not in self._lasting and node.ready]
        young = [queue for queue, one in self._lasting.items() if _is_young(one.backlog, at)]
        has_news = self._revision != self._log.revision
        if has_news and (new or young):
            self._sort_log()
            yield
        new = [node for node in new if "ready" in node.gauges]
        for start in range(0, len(new), _AT_ONCE):
            self._look(new[start : start + _AT_ONCE], int(at))
            yield
        for queue in young if has_news else ():
            self._renew_changes(queue)
        if new or self._past_seen != self._past.revision:
            self._look_back(wanted)
            yield

    def _sort_log(self) -> None:
        """Look once through all changes for what they are of: very many queues may be in trouble."""
        self._revision, self._by_queue = self._log.revision, {}
        for entry in self._log.entries:
            if (entry.kind, entry.verb) in _WORDS:
                self._by_queue.setdefault(entry.queue, []).append(entry)

    def _look(self, nodes: list[Node], last: int) -> None:
        rings = np.array([node.gauges["ready"] for node in nodes], np.int64)
        first = last - HISTORY_SECONDS + 1
        depths = self._graph.gauges.window(rings, first, last)
        for node, depth in zip(nodes, depths.T, strict=True):
            ready = node.ready or 0
            low = ready // _LOW
            found = _seen(depth, low)
            if found is not None:
                kind, second = found
                backlog = Backlog(kind, float(first + second), low)
                self._lasting[node.id] = _Lasting(backlog, ready, ready, float(last))
                self._renew_changes(node.id)

    def _look_back(self, nodes: Mapping[str, Node]) -> None:
        """What began before watching did: the largest first, where samples may tell of it."""
        self._past_seen = self._past.revision
        unseen = [q for q in nodes if q in self._lasting and self._is_unseen(q)]
        unseen.sort(key=lambda queue: nodes[queue].ready or 0)
        for queue in unseen[-_MOST_ASKED:]:
            lasting, known = self._lasting[queue], self._lasting[queue].backlog
            past = self._past.of(nodes[queue].name, known.at)
            began = past and begin_of(past.samples.get("ready", ()), known.at, known.low)
            if began:
                lasting.backlog = replace(
                    known, kind="sampled", at=began.latest, earliest=began.earliest
                )

    def _is_unseen(self, queue: str) -> bool:
        return self._lasting[queue].backlog.kind in ("before", "lasted")

    def _renew_changes(self, queue: str) -> None:
        """What changed when it began; what was found once stays, though the log forgets it."""
        lasting = self._lasting[queue]
        known = lasting.backlog
        if known.kind == "began":
            changes = self._changes(queue, known.at) or known.changes
            lasting.backlog = replace(known, changes=changes)

    def _changes(self, queue: str, began: float) -> tuple[Entry, ...]:
        first, last = began - _BEFORE_SECONDS, began + _AFTER_SECONDS
        here = self._by_queue.get(queue.partition(":")[2], ())
        found = [entry for entry in here if first <= entry.at <= last]
        return tuple(sorted(found, key=lambda e: (_LIKELY.index((e.kind, e.verb)), e.at)))


def _is_young(backlog: Backlog, at: float) -> bool:
    return backlog.kind == "began" and at - backlog.at < _SETTLED_SECONDS


def _queue_of(trouble: Trouble) -> str:
    """The node of the queue in which messages wait; empty where it is not about that."""
    if isinstance(trouble.at, str):
        return trouble.at if trouble.kind in _AT_QUEUES else ""
    return trouble.at[1] if trouble.kind in _AT_DELIVERIES else ""


def change_words(entry: Entry) -> str:
    """What changed at a queue, in a few words."""
    return tr(_WORDS[entry.kind, entry.verb], what=entry.detail or entry.name)


def _seen(depth: NDArray[np.float32], low: int) -> tuple[Kind, int] | None:
    """How a backlog that is there at the end began, and in which second."""
    known = np.flatnonzero(~np.isnan(depth))
    if not len(known):
        return None
    calm = known[depth[known] <= low]
    gaps = known[1:][np.diff(known) > _GAP_SECONDS]
    since_gap = int(gaps[-1]) if len(gaps) else -1
    if len(calm) and int(calm[-1]) >= since_gap:
        return "began", _foot(depth, int(calm[-1])) + 1
    if since_gap >= 0 or known[0] == 0:
        return "lasted", max(since_gap, 0)
    return "before", int(known[0])


def _foot(depth: NDArray[np.float32], calm: int) -> int:
    """The last second before it rose: what was calm may have been on the way up already."""
    while True:
        first = max(calm + 1 - _GAP_SECONDS, 0)
        lately = depth[first : calm + 1]
        lowest = first + int(np.flatnonzero(lately == np.nanmin(lately))[-1])
        if lowest == calm:
            return calm
        calm = lowest
