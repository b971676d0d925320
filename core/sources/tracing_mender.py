"""Puts back what a Flowscope that was killed has left switched on, beside whatever else starts."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

from core.clock import Clock, now
from core.endpoints import Endpoints
from core.facts import VhostRestored
from core.sources.thread import log
from core.sources.tracing_duty import put_back
from core.sources.tracing_records import Records


class TracingMender:
    """Looks once, and only where something is noted; its thread ends by itself.

    The thread keeps the process alive, so that also a short command ends what it began.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        tell: Callable[[VhostRestored], object],
        clock: Clock = now,
        records: Path | None = None,
    ) -> None:
        self._endpoints = endpoints
        self._tell = tell
        self._clock = clock
        self._records = Records(records)
        self._thread = Thread(target=self._run, name="flowscope tracing mender", daemon=False)

    def start(self) -> None:
        """Begin, unless there is nothing to put back, or it would have to be written read-only."""
        if not self._records.is_empty and not self._endpoints.standing.read_only:
            self._thread.start()

    def stop(self) -> None:
        """It ends by itself."""

    def join(self, timeout: float) -> None:
        """Wait until its thread has ended."""
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            for restored in put_back(self._endpoints, self._records, clock=self._clock):
                self._tell(restored)
        except Exception:  # noqa: BLE001 - the rim of a thread: the record stays, so that the next start tries
            log.exception("tracing could not be put back")
