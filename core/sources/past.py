"""Reads what the broker has sampled of single queues before anybody watched them, once asked to."""

from collections import deque
from urllib.parse import quote

from core.clock import Clock
from core.endpoints import Endpoints
from core.facts import QueuePast, Samples
from core.sources.budget import Budget
from core.sources.http import SurfaceError
from core.sources.management_client import ManagementClient
from core.sources.queue_samples import COARSE, FINE, Grid, samples_of
from core.sources.thread import PollingThread, Put, log

_IDLE_SECONDS = 3600.0
_AGAIN_SECONDS = 5.0
_GONE = 404


class PastSource:
    """Asks the management API for the past of one queue after the other, the last asked for first.

    One queue costs the same on a broker with thousands of them; a list of all would not.
    """

    def __init__(self, endpoints: Endpoints, put: Put, clock: Clock) -> None:
        self._client = ManagementClient(endpoints)
        self._vhost = quote(endpoints.vhost, safe="")
        self._put = put
        self._clock = clock
        self._budget = Budget("topology", shortest=0.0)
        self._wanted: deque[str] = deque()
        self._thread = PollingThread("past", self._poll, self._on_fault, self._client.close)
        self.start = self._thread.start
        self.stop = self._thread.stop
        self.join = self._thread.join

    def ask(self, queue: str) -> None:
        """Somebody wants to know the past of a queue. From any thread."""
        self._wanted.append(queue)
        self._thread.poke()

    def _poll(self) -> tuple[float, float]:
        if not self._wanted:
            return 0.0, _IDLE_SECONDS
        queue = self._wanted.pop()
        at = self._clock()
        try:
            self._put(QueuePast(at=at, queue=queue, samples=self._read(queue)))
        except SurfaceError as error:
            return self._on_refused(queue, at, error)
        self._budget.spent(self._clock() - at, self._clock())
        pause = self._budget.breather
        return pause, pause if self._wanted else _IDLE_SECONDS

    def _read(self, queue: str) -> dict[str, tuple[Samples, ...]]:
        parts = [self._ask(queue, grid) for grid in (COARSE, FINE)]
        names = dict.fromkeys(name for part in parts for name in part)
        return {name: tuple(part[name] for part in parts if name in part) for name in names}

    def _ask(self, queue: str, grid: Grid) -> dict[str, Samples]:
        path = f"/api/queues/{self._vhost}/{quote(queue, safe='')}"
        reply = self._client.get(path, grid.query())
        return samples_of(reply, grid, self._clock())

    def _on_refused(self, queue: str, at: float, error: SurfaceError) -> tuple[float, float]:
        """Where the API does not answer at all it may do so later; what it is said to lack, it lacks."""
        if error.status:
            self._put(QueuePast(at=at, queue=queue, samples={}))
            return 0.0, 0.0
        self._wanted.append(queue)
        return _AGAIN_SECONDS, _AGAIN_SECONDS

    def _on_fault(self, fault: Exception) -> None:
        """Said in the log: nothing but the past of a queue is missing."""
        log.warning("the past of a queue stays unknown: %s", type(fault).__name__)
