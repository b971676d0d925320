"""How often each edge's messages are nacked, rejected and requeued: observed, derived or unknown.

Where all of a service's connections are seen frame by frame, the numbers are exact. Where only
some are, they are lower bounds. Else counters leave a band for nacks and rejects together, and
nobody knows the rest.
"""

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass

from core import numbers
from core.ack_flow import AckFlow
from core.answers import Answer, AnswerName, Answers
from core.bands import NOTHING, Band
from core.directory import PENDING
from core.facts import Readings, TopologyRead
from core.flow import Flow
from core.graph import EdgeKey, node_id
from core.negative_acks import GivenBack, NegativeAcks
from core.seen_answers import SeenAnswers
from core.wording import tr

_ENDED_SECONDS = 60.0


@dataclass(slots=True)
class _Sum:
    """Over the channels of an edge."""

    total: Band = NOTHING
    rate: Band | None = NOTHING
    seconds: float = 0.0
    is_shared: bool = False

    def add(self, part: GivenBack) -> None:
        """Another channel besides; what of one is not known is not known of all."""
        self.total = self.total.plus(part.total)
        rate = part.rate
        self.rate = None if self.rate is None or rate is None else self.rate.plus(rate)
        self.seconds = max(self.seconds, part.until - part.since)
        self.is_shared |= part.is_shared


class AckRates:
    """Folds counters and single facts, and tells the answers of each edge of the graph."""

    def __init__(self, flow: Flow, ack_flow: AckFlow) -> None:
        self._flow = flow
        self._seen = SeenAnswers(flow, ack_flow)
        self._nodes: dict[str, NegativeAcks] = {}
        self._over: dict[EdgeKey, Band] = {}
        """What channels that are over had given back."""
        self._derived: dict[EdgeKey, _Sum] | None = None
        """None when something was read since."""
        self._lately_over: deque[tuple[float, EdgeKey]] = deque()

    def take(self, readings: Readings) -> None:
        """Take one scrape."""
        if readings.group != "edges":
            return
        self._nodes.pop(readings.replaces, None)
        if readings.restarted or readings.first:
            self._nodes.pop(readings.node, None)
        self._derived = None
        for part in self._nodes.setdefault(readings.node, NegativeAcks()).take(readings):
            key = self._edge_of(part)
            if key is not None:
                self._over[key] = self._over.get(key, NOTHING).plus(part.total)
                self._lately_over.append((readings.at, key))

    def take_topology(self, read: TopologyRead) -> None:
        """Take who consumes with which prefetch."""
        self._derived = None
        names = {pid: known.name for pid, known in self._flow.identities.known.items()}
        for node in self._nodes.values():
            node.limit(read.topology, names, read.at)

    def begin(self) -> None:
        """Count from here."""
        self._derived = None
        for node in self._nodes.values():
            node.begin()
        self._over.clear()
        self._seen.begin()

    def answers(self, at: float) -> Generator[None, None, dict[EdgeKey, Answers]]:
        """What is known of each edge at a time, in short steps."""
        graph = self._flow.graph
        found: dict[EdgeKey, dict[AnswerName, Answer]] = {}
        if self._derived is None:
            self._derived = yield from self._sums()
        while self._lately_over and self._lately_over[0][0] < at - _ENDED_SECONDS:
            self._lately_over.popleft()
        ended = {key for _, key in self._lately_over}
        for key, one in self._derived.items():
            yield
            if key in graph.edges:
                answer = self._answer(one, at_least=key in ended or graph.edges[key].at_least)
                found[key] = {"nack_or_reject": answer}
        for key, answers in self._seen.at(at):
            if key in graph.edges and answers:
                known = found.setdefault(key, {})
                if not answers.get("nack", _NONE).at_least:
                    known.pop("nack_or_reject", None)  # told apart
                known |= answers
        return dict(found)

    def _sums(self) -> Generator[None, None, dict[EdgeKey, _Sum]]:
        found: dict[EdgeKey, _Sum] = {}
        for node in self._nodes.values():
            for part in node.parts():
                yield
                key = self._edge_of(part)
                if key is not None:
                    found.setdefault(key, _Sum()).add(part)
        for key, total in self._over.items():
            one = found.setdefault(key, _Sum())
            one.total = one.total.plus(total)
        return found

    def _edge_of(self, part: GivenBack) -> EdgeKey | None:
        known = self._flow.identities.known.get(part.process)
        service = self._flow.directory.service_of(known.connection) if known else None
        if service is None or service == PENDING:
            return None
        return ("deliver", node_id("queue", part.queue), service)

    @staticmethod
    def _answer(one: _Sum, *, at_least: bool) -> Answer:
        how = tr(
            "RabbitMQ counts no nacks or rejects, so this is worked out for each channel "
            "over {time}: messages delivered or fetched, minus those acked, minus those "
            "still unacked; the broker reports unacked only every few seconds, hence a "
            "range and not one number",
            time=numbers.whole_age(one.seconds),
        )
        if one.is_shared:
            how = tr(
                "{told}; where a channel consumes several queues it is unknown which of them",
                told=how,
            )
        return Answer(one.total, one.rate, "derived", how, at_least)


_NONE = Answer(NOTHING, None, "unknown", "", at_least=True)
