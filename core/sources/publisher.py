"""Publishes test events from a thread of its own and reports what became of each.

Confirms are always on and pipelined. Nothing is lost silently: a message that gets no answer is
reported as failed with the reason, and so is one that was never sent because the run ended early.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from pika.adapters.select_connection import IOLoop

from core import numbers
from core.clock import Clock, now
from core.confirms import Reply
from core.endpoints import Endpoints
from core.publishing import Outcome, Publish
from core.sources.confirm_line import ROLE, ConfirmLine
from core.sources.link import BLOCKED_TIMEOUT
from core.sources.own_facts import OwnFacts, PutFacts
from core.sources.publish_run import Run
from core.sources.timers import Timers
from core.sources.trouble import Trouble
from core.wording import phrase, tr

__all__ = ["Publisher", "Report", "Run"]

Report = Callable[[Sequence[Outcome]], object]
"""Takes outcomes, on the publisher's thread."""

CHUNK = 100
"""Messages sent before the line is served again."""
REPORT_SIZE = 500
REPORT_SECONDS = 0.02
ANSWER_SECONDS = 30.0
"""So long a run waits for the broker's next answer."""
CANCEL_SECONDS = 3.0
CLOSE_SECONDS = 2.0

_UNKNOWN = phrase("{why} (sent, but not confirmed: the broker may have it or not)")


class Publisher:
    """Publishes runs one after the other over one connection, `flowscope:publish`.

    The connection opens with the first run and stays. `run`, `cancel`, `stop` and `join` may be
    called from any thread; everything else happens on the publisher's.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        report: Report,
        clock: Clock = now,
        blocked_timeout: float = BLOCKED_TIMEOUT,
        put_facts: PutFacts | None = None,
    ) -> None:
        self._report = report
        self._clock = clock
        self._loop = IOLoop()
        self._timers = Timers(self._loop)
        self._facts = OwnFacts(endpoints, ROLE, put_facts, clock) if put_facts else None
        self._line = ConfirmLine(self._loop, endpoints, self, blocked_timeout, self._facts)
        self._queue: deque[Run] = deque()
        self._current: Run | None = None
        self._blocked = ""
        self._answered = 0.0
        self._outcomes: list[Outcome] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="flowscope publisher", daemon=True)
        self._thread.start()

    def run(self, publish: Publish, count: int = 1, rate: float | None = None) -> Run:
        """Publish a message `count` times, at most `rate` times a second."""
        run = Run(publish, count, rate, self._clock)
        if not self._call(lambda: self._enqueue(run)):
            run.finish()
        return run

    def cancel(self, run: Run) -> None:
        """Send no more of a run; what is in flight may still be confirmed."""
        run.cancelled.set()
        self._call(self._advance)

    def stop(self) -> None:
        """Cancel everything and end the thread and its connection; returns at once."""
        self._call(self._end)

    def join(self, timeout: float) -> None:
        """Wait until the thread has ended."""
        self._thread.join(timeout)

    def ready(self) -> None:
        """The line can publish."""
        self._blocked = ""
        if self._current is not None:
            self._begin(self._current)
        self._advance()

    def lost(self, trouble: Trouble, reply: Reply, refused: bool) -> None:
        """The line ended: what waits on it has failed, and the run ends."""
        self._blocked = ""
        run = self._current
        if run is not None:
            run.trouble, run.blocked = trouble, ""
            self._give_up(run, reply, reply.text if refused else tr(_UNKNOWN, why=reply.text))

    def acked(self, tag: int, multiple: bool) -> None:
        """The broker took messages."""
        if self._current is not None:
            self._settle(self._current, self._current.confirms.acked(tag, multiple))

    def nacked(self, tag: int, multiple: bool) -> None:
        """The broker refused messages."""
        if self._current is not None:
            self._settle(self._current, self._current.confirms.nacked(tag, multiple))

    def returned(self, code: int, text: str, routing_key: str) -> None:
        """The broker found no queue for a message."""
        if self._current is not None:
            self._current.confirms.returned(code, text, routing_key)

    def blocked(self, reason: str) -> None:
        """A resource alarm holds publishers back, or ended."""
        self._blocked = reason
        if self._current is not None:
            self._current.blocked = reason
            self._current.pace.restart(self._current.sent)
        self._advance()

    def _serve(self) -> None:
        try:
            self._loop.start()
        finally:
            self._ended.set()
            self._drop_all()
            self._loop.close()

    def _call(self, what: Callable[[], None]) -> bool:
        if self._ended.is_set():
            return False
        self._loop.add_callback_threadsafe(what)
        return True

    def _enqueue(self, run: Run) -> None:
        self._queue.append(run)
        self._advance()

    def _advance(self) -> None:
        """Do what comes next: begin, send, wait for an answer or end a run."""
        while (run := self._run_at_hand()) is not None:
            if run.unsendable:
                self._give_up(run, Reply(None, run.unsendable), run.unsendable)
            elif run.cancelled.is_set() or run.sent == run.count:
                if len(run.confirms):
                    self._await_answer(run)
                    return
                self._finish(run)
            else:
                self._go_on(run)
                return

    def _run_at_hand(self) -> Run | None:
        if self._current is None and self._queue:
            self._current = self._queue.popleft()
            if self._line.is_ready:
                self._begin(self._current)
        return self._current

    def _begin(self, run: Run) -> None:
        run.connected = True
        run.blocked = self._blocked
        run.pace.restart(run.sent)
        self._answered = time.perf_counter()

    def _go_on(self, run: Run) -> None:
        if self._line.is_ready:
            self._send(run)
        else:
            self._line.open()

    def _send(self, run: Run) -> None:
        due = run.pace.due(run.sent, run.count) - run.sent
        for _ in range(min(CHUNK, due, run.room)):
            run.sent += 1
            message = run.next_message()
            run.confirms.sent(run.sent, self._line.publish(message), message.routing_key)
        if run.sent < run.count and run.room > 0:
            self._timers.plan(run.pace.wait(run.sent) if due <= CHUNK else 0.0, self._advance)
        else:
            self._await_answer(run)

    def _await_answer(self, run: Run) -> None:
        """Come back when the broker should have answered, and give up when it has not."""
        patience = CANCEL_SECONDS if run.cancelled.is_set() else ANSWER_SECONDS
        left = patience - (time.perf_counter() - self._answered)
        if left > 0:
            self._timers.plan(left, self._advance)
            return
        # A late answer must not be taken for one to the next run: the line cannot be kept.
        self._line.close()
        why = tr("no answer for {time}", time=numbers.whole_age(patience))
        self._give_up(run, Reply(None, why), tr(_UNKNOWN, why=why))

    def _settle(self, run: Run, outcomes: list[Outcome]) -> None:
        self._answered = time.perf_counter()
        self._tell(run, outcomes)
        self._timers.plan(0.0, self._advance)

    def _tell(self, run: Run, outcomes: list[Outcome]) -> None:
        run.count_in(outcomes)
        self._outcomes += outcomes
        if len(self._outcomes) >= REPORT_SIZE:
            self._flush()
        else:
            self._timers.plan(REPORT_SECONDS, self._flush)

    def _give_up(self, run: Run, reply: Reply, sent_text: str) -> None:
        """Report what is in flight and what was never sent as failed, and end the run."""
        self._tell(run, run.confirms.failed(Reply(reply.code, sent_text)))
        why = tr("not sent: {why}", why=reply.text) if run.sent else reply.text
        unsent = Reply(reply.code, why)
        for first in range(run.sent + 1, run.count + 1, REPORT_SIZE):
            if run.cancelled.is_set():
                break
            numbers = range(first, min(run.count + 1, first + REPORT_SIZE))
            self._tell(run, [run.confirms.unsent(number, unsent) for number in numbers])
        self._finish(run)

    def _finish(self, run: Run) -> None:
        self._flush()
        self._current = None
        run.finish()
        self._timers.plan(0.0, self._advance)

    def _flush(self) -> None:
        outcomes, self._outcomes = self._outcomes, []
        if outcomes:
            self._report(outcomes)
        if self._facts is not None:
            self._facts.flush()

    def _end(self) -> None:
        self._ended.set()
        self._drop_all()
        self._line.close()
        self._flush()
        self._leave(time.perf_counter() + CLOSE_SECONDS)

    def _drop_all(self) -> None:
        stopped = Reply(None, tr("the publisher was stopped"))
        for run in [self._current, *self._queue]:
            if run is not None:
                run.cancelled.set()
                self._give_up(run, stopped, tr(_UNKNOWN, why=stopped.text))
        self._queue.clear()

    def _leave(self, deadline: float) -> None:
        """Stop once the broker has seen us go, or when that takes too long."""
        if self._line.has_left or time.perf_counter() > deadline:
            self._loop.stop()
        else:
            self._loop.call_later(0.02, lambda: self._leave(deadline))
