"""Drops that the broker counts at the default exchange: direct replies, though they arrive.

RabbitMQ counts a reply by way of amq.rabbitmq.reply-to as dropped; its counters do not tell it
from a message to a queue that is not there. Routing keys do, where single messages are heard.
"""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.graph import Edge, EdgeKey, FlowGraph, node_id
from core.message_facts import Kind, MessageFacts
from core.topology import DEFAULT_EXCHANGE, Topology
from core.wording import phrase

WORDS = phrase("dropped or direct replies")
REPLY_PREFIX = "amq.rabbitmq.reply-to."
"""Routing keys that begin so reach whoever asked without any queue."""
_HERE = node_id("exchange", DEFAULT_EXCHANGE)
_LATELY_SECONDS = 15.0
"""Rates are of less, and counters come a few seconds after the messages."""
_LISTED_SECONDS = 6.0
"""By then a queue that was declared has been listed."""
_MOST = 20_000

ServiceOf = Callable[[str], str | None]


def may_be_replies(graph: FlowGraph, edge: Edge, counter: str) -> bool:
    """What a counter of an edge tells may be replies that arrived, all of it or some."""
    return lost_share(graph, edge, counter) != 1.0


def lost_share(graph: FlowGraph, edge: Edge, counter: str) -> float | None:
    """How much of what is counted as dropped is lost; None where nobody can tell."""
    if counter != "drop_unroutable" or edge.target != _HERE:
        return 1.0
    share = graph.lost_shares.get(edge.key)
    is_mixed = share is not None and 0.0 < share < 1.0
    if is_mixed and graph.count(edge, "return_unroutable"):
        return None  # what is returned is heard in the same way, but not counted as dropped
    return share


@dataclass(slots=True)
class _Heard:
    """What a batch told: who published with which routing keys, and which queues delivered."""

    at: float
    keys: Counter[tuple[str, str]]
    queues: set[str]


class DirectReplies:
    """What was heard lately of messages that were published to the default exchange.

    The firehose tells their routing keys, but not whether there was a queue of that name.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._heard: deque[_Heard] = deque()

    def take(self, facts: MessageFacts) -> None:
        """Take a batch; where some of it is missing, nothing is known of the time before."""
        if facts.lost or sum(len(one.keys) for one in self._heard) > self._most:
            self._heard.clear()
        records, strings = facts.records, facts.strings
        here = strings.index(DEFAULT_EXCHANGE)
        sent = records[(records["kind"] == Kind.PUBLISHED) & (records["exchange"] == here)]
        queues = np.unique(records["queue"][records["kind"] == Kind.DELIVERED]).tolist()
        if not len(sent) and not queues:
            return
        rows = zip(sent["party"].tolist(), sent["routing_key"].tolist(), strict=True)
        keys: Counter[tuple[str, str]] = Counter()
        for (party, key), times in Counter(rows).items():
            keys[facts.parties[party].connection, strings[key]] += times
        at = float(records["at"].max())
        self._heard.append(_Heard(at, keys, {strings[queue] for queue in queues}))
        self._forget_before(at - _LISTED_SECONDS - _LATELY_SECONDS)

    def lost_shares(self, topology: Topology, now: float, of: ServiceOf) -> dict[EdgeKey, float]:
        """How much of what each service is counted to drop there is lost, and no reply.

        Whether the newest messages had a queue is not known yet.
        """
        at = now - _LISTED_SECONDS
        self._forget_before(at - _LATELY_SECONDS)
        heard = [one for one in self._heard if one.at <= at]
        there = topology.queues.keys() | set().union(*(one.queues for one in self._heard))
        total: Counter[str] = Counter()
        lost: Counter[str] = Counter()
        sent = ((*place, times) for one in heard for place, times in one.keys.items())
        for connection, key, times in sent:
            if key not in there:
                service = of(connection) or ""
                total[service] += times
                lost[service] += 0 if key.startswith(REPLY_PREFIX) else times
        return {("publish", one, _HERE): lost[one] / times for one, times in total.items()}

    def _forget_before(self, at: float) -> None:
        while self._heard and self._heard[0].at < at:
            self._heard.popleft()
