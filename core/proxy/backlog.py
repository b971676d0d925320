"""Copies of what passed, until there is time to read them.

Reading never holds up what passes, see `turns`. When more waits than may, connections are looked
away from, and looked at again once little waits; where even that is too slow pieces are dropped,
and with them the connection is lost to the eye for good.
"""

from collections import deque
from collections.abc import Callable
from time import perf_counter

from core.clock import Clock, now
from core.fact_log import FactLog
from core.proxy.dialogue import Dialogue

ENOUGH = 16 * 1024 * 1024
"""Bytes that may wait before we look away."""
LITTLE = 1024 * 1024
"""Bytes that may wait when we look again."""
TOO_MUCH = 64 * 1024 * 1024
"""Bytes that may wait at all."""
_OVERHEAD = 256
"""What a piece costs besides its bytes."""

_MISSING = b"missing"
"""Stands for a piece that was dropped."""
_UNHEARD = "nobody took the facts"
_BEHIND = "there was more traffic than could be looked at"


class Watched:
    """One connection whose pieces wait here."""

    def __init__(self, backlog: "Backlog", dialogue: Dialogue) -> None:
        self.dialogue = dialogue
        self._put = backlog.put

    def client_said(self, data: bytes) -> None:
        """A piece went to the broker."""
        self._put(self.dialogue, True, data)

    def broker_said(self, data: bytes) -> None:
        """A piece went to the client."""
        self._put(self.dialogue, False, data)

    def ended(self, by_client: bool) -> None:
        """The connection is gone; who went first."""
        self._put(self.dialogue, by_client, b"")


class Backlog:
    """What waits, of all connections, in the order in which it came."""

    def __init__(self, log: FactLog, clock: Clock = now) -> None:
        self._log = log
        self._clock = clock
        self._pieces: deque[tuple[Dialogue, bool, float, bytes]] = deque()
        self._is_begun = False
        self._away: set[Dialogue] = set()
        self._lost: set[Dialogue] = set()
        self.waiting = 0
        """Bytes."""
        self.passed: Callable[[], object] = lambda: None
        """Is told that there is something to read."""
        self.is_heard: Callable[[], bool] = lambda: True
        """Whether somebody takes the facts; as long as nobody does there is no use in looking."""

    def ease(self) -> float:
        """How little waits: from 1 for nothing to 0 for half of what may wait."""
        return max(0.0, 1 - 2 * self.waiting / ENOUGH)

    def watch(self, connection: str, host: str) -> Watched:
        """A new connection: its name on the broker, and the client's host."""
        return Watched(self, Dialogue(self._log, connection, host))

    def put(self, dialogue: Dialogue, from_client: bool, data: bytes) -> None:
        """A piece to be read; an empty one says that the connection ended."""
        if dialogue.is_over:
            return
        if self.waiting > ENOUGH:
            self._away.add(dialogue)
        if self.waiting > TOO_MUCH and data:
            if dialogue in self._lost:
                return
            self._lost.add(dialogue)
            data = _MISSING
        self._pieces.append((dialogue, from_client, self._clock(), data))
        self.waiting += len(data) + _OVERHEAD
        self.passed()

    def read(self, until: float) -> bool:
        """Read what waits until then; whether there is more."""
        while self._pieces:
            if not self._read_piece(until):
                break
            self._is_begun = False
            _, _, _, data = self._pieces.popleft()
            self.waiting -= len(data) + _OVERHEAD
            if perf_counter() > until:
                break
        return bool(self._pieces)

    def _read_piece(self, until: float) -> bool:
        """Whether the oldest piece was read to its end."""
        dialogue, from_client, at, data = self._pieces[0]
        if dialogue.is_over:
            return True
        if not data:
            dialogue.end(at, from_client)
            return True
        if data is _MISSING:
            dialogue.lose(_BEHIND)
            self._lost.discard(dialogue)
            return True
        if not self._is_begun:
            self._is_begun = True
            dialogue.begin(from_client, at, data)
            self._mind(dialogue)
        return dialogue.go_on(until)

    def _mind(self, dialogue: Dialogue) -> None:
        """Look away from a connection, or look again."""
        if self.waiting < LITTLE:
            self._away.clear()
        if not self.is_heard():
            dialogue.look_away(_UNHEARD)
        elif dialogue in self._away:
            dialogue.look_away(_BEHIND)
        else:
            dialogue.look_again()
