"""Channels that closed: what they counted last, the broker may never have sampled.

A channel's own counters outlive it until they are sampled. But every two minutes RabbitMQ sweeps
away those of channels that are no more, sampled or not (`core_metrics_gc_interval`): nothing that
the management API tells has them then, not even the sums of exchanges, queues and the vhost.
"""

from collections.abc import Callable

from core.facts import ObjectTotals
from core.graph import UNKNOWN_SERVICE, Edge


class Closings:
    """Of whom some may be missing since watching began."""

    def __init__(self) -> None:
        self._services: set[str | None] = set()
        self._listed: dict[str, str | None] = {}
        """The channels that were listed last, and whose they are."""
        self._seen = 0
        """So many of them closed."""
        self._told = 0
        """So many closed anywhere, as the broker counts."""
        self._last: int | None = None

    def begin(self) -> None:
        """From here."""
        self._services = set()
        self._seen = self._told = 0

    def take(self, totals: ObjectTotals, service_of: Callable[[str], str | None]) -> None:
        """Take a reading."""
        gone = self._listed.keys() - totals.channels.keys()
        self._services |= {self._listed[channel] for channel in gone}
        self._seen += len(gone)
        self._listed = {channel: service_of(channel) for channel in totals.channels}
        last = totals.closed if self._last is None else self._last
        self._last = totals.closed
        self._told += totals.closed - last if totals.closed >= last else totals.closed

    @property
    def are_some(self) -> bool:
        """Any channel closed."""
        return bool(self._services) or self._are_strangers

    def may_lack(self, edge: Edge) -> bool:
        """More may have passed along an edge: what any channel publishes may be routed there."""
        if edge.kind == "route" or UNKNOWN_SERVICE in edge.key:
            return self.are_some
        service = edge.source if edge.kind == "publish" else edge.target
        is_nobodys = None in self._services or UNKNOWN_SERVICE in self._services
        return self._are_strangers or is_nobodys or service in self._services

    @property
    def _are_strangers(self) -> bool:
        """Some closed that were never listed: whose they were nobody knows."""
        return self._told > self._seen
