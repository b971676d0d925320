"""Which service causes work for which, as single messages show it in the proxy and the firehose.

A message is known by its id from its publish to each delivery. What was seen is exact, but only of
what passed there while somebody listened: `at_least` says where there may be more.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from typing import Protocol

from core.ack_flow import AckFlow
from core.clock import Clock, now
from core.directory import PENDING
from core.flow import Flow
from core.graph import MAIN, node_id
from core.message_facts import NOBODY
from core.reach import Reach
from core.seen_hop import SeenHop, SeenWay, Where
from core.seen_pairs import FORGOTTEN, Counts, Pair

_LATELY_SECONDS = 5.0
"""Over so long rates are taken."""
_APART_SECONDS = 1.0
_MOST_PAIRS = 2_000
_MOST_PASSAGES = 10_000
_UNSEEN = "deliver_unseen"
_HANDED = frozenset((*MAIN["hop"], _UNSEEN))
Passage = tuple[str, str, str, str]
"""Node of the publisher, exchange, queue, node of the consumer.

Empty: nobody knows whose messages they were, or by which exchanges and queues they came.
"""
Totals = dict[Passage, Counter[str]]
_NOTHING = Counter[str]()


class Sight(Protocol):
    """Who looks closely, as far as it matters what escapes."""

    @property
    def is_listening(self) -> bool:
        """Single facts come in, as far as there are any."""

    @property
    def hears_everything(self) -> bool:
        """No publish of the vhost escapes."""

    def sees_all_of(self, connection: str) -> bool:
        """Whatever is published and delivered on a connection is seen now."""


class SeenHops:
    """Names the services of what was seen, and gives the graph what they cause for each other."""

    def __init__(self, flow: Flow, ack_flow: AckFlow, sight: Sight, clock: Clock = now) -> None:
        self._flow = flow
        flow.graph.reach = Reach(flow, ack_flow, lambda: sight.hears_everything)
        self._ack_flow = ack_flow
        self._sight = sight
        self._clock = clock
        self._services: dict[str, str | None] = {}
        """By connection, as they are called now; empty or None as `_service` has it."""
        self._settled: Totals = {}
        self._lately: deque[tuple[float, dict[Pair, Counts]]] = deque()
        self._listened_at: float | None = None
        self._seconds = 0.0
        self._missed: set[str] = set()
        """Services that did something that could not be seen, though somebody listened."""

    def mark(self) -> None:
        """Give the graph what is known now; not more often than it pays."""
        listens, last = self._sight.is_listening, self._listened_at
        if not listens and last is None:
            return
        at = self._clock()
        if listens and last is not None and at - last < _APART_SECONDS:
            return
        self._listen(at, listens=listens)
        if self._ack_flow.pairs.counts or self._settled:
            self._tell(at, listens=listens)

    def _listen(self, at: float, *, listens: bool) -> None:
        if self._listened_at is None:
            self._lately.clear()  # a rate over a pause tells nothing
        else:
            self._seconds += at - self._listened_at
        self._listened_at = at if listens else None

    def _tell(self, at: float, *, listens: bool) -> None:
        """Both looks are named as services are called now: a new name is no new message."""
        pairs = self._ack_flow.pairs
        self._lately.append((at, {pair: dict(counts) for pair, counts in pairs.counts.items()}))
        while len(self._lately) > 1 and self._lately[1][0] <= at - _LATELY_SECONDS:
            self._lately.popleft()
        since, before = self._lately[0]
        self._services = {name: self._service(name) for name in pairs.parties}
        grown = self._named(_grown(pairs.counts, before))
        totals = self._named(pairs.counts)
        for passage, counts in self._settled.items():
            totals.setdefault(passage, Counter()).update(counts)
        graph = self._flow.graph
        seconds = at - since if listens else 0.0
        graph.seen_hops = dict(self._hops(totals, grown, seconds, listens=listens))
        graph.values += 1
        if len(pairs.counts) > _MOST_PAIRS:
            self._settle()

    def _hops(
        self, totals: Totals, grown: Totals, seconds: float, *, listens: bool
    ) -> Iterator[tuple[tuple[str, str], SeenHop]]:
        partly = self._seen_partly()
        self._missed |= partly
        lost = bool(self._ack_flow.life.lost)
        nobodys, nobodys_now = _nobodys(totals), _nobodys(grown)
        for ends, passages in _by_ends(totals).items():
            counts, more = _sum(totals, passages), _sum(grown, passages)
            named, lately = _counted(counts), _counted(more) if more else {}
            rates = {name: lately.get(name, 0) / seconds for name in named} if seconds else {}
            ways = (SeenWay(p[1], p[2], _handed(totals[p])) for p in passages)
            yield (
                ends,
                SeenHop(
                    counts=named,
                    rates=rates,
                    ways=tuple(sorted(ways, key=lambda way: (way.queue, way.exchange))),
                    where=_where(counts),
                    seconds=self._seconds,
                    is_listening=listens,
                    at_least=lost or bool({ends[1], ""} & (partly | nobodys_now)),
                    total_at_least=lost or bool({ends[1], ""} & (self._missed | nobodys)),
                ),
            )

    def _seen_partly(self) -> set[str]:
        """Services with a connection on which not everything is seen; of nobody: perhaps all."""
        sees, directory = self._sight.sees_all_of, self._flow.directory
        if not self._flow.structure.topology.tells_clients:
            return {""}
        return {
            service
            for service, (_, connections) in directory.services().items()
            if not all(sees(connection.name) for connection in connections)
        }

    def _named(self, counts: Mapping[Pair, Counts]) -> Totals:
        """Counts by service."""
        found: Totals = {}
        for pair, events in counts.items():
            passage = self._passage(pair)
            if passage is not None:
                found.setdefault(passage, Counter()).update(events)
        return found

    def _settle(self) -> None:
        """Connections come and go, services stay: keep only what is of them."""
        pairs = self._ack_flow.pairs
        named = {
            pair: passage
            for pair in pairs.counts
            if pair[0] and (passage := self._passage(pair)) is not None and passage[0]
        }
        if len(named) < _MOST_PAIRS // 2:
            return
        for pair, passage in named.items():
            self._settled.setdefault(passage, Counter()).update(pairs.counts[pair])
        pairs.forget(named)
        self._lately.clear()
        if len(self._settled) > _MOST_PASSAGES:
            self._forget_ways()

    def _forget_ways(self) -> None:
        """Queues that come and go, such as those of replies, count together."""
        settled, self._settled = self._settled, {}
        for (source, _, _, target), counts in settled.items():
            self._settled.setdefault((source, "", "", target), Counter()).update(counts)

    def _passage(self, pair: Pair) -> Passage | None:
        """The services of a pair; None where one is not shown."""
        publisher, exchange, queue, consumer = pair
        target = self._services.get(consumer, "")
        source = self._services.get(publisher, "")
        if target is None or source is None:
            return None
        if not target:
            return FORGOTTEN
        return (source, exchange, queue, target) if source else ("", "", queue, target)

    def _service(self, connection: str) -> str | None:
        """Empty while nobody knows it; None if it is not shown."""
        if not connection:
            return ""
        service = self._flow.directory.service_of(connection)
        if service != PENDING:
            return service
        party = self._ack_flow.pairs.parties.get(connection, NOBODY)
        if party.vhost != self._flow.vhost:
            return None
        return node_id("service", party.service) if party.service else ""


def _grown(counts: Mapping[Pair, Counts], before: Mapping[Pair, Counts]) -> dict[Pair, Counts]:
    """What came since, where anything did."""
    found: dict[Pair, Counts] = {}
    for pair, events in counts.items():
        then = before.get(pair, {})
        if events != then:
            found[pair] = {event: max(n - then.get(event, 0), 0) for event, n in events.items()}
    return found


def _sum(totals: Totals, passages: list[Passage]) -> Counter[str]:
    """Of several passages together."""
    if len(passages) == 1:
        return totals.get(passages[0], _NOTHING)
    found = Counter[str]()
    for passage in passages:
        found.update(totals.get(passage, _NOTHING))
    return found


def _by_ends(totals: Totals) -> dict[tuple[str, str], list[Passage]]:
    found: dict[tuple[str, str], list[Passage]] = {}
    for passage in totals:
        if passage[0] and _handed(totals[passage]):
            found.setdefault((passage[0], passage[3]), []).append(passage)
    return found


def _nobodys(totals: Totals) -> set[str]:
    """Who got messages of which nobody knows who published them."""
    return {one[3] for one, counts in totals.items() if not one[0] and _handed(counts)}


def _handed(counts: Mapping[str, int]) -> int:
    return sum([count for name, count in counts.items() if name in _HANDED])


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    """As brokers count; the firehose sees no acks, nor whether there will be any."""
    unseen = counts.get(_UNSEEN, 0)
    found = {name: count for name, count in counts.items() if name in MAIN["hop"]}
    found["deliver"] = found.get("deliver", 0) + unseen
    found["redeliver"] = counts.get("redeliver", 0)
    if not unseen:
        found["ack"] = counts.get("ack", 0)
    return found


def _where(counts: Mapping[str, int]) -> Where:
    by_firehose = counts.get(_UNSEEN, 0)
    if not by_firehose:
        return "proxy"
    return "firehose" if by_firehose == _handed(counts) else "both"
