"""How messages were answered where single facts tell: who saw all of a service, and who only some."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping

from core.ack_flow import AckFlow, ConsumerKey
from core.answers import Answer, AnswerName
from core.bands import Band
from core.directory import PENDING
from core.flow import Flow
from core.graph import EdgeKey, node_id
from core.life_table import REQUEUES
from core.wording import phrase, tr

_LATELY_SECONDS = 5.0
"""Over so long rates are taken."""
_APART_SECONDS = 1.0
_EVENTS: Mapping[AnswerName, tuple[str, ...]] = {
    "ack": ("ack",),
    "nack": ("nack", "nack_requeue"),
    "reject": ("reject", "reject_requeue"),
    "requeue": tuple(sorted(REQUEUES)),
    "redeliver": ("redeliver",),
    "dead_letter": ("dead_letter",),
}
"""The events of a life that are answers of that name."""
_OF_CONSUMERS: tuple[AnswerName, ...] = ("ack", "nack", "reject", "requeue", "redeliver")
_HOW_WHOLE = phrase(
    "seen frame by frame in the proxy, through which all connections of the service go"
)
_HOW_PART = phrase("seen frame by frame in the proxy, which does not see all that the service does")
_HOW_DEAD = phrase("dead letters that were seen when a consumer got them")

Counts = dict[EdgeKey, Counter[str]]


class SeenAnswers:
    """Counts of what single facts tell, by edge, and how they grew lately."""

    def __init__(self, flow: Flow, ack_flow: AckFlow) -> None:
        self._flow = flow
        self._ack_flow = ack_flow
        self._base: Counts = {}
        self._lately: deque[tuple[float, Counts]] = deque()

    def begin(self) -> None:
        """Count from here."""
        self._base = self._counts()

    def at(self, at: float) -> Iterator[tuple[EdgeKey, dict[AnswerName, Answer]]]:
        """What is known at a time, by edge."""
        counts = self._counts()
        if not counts:
            return
        since, before = self._before(at, counts)
        whole = self._services_seen_whole() if not self._ack_flow.is_partial else set()
        for key, now in counts.items():
            is_whole = key[2] in whole and not now["deliver_unseen"]
            if is_whole or any(now[event] for events in _EVENTS.values() for event in events):
                total = _less(now, self._base.get(key))
                grown = _less(now, before.get(key))
                yield key, _answers(key, total, grown, at - since, is_whole=is_whole)

    def _counts(self) -> Counts:
        found: Counts = {}
        for consumer, acks in self._ack_flow.consumers.items():
            key = self._edge_of(consumer)
            if key is not None:
                found.setdefault(key, Counter()).update(acks.counts)
        for (vhost, queue), counts in self._ack_flow.queues.items():
            declared = self._flow.structure.topology.queues.get(queue)
            dead = declared.dead_letter_exchange if declared is not None else None
            if vhost == self._flow.vhost and dead is not None and counts["dead_letter"]:
                ends = (node_id("queue", queue), node_id("exchange", dead))
                found["dead_letter", *ends] = Counter(dead_letter=counts["dead_letter"])
        return found

    def _edge_of(self, consumer: ConsumerKey) -> EdgeKey | None:
        if consumer.vhost != self._flow.vhost:
            return None
        service = self._flow.directory.service_of(consumer.connection)
        if service is None or service == PENDING:  # gone, and forgotten
            service = node_id("service", consumer.service)
        return ("deliver", node_id("queue", consumer.queue), service)

    def _before(self, at: float, counts: Counts) -> tuple[float, Counts]:
        """What was counted a few seconds ago."""
        if not self._lately or at - self._lately[-1][0] >= _APART_SECONDS:
            self._lately.append((at, counts))
        while len(self._lately) > 1 and self._lately[1][0] <= at - _LATELY_SECONDS:
            self._lately.popleft()
        return self._lately[0]

    def _services_seen_whole(self) -> set[str]:
        """Those all of whose connections were seen frame by frame."""
        seen = self._ack_flow.life.connections
        whole: dict[str, bool] = {}
        for name in self._flow.structure.topology.connections:
            service = self._flow.directory.service_of(name)
            if service is not None:
                whole[service] = whole.get(service, True) and name in seen
        return {service for service, is_whole in whole.items() if is_whole}


def _answers(
    key: EdgeKey, total: Counter[str], grown: Counter[str], seconds: float, *, is_whole: bool
) -> dict[AnswerName, Answer]:
    names: tuple[AnswerName, ...] = _OF_CONSUMERS
    how = _HOW_WHOLE if is_whole else _HOW_PART
    if key[0] == "dead_letter":
        names, how, is_whole = ("dead_letter",), _HOW_DEAD, False
    found: dict[AnswerName, Answer] = {}
    for name in names:
        count, more = (
            float(sum(part[event] for event in _EVENTS[name])) for part in (total, grown)
        )
        rate = more / seconds if seconds else None
        shown = None if rate is None else Band(rate, rate)
        found[name] = Answer(Band(count, count), shown, "observed", tr(how), not is_whole)
    return found


def _less(counts: Counter[str], before: Counter[str] | None) -> Counter[str]:
    return counts if before is None else counts - before
