"""Drops that the broker counts at the default exchange: direct replies, though they arrive.

RabbitMQ counts a reply by way of amq.rabbitmq.reply-to as dropped; its counters do not tell it
from a message to a queue that is not there. Routing keys do, where single messages are heard.
"""

from collections import Counter, deque
from collections.abc import Callable

from core.graph import Edge, EdgeKey, FlowGraph, node_id
from core.message_facts import Flag, Kind, MessageFacts
from core.topology import DEFAULT_EXCHANGE
from core.wording import phrase

WORDS = phrase("dropped or direct replies")
REPLY_PREFIX = "amq.rabbitmq.reply-to."
"""Routing keys that begin so reach whoever asked without any queue."""
_HERE = node_id("exchange", DEFAULT_EXCHANGE)
_LATELY_SECONDS = 15.0
"""Rates are of less, and counters come a few seconds after the messages."""

ServiceOf = Callable[[str], str | None]


def may_be_replies(graph: FlowGraph, edge: Edge, counter: str) -> bool:
    """What a counter of an edge tells may be replies that arrived, all of it or some."""
    return lost_share(graph, edge, counter) != 1.0


def lost_share(graph: FlowGraph, edge: Edge, counter: str) -> float | None:
    """How much of what is counted as dropped is lost; None where nobody can tell."""
    if counter != "drop_unroutable" or edge.target != _HERE:
        return 1.0
    return graph.lost_shares.get(edge.key)


class DirectReplies:
    """What was heard lately of messages that the default exchange gave to no queue."""

    def __init__(self) -> None:
        self._heard: deque[tuple[float, Counter[tuple[str, bool]]]] = deque()
        """At a time, by connection, and whether they were replies."""

    def take(self, facts: MessageFacts) -> None:
        """Take a batch; where some of it is missing, nothing is known of the time before."""
        if facts.lost:
            self._heard.clear()
        records = facts.records
        here = facts.strings.index(DEFAULT_EXCHANGE)
        which = (records["kind"] == Kind.PUBLISHED) & (records["amount"] == 0)
        which &= (records["exchange"] == here) & ((records["flags"] & Flag.MANDATORY.value) == 0)
        records = records[which]
        if len(records):
            rows = zip(records["party"].tolist(), records["routing_key"].tolist(), strict=True)
            found: Counter[tuple[str, bool]] = Counter()
            for (party, key), times in Counter(rows).items():
                is_reply = facts.strings[key].startswith(REPLY_PREFIX)
                found[facts.parties[party].connection, is_reply] += times
            at = float(records["at"].max())
            self._heard.append((at, found))
            self._forget_before(at - _LATELY_SECONDS)

    def lost_shares(self, now: float, service_of: ServiceOf) -> dict[EdgeKey, float]:
        """How much of what each service is counted to drop there is lost, and no reply."""
        self._forget_before(now - _LATELY_SECONDS)
        total: Counter[str] = Counter()
        lost: Counter[str] = Counter()
        for _, found in self._heard:
            for (connection, is_reply), times in found.items():
                service = service_of(connection) or ""
                total[service] += times
                lost[service] += 0 if is_reply else times
        return {("publish", one, _HERE): lost[one] / times for one, times in total.items()}

    def _forget_before(self, at: float) -> None:
        while self._heard and self._heard[0][0] < at:
            self._heard.popleft()
