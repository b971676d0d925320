"""Which messages can still be in their queues, though nobody saw them leave.

What a queue lets expire, and what consumers beside the watched ones take, leaves unseen. So no
message stays longer than its queue's TTL, and no more stay than the broker counts: the oldest have
left first.
"""

from typing import Protocol

import numpy as np

from core.graph import FlowGraph, node_id
from core.lanes.holders import QueueKey
from core.lanes.ledger import LaneLedger
from core.lanes.waiting import GONE
from core.topology import Topology

COUNTED_AFTER = 10.0
"""Seconds after which a message is in the broker's count for certain."""
_GRACE = 1.0
"""Seconds that a message may be seen beyond its TTL, as clocks and facts go."""


class Counted(Protocol):
    """What the broker says of its queues."""

    topology: Topology

    @property
    def graph(self) -> FlowGraph:
        """Where `ready` is."""


class Presence:
    """Takes from a ledger what must have left its queue."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._unsure: set[QueueKey] = set()

    def is_unsure(self, key: QueueKey) -> bool:
        """Messages have left that queue unseen: which of them are still there is not known."""
        return key in self._unsure

    def check(self, ledger: LaneLedger, vhost: str, now: float) -> None:
        """Look at every queue of a vhost in which messages were seen."""
        holder = ledger.waiting.holder
        held = np.bincount(holder[holder != GONE], minlength=len(ledger.holders)).tolist()
        for number, key in enumerate(ledger.holders.keys):
            if held[number] and isinstance(key, QueueKey) and key.vhost == vhost:
                self._check(ledger, number, key, held[number], now)

    def _check(self, ledger: LaneLedger, number: int, key: QueueKey, many: int, now: float) -> None:
        node = self._counted.graph.nodes.get(node_id("queue", key.queue))
        declared = self._counted.topology.queues.get(key.queue)
        ready = node.ready if node is not None else None
        ttl = declared.message_ttl if declared is not None else None
        if ttl is None and (ready is None or many <= ready):
            return
        waiting = ledger.waiting
        rows = np.flatnonzero(waiting.holder == number)
        rows = rows[np.argsort(waiting.since[rows], kind="stable")]
        ages = now - waiting.since[rows]
        expired = 0 if ttl is None else int((ages > ttl / 1000 + _GRACE).sum())
        counted = int((ages > COUNTED_AFTER).sum())
        taken = 0 if ready is None else min(many - ready, counted)
        if taken > expired:
            self._unsure.add(key)
        for message in [waiting.message(row) for row in rows[: max(taken, expired)].tolist()]:
            ledger.leave_unseen(message)
