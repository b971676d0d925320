"""One run of the proxy that a session started: what it does, and its facts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from core.endpoints import Endpoints
from core.message_facts import MessageFacts
from core.proxy.reports import Joined, Listening, Passing, Reached, State, Trouble
from core.room import Room
from core.sources.proxy import ProxySource
from core.wording import tr

PutFacts = Callable[[MessageFacts], bool]
ProxyPhase = Literal["idle", "starting", "listening", "ending", "refused", "failed", "ended"]
_RUNS = ("starting", "listening", "ending")
_TICK = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyLook:
    """What the proxy is doing."""

    phase: ProxyPhase = "idle"
    """Refused: it never listened; failed: it ended by itself, and its clients were cut off."""
    address: str = ""
    """Where services connect: host:port."""
    upstream: str = ""
    """The broker to which they are passed on: host:port."""
    clients: int = 0
    """Connections that are passed on now."""
    lost: int = 0
    """Facts that were not seen, at least: there were too many at once."""
    why: str = ""
    mend: str = ""
    """Why it cannot pass clients on (listening) or is not there (refused, failed), and what helps."""

    @property
    def is_on(self) -> bool:
        """Services may be connected."""
        return self.phase in _RUNS


class ProxyRun:
    """One run of the proxy. What it has told is written by its thread alone."""

    def __init__(self, room: Room, put: PutFacts, joined: Callable[[str], object]) -> None:
        self._room = room
        self._put = put
        self._joined = joined
        self._source: ProxySource | None = None
        self._told = ProxyLook()
        self._is_over = False
        self._unplaced = 0

    @property
    def look(self) -> ProxyLook:
        """How it is doing."""
        told = self._told
        is_ending = self._is_over and told.phase in _RUNS
        return replace(told, phase="ending", why="", mend="") if is_ending else told

    def begin(self, upstream: Endpoints, host: str, port: int) -> None:
        """Start its process."""
        self._told = ProxyLook(
            phase="starting",
            address=Listening(host, port).address,
            upstream=Listening(upstream.host, upstream.port).address,
        )
        told = self._take, self._hear, self._has_ended
        source = ProxySource(upstream, *told, host=host, port=port, tells_contents=True)
        try:
            source.start()
        except OSError as error:
            why = tr("the proxy could not be started: {why}", why=error.strerror or error)
            self._told = replace(self._told, phase="refused", why=why, mend=tr("try again"))
        else:
            self._source = source

    def end(self) -> None:
        """Ask it to end."""
        self._is_over = True
        if self._source is not None:
            self._source.stop()

    def join(self, timeout: float) -> None:
        """Wait until it has ended."""
        if self._source is not None:
            self._source.join(timeout)

    def _take(self, facts: MessageFacts) -> None:
        """Pass a batch on once there is room: meanwhile the proxy looks away where it has to.

        What finds no place is counted in the next one.
        """
        while not self._is_over and not self._room.wait(_TICK):
            pass
        batch = replace(facts, lost=facts.lost + self._unplaced) if self._unplaced else facts
        is_taken = self._put(batch)
        unplaced = 0 if is_taken else batch.lost + len(batch)
        lost = batch.lost if is_taken else unplaced
        if lost > self._unplaced:
            self._told = replace(self._told, lost=self._told.lost + lost - self._unplaced)
        self._unplaced = unplaced

    def _hear(self, state: State) -> None:
        match state:
            case Listening():
                self._told = replace(self._told, phase="listening", address=state.address)
            case Joined():
                self._joined(state.connection)
            case Passing():
                self._told = replace(self._told, clients=state.clients)
            case Reached():
                self._told = replace(self._told, why="", mend="")
            case Trouble() if state.is_the_end:
                phase: ProxyPhase = "refused" if self._told.phase == "starting" else "failed"
                self._told = replace(self._told, phase=phase, why=state.why, mend=state.mend)
            case Trouble():
                self._told = replace(self._told, why=state.why, mend=state.mend)

    def _has_ended(self) -> None:
        self._told = replace(self._told, clients=0)
        if self._told.phase not in ("refused", "failed"):
            self._told = replace(self._told, phase="ended", why="", mend="")
