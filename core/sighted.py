"""Who sees a message best: what two sources see of the same connection is counted once.

The firehose also hears what services say through the proxy, and what Flowscope itself publishes and
taps. Of such connections the better source tells everything but to which queues the broker routed.
"""

from dataclasses import replace
from threading import Lock

import numpy as np

from core.message_facts import Kind, MessageFacts

_MOST = 50_000
"""Connections that are remembered, the newest: what the firehose tells late is still known."""
_TWICE = (Kind.PUBLISHED, Kind.DELIVERED, Kind.GOT)


class Sighted:
    """The connections that a source sees which sees everything of them. From any thread."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._connections: dict[str, None] = {}
        self._lock = Lock()

    def __contains__(self, connection: str) -> bool:
        return connection in self._connections

    def note(self, facts: MessageFacts) -> None:
        """A batch of such a source."""
        (_, (first, end)) = facts.new
        for party in facts.parties[first:end]:
            if party.connection:
                self.add(party.connection)

    def add(self, connection: str) -> None:
        """Such a source begins to see a connection."""
        with self._lock:
            self._connections[connection] = None
            if len(self._connections) > self._most:
                del self._connections[next(iter(self._connections))]

    def without(self, facts: MessageFacts) -> MessageFacts:
        """A batch of the firehose without what a better source tells."""
        known = self._connections
        if not known:
            return facts
        twice = [n for n, party in enumerate(facts.parties) if party.connection in known]
        if not twice:
            return facts
        records = facts.records
        is_twice = np.isin(records["party"], twice) & np.isin(records["kind"], _TWICE)
        return replace(facts, records=records[~is_twice]) if is_twice.any() else facts
