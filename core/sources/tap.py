"""A tap: copies of the messages of one exchange or queue, taken without disturbing anybody."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from threading import Event, Thread
from typing import Literal

from pika.exceptions import ChannelClosedByBroker

from core.clock import Clock, now
from core.endpoints import Endpoints
from core.sources.http import SurfaceError
from core.sources.link import LINK_ERRORS, Backoff, explain
from core.sources.management import MEND_PLUGIN
from core.sources.own_facts import OwnFacts, PutFacts
from core.sources.tap_buffer import TapBuffer, TapStatistics
from core.sources.tap_line import ROLE, TapLine, TapQueueGoneError
from core.sources.tap_surroundings import TapSurroundings
from core.sources.thread import PollingThread, fault_words
from core.sources.trouble import Trouble
from core.tapped import TappedMessage
from core.tapping import Declared, TapPlan, TapTarget, keys_instead, plan_tap
from core.wording import tr

Phase = Literal["connecting", "binding", "tapping", "waiting", "lost", "refused", "ended"]

BODY_LIMIT = 1024 * 1024
"""Bytes of a body that are kept."""
TICK = 0.1
CHECK_SECONDS = 1.0
REFRESH_SECONDS = 3.0
"""So often the bindings are read again, and seldom enough to cost a twentieth of a core."""
SHARE_OF_CORE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class TapState:
    """What a tap is doing."""

    phase: Phase = "connecting"
    """`waiting`: consuming, but there is no binding to mirror yet. `refused`: it gave up."""
    bindings: int = 0
    notes: tuple[str, ...] = ()
    """What the tap changes and what it cannot see, in the words to say before it binds."""
    trouble: Trouble | None = None
    """Why it is lost or refused."""


class TapRefusedError(Exception):
    """The tap must not or cannot be set up."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.why)
        self.trouble = trouble


class TapSource:
    """Taps from a thread of its own; reconnects when the broker went away.

    `drain` and `wait` are for the one thread that reads the messages; `state` and `statistics`
    may be read from any. `tell` is called with each new state, on the tap's thread.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        target: TapTarget,
        tell: Callable[[TapState], object] | None = None,
        *,
        body_limit: int = BODY_LIMIT,
        buffer: TapBuffer | None = None,
        clock: Clock = now,
        put_facts: PutFacts | None = None,
    ) -> None:
        self._facts = OwnFacts(endpoints, ROLE, put_facts, clock) if put_facts else None
        self._endpoints = endpoints
        self._target = target
        self._tell = tell
        self._body_limit = body_limit
        self._buffer = buffer or TapBuffer()
        self._clock = clock
        self._backoff = Backoff()
        self._ended = Event()
        self._queue = ""
        self._seen: tuple[str, Declared] | None = None
        self._began_with: TapPlan | None = None
        self._refresher = PollingThread("tap bindings", self._refresh, self._on_fault)
        self._refreshing = False
        self._thread = Thread(target=self._run, name="flowscope tap", daemon=True)
        self.state = TapState()
        self.wait = self._buffer.wait

    def start(self) -> None:
        """Begin to tap."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; returns at once."""
        self._ended.set()
        self._refresher.stop()

    def join(self, timeout: float) -> None:
        """Wait until its threads have ended."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        self._refresher.join(timeout)

    def poke(self) -> None:
        """Bindings may have changed: read them soon. From any thread."""
        self._refresher.poke()

    def drain(self) -> list[TappedMessage]:
        """The messages that came since the last time, oldest first."""
        return self._buffer.drain()

    def statistics(self) -> TapStatistics:
        """What came and what was lost."""
        return self._buffer.statistics()

    def _run(self) -> None:
        try:
            self._tap_until_stopped()
        except Exception as error:
            trouble = Trouble(
                tr("the tap failed: {error!r}", error=error), tr("start it again"), retry=False
            )
            self._say(TapState(phase="refused", trouble=trouble))
            raise
        finally:
            self._refresher.stop()

    def _on_fault(self, fault: Exception) -> None:
        why, mend = fault_words(fault)
        self._say(replace(self.state, trouble=Trouble(why, mend, retry=True)))

    def _tap_until_stopped(self) -> None:
        while not self._ended.is_set():
            self._say(replace(self.state, phase="connecting"))
            try:
                self._session()
            except (TapRefusedError, TapQueueGoneError, SurfaceError, *LINK_ERRORS) as error:
                trouble = self._explained(error)
                self._say(replace(self.state, phase="lost", bindings=0, trouble=trouble))
                if not trouble.retry:
                    self._say(replace(self.state, phase="refused"))
                    break
                self._ended.wait(self._backoff.next())
        if self.state.phase != "refused":
            self._say(replace(self.state, phase="ended", bindings=0))

    def _session(self) -> None:
        line = TapLine(
            self._endpoints, self._buffer.put, self._clock, self._body_limit, self._facts
        )
        try:
            declared, plan = self._look()
            self._say(TapState(phase="binding", notes=plan.notes))
            line.consume(declared)
            line.bind(plan, None)
            self._began_with = self._began_with or plan
            self._backoff.reset()
            self._say_bound(plan)
            self._watch_bindings(line, declared)
            self._serve(line)
        finally:
            self._queue = ""
            line.close()
            self._flush()

    def _look(self) -> tuple[Declared | None, TapPlan]:
        """What is declared, if somebody can tell, and what to bind."""
        declared, silent = None, None
        try:
            declared = self._read()
        except SurfaceError as error:
            silent = error
        plan = plan_tap(self._target, declared, self._began_with)
        if plan.refusal and silent is not None and self._endpoints.management is not None:
            raise silent
        if plan.refusal:
            raise TapRefusedError(Trouble(plan.refusal, plan.mend, retry=False))
        return declared, plan

    def _read(self, own_queue: str = "") -> Declared:
        with closing(TapSurroundings(self._endpoints, self._target)) as surroundings:
            return surroundings.read(own_queue)

    def _watch_bindings(self, line: TapLine, declared: Declared | None) -> None:
        self._queue = line.queue
        if declared is not None and not self._refreshing:
            self._refreshing = True
            self._refresher.start()

    def _serve(self, line: TapLine) -> None:
        check = self._clock() + CHECK_SECONDS
        while not self._ended.is_set():
            line.serve(TICK)
            self._flush()
            if self._clock() >= check:
                check = self._clock() + CHECK_SECONDS
                if line.is_full():
                    self._buffer.overflowed = True
            if self._seen is not None:
                self._follow(line)

    def _flush(self) -> None:
        self._buffer.flush()
        if self._facts is not None:
            self._facts.flush()

    def _follow(self, line: TapLine) -> None:
        """Mirror the bindings as they are now."""
        seen, self._seen = self._seen, None
        if seen is None or seen[0] != line.queue:
            return
        plan = plan_tap(self._target, seen[1], self._began_with)
        if plan.refusal:
            # What is bound stays: to unbind could delete an auto-delete exchange.
            self._say(replace(self.state, notes=(plan.refusal,)))
            return
        try:
            line.bind(plan, seen[1])
        except ChannelClosedByBroker as error:
            refused = explain(error, self._endpoints).why
            note = tr("not every binding is mirrored: {why}", why=refused)
            plan = replace(plan, notes=(*plan.notes, note))
        self._say_bound(plan)

    def _refresh(self) -> tuple[float, float]:
        """Read the bindings again, on the refresher's thread; the pauses until the next time."""
        queue, began = self._queue, time.monotonic()
        if queue:
            try:
                self._seen = (queue, self._read(queue))
            except SurfaceError:
                return REFRESH_SECONDS, REFRESH_SECONDS
        pause = (time.monotonic() - began) / SHARE_OF_CORE
        return min(pause, 60.0), max(REFRESH_SECONDS, pause)

    def _explained(self, error: BaseException) -> Trouble:
        if isinstance(error, TapRefusedError):
            return error.trouble
        if isinstance(error, TapQueueGoneError):
            why = tr("the tap's queue was deleted on the broker")
            return Trouble(why, tr("it is set up again"), True)
        if isinstance(error, SurfaceError):
            why = tr(
                "nobody can say how {target} is bound: {why}",
                target=self._target.words,
                why=error.why,
            )
            mend = error.mend_or(MEND_PLUGIN) + keys_instead(self._target)
            return Trouble(why, mend, retry=error.status is None)
        return explain(error, self._endpoints)

    def _say_bound(self, plan: TapPlan) -> None:
        phase: Phase = "tapping" if plan.bindings else "waiting"
        self._say(TapState(phase=phase, bindings=len(plan.bindings), notes=plan.notes))

    def _say(self, state: TapState) -> None:
        changed = state != self.state
        self.state = state
        if changed and self._tell is not None:
            self._tell(state)
