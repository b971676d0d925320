"""Between the publish view and the publisher's thread: one run at a time, outcomes by the tick."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.inbox import Inbox
from core.publishing import Outcome, Publish
from core.tapped import TappedMessage
from core.wording import tr
from core.writes import publishing
from gui.connect.consent import ask_before
from gui.mends import sentences
from gui.publish.history import Sent
from gui.publish.view import PublishView

if TYPE_CHECKING:
    from core.endpoints import Endpoints
    from core.sources.own_facts import PutFacts
    from core.sources.publish_run import Run
    from core.sources.publisher import Publisher

TICK_MS = 50
ROOM = 100_000
"""Reports that may wait for the window; a report holds up to 500 outcomes."""


class PublishDesk(QObject):
    """Owns the publisher of the watched broker."""

    published = Signal(object)
    """A list of Sent: what became of messages since the last tick."""

    def __init__(self, view: PublishView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.put_facts: PutFacts | None = None
        """Where the facts of what is published next go."""
        self._view = view
        self._endpoints: Endpoints | None = None
        self._publisher: Publisher | None = None
        self._run: Run | None = None
        self._inbox: Inbox[Sequence[Outcome]] = Inbox(ROOM)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        view.wanted.connect(self._on_wanted)
        view.cancelled.connect(self._on_cancelled)
        self.watch(None)

    def watch(self, endpoints: "Endpoints | None") -> "Callable[[], None] | None":
        """Publish to another broker from now on; gives what ends the old publisher, slowly."""
        self.tick()
        ending = self._end()
        self._endpoints = endpoints
        why = endpoints.standing.refusal if endpoints else tr("connect to a broker first (Ctrl+O)")
        self._view.set_can_send(not why, sentences(why))
        self._view.show_progress(None)
        return ending

    def show_message(self, message: TappedMessage) -> None:
        """Fill the form with a message that a tap received."""
        properties = {k: v for k, v in message.wire.values.items() if k != "headers"}
        self._view.show_publish(
            Publish(
                exchange=message.exchange,
                routing_key=message.routing_key,
                body=message.body,
                properties=properties,
                headers=message.wire.headers or {},
            )
        )

    def tick(self) -> None:
        """Show what came in, and whether the run is over."""
        run = self._run
        if run is None:
            return
        over = run.done
        outcomes = [outcome for report in self._inbox.drain() for outcome in report]
        batch = [Sent(run.publish, outcome, run.filling) for outcome in outcomes]
        if batch:
            self._view.show_sent(batch)
            self.published.emit(batch)
        if over:
            self._run = None
            self._timer.stop()
            self._view.show_end(run.progress, cancelled=run.cancelled.is_set())
        else:
            self._view.show_progress(run.progress)

    def _on_wanted(self, publish: Publish, count: int, rate: float) -> None:
        where = self._endpoints
        if where is None or self._run is not None or where.standing.read_only:
            return
        begin = partial(self._begin, where, publish, count, rate)
        ask_before(self._view, where, publishing(publish, count), begin)

    def _begin(self, where: "Endpoints", publish: Publish, count: int, rate: float) -> None:
        """The user may have agreed to it long after another broker was chosen."""
        if self._endpoints is not where or self._run is not None:
            return
        if self._publisher is None:
            from core.sources.publisher import Publisher

            self._publisher = Publisher(where, self._inbox.put, put_facts=self.put_facts)
        self._run = self._publisher.run(publish, count, rate or None)
        self._view.show_progress(self._run.progress)
        self._timer.start()

    def _on_cancelled(self) -> None:
        if self._publisher is not None and self._run is not None:
            self._publisher.cancel(self._run)

    def _end(self) -> "Callable[[], None] | None":
        publisher, self._publisher = self._publisher, None
        self._run = None
        self._timer.stop()
        if publisher is None:
            return None
        publisher.stop()
        return lambda: publisher.join(PATIENCE_S)


PATIENCE_S = 3.0
"""So long the publisher's connection gets to close."""
