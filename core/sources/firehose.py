"""The firehose: every publish and delivery of a vhost, for a while, because somebody asked for it.

It is the one source that changes the broker: tracing costs every message that passes (see `COSTS`).
So it is never on by itself, it ends by itself, and what it changed is put back: when it ends, when
it fails, when the command is interrupted, and after a crash when Flowscope starts the next time.
"""

import threading
import time
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from core import numbers
from core.clock import Clock, now
from core.endpoints import Endpoints
from core.fact_log import FactLog
from core.facts import Item
from core.message_facts import MessageFacts
from core.sources.firehose_line import FirehoseLine, FirehoseQueueGoneError
from core.sources.http import SurfaceError
from core.sources.link import LINK_ERRORS, Backoff, explain
from core.sources.management import MEND_PLUGIN
from core.sources.thread import PollingThread, fault_words, log
from core.sources.told import Told
from core.sources.traced_messages import DELIVER, PUBLISH
from core.sources.tracing import Tracing
from core.sources.tracing_duty import Duty, Settlement, put_back
from core.sources.tracing_records import Records
from core.sources.trouble import Trouble
from core.wording import phrase, tr

PutFacts = Callable[[Item | MessageFacts], bool]
"""Where its facts go, and what it says of itself; False when there is no room."""
Phase = Literal["idle", "starting", "listening", "lost", "refused", "ended"]

COSTS = phrase(
    "the broker copies every message that passes the vhost: in a measurement its throughput fell "
    "to about a fifth while Flowscope listened to everything (RabbitMQ 3.10: 16,502 to 3,521 "
    "messages/s, 4.0: 11,325 to 2,712), and to 70% for what no pattern asks for"
)
"""To be said before it begins."""
EVERYTHING = (f"{PUBLISH}#", f"{DELIVER}#")
SECONDS = 60.0
LONGEST_SECONDS = 3600.0
_TICK = 0.1
_CHECK_SECONDS = 1.0
_LOOK_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FirehoseState:
    """What the firehose is doing."""

    phase: Phase = "idle"
    nodes: tuple[str, ...] = ()
    """Nodes whose clients are heard."""
    ends_at: float | None = None
    """When it ends by itself, in Unix seconds; None before it began."""
    notes: tuple[str, ...] = ()
    """What is not heard, and what was put back or could not be."""
    after: str = ""
    """How tracing was left when it ended."""
    trouble: Trouble | None = None
    """Why it is lost or refused."""


class TracingEndedError(Exception):
    """Somebody else switched tracing off."""


def patterns(exchanges: Collection[str], queues: Collection[str]) -> tuple[str, ...]:
    """Binding keys for what is published to these exchanges and delivered from these queues.

    The empty name is the default exchange. Without any names it is everything.
    """
    if not exchanges and not queues:
        return EVERYTHING
    return (*(PUBLISH + one for one in exchanges), *(DELIVER + one for one in queues))


class FirehoseSource:
    """Listens from a thread of its own until its time is over; reconnects in between.

    `state`, `remaining`, `lost` and `overflowed` may be read from any thread. The thread keeps the
    process alive until everything is put back, and ends with the main thread.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        put: PutFacts,
        clock: Clock = now,
        *,
        patterns: Collection[str] = EVERYTHING,
        seconds: float = SECONDS,
        tell: Callable[[FirehoseState], object] | None = None,
        records: Path | None = None,
    ) -> None:
        self.state = FirehoseState()
        self.lost = 0
        """Facts that came but found no room, exactly."""
        self.overflowed = False
        """The private queue was full on the broker, which dropped copies: nobody knows how many."""
        self._endpoints = endpoints
        self._put = put
        self._clock = clock
        self._patterns = tuple(patterns)
        self._seconds = min(seconds, LONGEST_SECONDS)
        self._tell = tell
        self._records = Records(records)
        self._told = Told("firehose", put, clock)
        self._facts = FactLog()
        self._queues: set[str] = set()
        self._ends_at: float | None = None
        self._ended = threading.Event()
        self._switched_off = ""
        self._thread = threading.Thread(target=self._run, name="flowscope firehose", daemon=False)

    def start(self) -> None:
        """Switch tracing on and begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end and to put everything back; returns at once."""
        self._ended.set()

    def join(self, timeout: float) -> None:
        """Wait until everything is put back and its thread has ended."""
        if self._thread.ident is not None:
            self._thread.join(timeout)

    @property
    def remaining(self) -> float:
        """Seconds until it ends by itself."""
        if self._ends_at is None:
            return self._seconds
        return max(0.0, self._ends_at - time.monotonic())

    @property
    def _is_over(self) -> bool:
        main_ended = not threading.main_thread().is_alive()
        return self._ended.is_set() or main_ended or self.remaining == 0.0

    def _run(self) -> None:
        backoff = Backoff()
        try:
            while not self._is_over:
                trouble = self._try(backoff)
                if trouble is not None and not trouble.retry:
                    self._become(phase="refused", trouble=trouble)
                    return
                if trouble is not None:
                    self._become(phase="lost", nodes=(), trouble=trouble)
                    self._ended.wait(min(backoff.next(), self.remaining))
            self._become(phase="ended", nodes=(), trouble=None)
            self._tell_end()
        except Exception as fault:  # noqa: BLE001 - the rim of a thread: say it
            log.exception("the firehose failed")
            why, _ = fault_words(fault)
            mend = tr("please report it with the broker's version")  # it is not tried again
            self._told.missing(why, mend)
            self._become(phase="refused", nodes=(), trouble=Trouble(why, mend, retry=False))

    def _tell_end(self) -> None:
        """It may be asked for again, and nobody takes it to be still on."""
        if self._ends_at is None:
            return
        detail = tr(
            "not on: it listened to {patterns} until {time}; {after}",
            patterns=", ".join(self._patterns),
            time=numbers.clock(self._clock()),
            after=self.state.after,
        )
        self._told.ok(detail)

    def _try(self, backoff: Backoff) -> Trouble | None:
        """Listen once; why it ended too early."""
        try:
            self._listen(backoff)
        except TracingEndedError as error:
            trouble = Trouble(
                str(error), tr("start the firehose again if you still need it"), False
            )
        except FirehoseQueueGoneError:
            trouble = Trouble(
                tr("the private queue of the firehose was deleted"), tr("it is set up again"), True
            )
        except SurfaceError as error:
            trouble = Trouble(error.why, error.mend_or(MEND_PLUGIN), retry=True)
        except LINK_ERRORS as error:
            trouble = explain(error, self._endpoints)
        else:
            return None
        self._told.missing(trouble.why, trouble.mend)
        if self._ends_at is None:  # it never began: whoever asked for it decides
            return replace(trouble, mend=trouble.mend_of_one_try, retry=False)
        return trouble

    def _listen(self, backoff: Backoff) -> None:
        self._become(phase="starting", notes=(), after="", trouble=None)
        with closing(Tracing(self._endpoints)) as tracing:
            tracing.meet()
            for restored in put_back(self._endpoints, self._records, self._own, self._clock):
                self._put(restored)
                self._note(restored.text)
            line = FirehoseLine(self._endpoints, self._facts, self._clock)
            self._queues.add(line.queue)
            duty = None
            try:
                duty = Duty.taken(tracing, self._own, self._records, self._clock)
                self._begin(line, tracing, duty)
                backoff.reset()
                self._serve(line)
            finally:
                line.end()
                self._flush()
                if duty is not None:
                    self._settle(duty)
                elif self.state.phase == "listening":
                    self._become(after=tr("tracing stays on, as it was before"))

    def _begin(self, line: FirehoseLine, tracing: Tracing, duty: Duty | None) -> None:
        if duty is not None:
            line.promise(duty.record.nodes)
            for node in duty.record.nodes:
                tracing.switch(node, on=True)
        line.listen(self._patterns)
        if self._ends_at is None:
            self._ends_at = time.monotonic() + self._seconds
            self._become(ends_at=self._clock() + self._seconds)
        for node, why in tracing.unreachable.items():
            self._note(tr("clients of node {node} are not heard: {why}", node=node, why=why))
        self._become(phase="listening", nodes=tuple(tracing.nodes))
        patterns = ", ".join(self._patterns)
        self._told.ok(tr("tracing is on; listening to {patterns}", patterns=patterns))

    @property
    def _own(self) -> frozenset[str]:
        return frozenset(self._queues)

    def _serve(self, line: FirehoseLine) -> None:
        looker = PollingThread("firehose look", self._look, lambda _: None)
        looker.start()
        check = time.monotonic() + _CHECK_SECONDS
        try:
            while not self._is_over:
                line.serve(min(_TICK, max(0.001, self.remaining)))
                self._flush()
                if self._switched_off:
                    raise TracingEndedError(self._switched_off)
                if time.monotonic() >= check:
                    check = time.monotonic() + _CHECK_SECONDS
                    self.overflowed |= line.is_full()
        finally:
            looker.stop()
            looker.join(_LOOK_SECONDS)

    def _look(self) -> tuple[float, float]:
        """Whether tracing is still on, on the looker's thread; the pauses until the next time."""
        with closing(Tracing(self._endpoints)) as tracing:
            try:
                tracing.meet()
                heard = [node for node in self.state.nodes if node in tracing.nodes]
                off = [node for node in heard if not tracing.state(node).tracing]
            except SurfaceError:
                off = []
        if off:
            nodes = ", ".join(off)
            self._switched_off = tr("somebody switched tracing off on node {nodes}", nodes=nodes)
        return _LOOK_SECONDS, _LOOK_SECONDS

    def _settle(self, duty: Duty) -> None:
        with closing(Tracing(self._endpoints)) as tracing:
            try:
                tracing.meet()
            except SurfaceError as error:
                duty.leave()
                settlement = Settlement(open=error.why)
            else:
                settlement = duty.settle(tracing, self._own)
        self._become(after=_left(settlement))
        if settlement.open:
            self._note(
                tr(
                    "tracing stays on for now: {why}; the next start looks again",
                    why=settlement.open,
                )
            )

    def _flush(self) -> None:
        if len(self._facts):
            batch = self._facts.take()
            if not self._put(batch):
                self.lost += len(batch)
                self._facts.lose(len(batch) + batch.lost)

    def _note(self, words: str) -> None:
        if words not in self.state.notes:
            self._become(notes=(*self.state.notes, words))

    def _become(self, **changes: Any) -> None:
        state = replace(self.state, **changes)
        changed = state != self.state
        self.state = state
        if changed and self._tell is not None:
            self._tell(state)


def _left(settlement: Settlement) -> str:
    """How tracing is now."""
    if settlement.open:
        return tr("tracing stays on for now: {why}", why=settlement.open)
    if settlement.heirs:
        return tr("tracing stays on: another Flowscope listens, and switches it off when it leaves")
    if settlement.changed:
        return tr(
            "tracing is off again; description, tags or default queue type of the vhost were "
            "changed by somebody in between and stay as they are now"
        )
    return tr("tracing is off again; the vhost is exactly as it was before")
