"""What the charts need of a session."""

from typing import Protocol

from core.clock import Clock
from core.graph import FlowGraph


class Watched(Protocol):
    """A session, as far as the charts read it."""

    @property
    def graph(self) -> FlowGraph:
        """The counters and gauges, with their rings."""

    @property
    def clock(self) -> Clock:
        """The time of what was recorded."""

    @property
    def periods(self) -> dict[str, float]:
        """Seconds between two polls, by group of counters."""
