"""Reads what the broker has sampled before anybody watched, of what it is asked for."""

from collections import deque
from urllib.parse import quote

from core.clock import Clock
from core.endpoints import Endpoints
from core.facts import PastRead, Samples
from core.past import Whose
from core.sources.broker_samples import COARSE, FINE, OF_QUEUE, OF_VHOST, Grid, samples_of
from core.sources.budget import Budget
from core.sources.http import SurfaceError
from core.sources.management_client import ManagementClient
from core.sources.management_json import rows as rows_of
from core.sources.management_json import text
from core.sources.thread import PollingThread, Put, log

_IDLE_SECONDS = 3600.0
_AGAIN_SECONDS = 5.0
_GONE = 404


class PastSource:
    """Asks the management API for one past after the other, the last asked for first.

    One queue costs the same on a broker with thousands of them; a list of all would not.
    """

    def __init__(self, endpoints: Endpoints, put: Put, clock: Clock) -> None:
        self._client = ManagementClient(endpoints)
        self._vhost = endpoints.vhost
        self._put = put
        self._clock = clock
        self._budget = Budget("topology", shortest=0.0)
        self._wanted: deque[Whose] = deque()
        self._thread = PollingThread("past", self._poll, self._on_fault, self._client.close)
        self.start = self._thread.start
        self.stop = self._thread.stop
        self.join = self._thread.join

    def ask(self, queue: Whose) -> None:
        """Somebody wants to know the past of a queue, or of all. From any thread."""
        self._wanted.append(queue)
        self._thread.poke()

    def _poll(self) -> tuple[float, float]:
        if not self._wanted:
            return 0.0, _IDLE_SECONDS
        queue = self._wanted.pop()
        at = self._clock()
        try:
            self._put(PastRead(at=at, queue=queue, samples=self._read(queue)))
        except SurfaceError as error:
            return self._on_refused(queue, at, error)
        self._budget.spent(self._clock() - at, self._clock())
        pause = self._budget.breather
        return pause, pause if self._wanted else _IDLE_SECONDS

    def _read(self, queue: Whose) -> dict[str, tuple[Samples, ...]]:
        parts = [self._ask(queue, grid) for grid in (COARSE, FINE)]
        names = dict.fromkeys(name for part in parts for name in part)
        return {name: tuple(part[name] for part in parts if name in part) for name in names}

    def _ask(self, queue: Whose, grid: Grid) -> dict[str, Samples]:
        if queue is None:
            rows = list(rows_of(self._client.get("/api/vhosts", grid.query(OF_VHOST))))
            row = next((row for row in rows if text(row, "name") == self._vhost), {})
            return samples_of(row, grid, self._clock(), OF_VHOST)
        path = f"/api/queues/{quote(self._vhost, safe='')}/{quote(queue, safe='')}"
        return samples_of(self._client.get(path, grid.query(OF_QUEUE)), grid, self._clock())

    def _on_refused(self, queue: Whose, at: float, error: SurfaceError) -> tuple[float, float]:
        """Where the API does not answer at all it may do so later; what it is said to lack, it lacks."""
        if error.status:
            self._put(PastRead(at=at, queue=queue, samples={}))
            return 0.0, 0.0
        self._wanted.append(queue)
        return _AGAIN_SECONDS, _AGAIN_SECONDS

    def _on_fault(self, fault: Exception) -> None:
        """Said in the log: nothing but the past of a queue is missing."""
        log.warning("the past of a queue stays unknown: %s", type(fault).__name__)
