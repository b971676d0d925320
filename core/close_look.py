"""A close look at single messages, because somebody asked for it: the firehose and the proxy.

Neither runs by itself. What they see goes into the session's inbox, once though both may see it;
what they do is told in states that never change, which any thread may read.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from core.clock import Clock, now
from core.endpoints import Endpoints
from core.facts import Item
from core.kept_contents import KeptContents
from core.message_facts import MessageFacts
from core.proxy_run import ProxyLook, ProxyRun
from core.room import Room
from core.sighted import Sighted
from core.sources.firehose import SECONDS, FirehoseSource, patterns

Via = Literal["firehose", "proxy", "none"]
Put = Callable[[Item], bool]
HOST, PORT = "127.0.0.1", 5673
"""Where services connect to the proxy, unless something else is asked for."""
_PATIENCE = 2.5
_RUNS = ("starting", "listening", "lost", "ending")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirehoseLook:
    """What the firehose is doing."""

    phase: Literal["idle", "starting", "listening", "lost", "ending", "refused", "ended"] = "idle"
    exchanges: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    """What is listened to: published to these, delivered from those. Without any: everything."""
    ends_at: float | None = None
    """When it ends by itself, in Unix seconds; None before it began."""
    lost: int = 0
    """Facts that came but found no room."""
    overflowed: bool = False
    """The broker dropped copies: nobody knows how many."""
    why: str = ""
    mend: str = ""
    """Why it is lost or refused, and what helps."""
    notes: tuple[str, ...] = ()
    """What is not heard, and what could not be put back."""
    after: str = ""
    """How tracing was left when it ended."""

    @property
    def is_on(self) -> bool:
        """The broker works for it, or is just asked to or to stop."""
        return self.phase in _RUNS

    @property
    def hears_everything(self) -> bool:
        """No publish and no delivery escapes it."""
        is_whole = not (self.exchanges or self.queues or self.notes or self.lost)
        return self.phase == "listening" and is_whole and not self.overflowed


class CloseLook:
    """The firehose and the proxy of one session. Its methods are for the owner's thread."""

    def __init__(
        self, endpoints: Endpoints, put: Put, clock: Clock = now, records: Path | None = None
    ) -> None:
        self._endpoints = endpoints
        self._put = put
        self._clock = clock
        self._records = records
        self.contents = KeptContents()
        """What the messages carry that were seen lately."""
        self._room = Room()
        self._sighted = Sighted()
        self._firehose: FirehoseSource | None = None
        self._asked = FirehoseLook()
        self._is_over = False
        self.seen_until = 0.0
        """The time of the newest that firehose or proxy told; 0 where they told nothing."""
        self._proxy = ProxyRun(self._room, self._put_seen, self._sighted.add)

    @property
    def firehose(self) -> FirehoseLook:
        """How the firehose is doing."""
        source = self._firehose
        if source is None:
            return self._asked
        state = source.state
        trouble = state.trouble
        phase = "starting" if state.phase == "idle" else state.phase
        return replace(
            self._asked,
            phase="ending" if self._is_over and phase in _RUNS else phase,
            ends_at=state.ends_at,
            lost=source.lost,
            overflowed=source.overflowed,
            why=trouble.why if trouble is not None else "",
            mend=trouble.mend if trouble is not None else "",
            notes=state.notes,
            after=state.after,
        )

    @property
    def proxy(self) -> ProxyLook:
        """How the proxy is doing."""
        return self._proxy.look

    @property
    def via(self) -> Via:
        """Where single facts come from now; the better source where there are both."""
        proxy = self.proxy
        if proxy.phase == "listening" and proxy.clients:
            return "proxy"
        if self.firehose.phase == "listening":
            return "firehose"
        return "proxy" if proxy.phase == "listening" else "none"

    @property
    def is_listening(self) -> bool:
        """Single facts come in, as far as there are any."""
        return self.via != "none"

    @property
    def hears_everything(self) -> bool:
        """No publish and no delivery of the vhost escapes the firehose now."""
        return self.firehose.hears_everything

    def sees_all_of(self, connection: str) -> bool:
        """Whatever is published and delivered on a connection is seen now."""
        return connection in self._sighted or self.firehose.hears_everything

    def sees_on(self, connection: str) -> bool:
        """Silence on a connection, be it open or not, means that nothing happens there."""
        is_through = self.proxy.phase == "listening" and connection in self._sighted
        return is_through or self.firehose.hears_everything

    def begin_firehose(
        self,
        exchanges: Collection[str] = (),
        queues: Collection[str] = (),
        seconds: float = SECONDS,
    ) -> None:
        """Listen for so long to what passes these, or to everything; not while it is on."""
        if self.firehose.is_on:
            return
        self._is_over = False
        self._asked = FirehoseLook(exchanges=tuple(exchanges), queues=tuple(queues))
        self._firehose = FirehoseSource(
            self._endpoints,
            self._put_heard,
            self._clock,
            patterns=patterns(exchanges, queues),
            seconds=seconds,
            records=self._records,
        )
        self._firehose.start()

    def end_firehose(self) -> None:
        """Put everything back; returns at once."""
        if self._firehose is not None:
            self._is_over = True
            self._firehose.stop()

    def begin_proxy(self, host: str = HOST, port: int = PORT) -> None:
        """Take clients there and pass them on to the broker; not while it is on."""
        if not self.proxy.is_on:
            self._proxy = ProxyRun(self._room, self._put_seen, self._sighted.add)
            self._proxy.begin(self._endpoints, host, port)

    def end_proxy(self) -> None:
        """Cut its clients off; returns at once."""
        self._proxy.end()

    def put_own(self, facts: MessageFacts) -> bool:
        """What Flowscope publishes or taps itself, from any thread; False without room for it."""
        self._sighted.note(facts)
        return self._room.is_free and self._put_facts(facts)

    def leaving(self, facts: MessageFacts) -> MessageFacts:
        """A batch that is folded now makes room for others."""
        self._room.leave(len(facts))
        return facts

    def stop(self) -> None:
        """Ask both to end; returns at once."""
        self.end_firehose()
        self.end_proxy()

    def join(self, timeout: float = _PATIENCE) -> None:
        """Wait until both have ended."""
        deadline = time.monotonic() + timeout
        if self._firehose is not None:
            self._firehose.join(timeout)
        self._proxy.join(max(0.0, deadline - time.monotonic()))

    def _put_heard(self, item: Item) -> bool:
        if isinstance(item, MessageFacts):
            heard = self._sighted.without(item)
            is_told = not len(heard) and not heard.lost
            return is_told or (self._room.is_free and self._put_seen(heard))
        return self._put(item)

    def _put_seen(self, facts: MessageFacts) -> bool:
        if len(facts):
            self.seen_until = max(self.seen_until, float(facts.records["at"].max()))
        return self._put_facts(facts)

    def _put_facts(self, facts: MessageFacts) -> bool:
        self._room.enter(len(facts))
        is_taken = self._put(self.contents.keep(facts))
        if not is_taken:
            self._room.leave(len(facts))
        return is_taken
