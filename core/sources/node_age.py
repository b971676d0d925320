"""Whether a node is still the one that it was: after a restart its counters begin at zero."""

from core.sources.http import SurfaceError
from core.wording import tr

_TOLERANCE_SECONDS = 7.0
"""The node tells its uptime afresh every five seconds."""
_PATIENCE = 20
"""Replies without an uptime after which it is not waited for any longer."""


class NodeAge:
    """Follows a node's uptime from scrape to scrape."""

    def __init__(self) -> None:
        self._uptime: float | None = None
        self._started_at = 0.0
        self._judged_at = 0.0
        self._doubts = 0

    def doubt(self) -> None:
        """The node did not answer: it may be another when it does again."""
        self._doubts += 1

    def judge(self, uptime: float | None, at: float) -> bool:
        """Whether the node was started anew since the last time.

        Raises SurfaceError while that cannot be told: right after its start a node shows counters
        for a moment before it shows its uptime.
        """
        if uptime is None:
            if self._uptime is not None and 0 < self._doubts < _PATIENCE:
                raise SurfaceError(
                    tr("the node is just starting"), tr("nothing: it is asked again")
                )
            return False
        before, self._uptime = self._uptime, uptime
        started_at, self._started_at = self._started_at, at - uptime
        judged_at, self._judged_at = self._judged_at, at
        self._doubts = 0
        if before is None:
            return False
        # A machine that slept looks as if it had started later, but not since the last time.
        is_late = self._started_at > judged_at
        return uptime < before or (is_late and self._started_at - started_at > _TOLERANCE_SECONDS)
