"""One watched broker after the other: starting, pumping and ending its session."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.wording import tr
from gui.background import Background
from gui.header import Status
from gui.pump import Pump

if TYPE_CHECKING:
    from core.earlier_watch import EarlierWatch
    from core.endpoints import Endpoints
    from core.session import Session


class Watching(QObject):
    """Owns the session that the window shows."""

    changed = Signal()
    """Another session, or none: views must take over its model."""
    updated = Signal()
    """The model changed: visible views draw."""
    troubled = Signal(str)
    quiet = Signal()
    """The last thread of what was watched before has ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.endpoints: Endpoints | None = None
        self._pump: Pump | None = None
        self._ending: list[Background[None]] = []
        self._earlier: EarlierWatch | None = None
        """What was watched last leaves its log to the next watch of the same broker."""
        self._inherited: EarlierWatch | None = None
        """What the session may take over, once it knows which broker it watches."""

    def watch(self, endpoints: "Endpoints") -> None:
        """Watch this broker instead of what was watched before."""
        from core.session import Session

        session = Session(endpoints)
        self.take(session)
        self._inherited = self._earlier
        session.start()

    def take(self, session: "Session") -> None:
        """Pump and show a session that somebody else starts."""
        self.end()
        self.session = session
        self.endpoints = session.endpoints
        self._pump = Pump(session, self)
        self._pump.updated.connect(self._on_updated)
        self._pump.start()
        self.changed.emit()

    def end(self) -> None:
        """Stop watching; the threads of the session end in the background."""
        session, self.session = self.session, None
        if session is None:
            return
        if self._pump is not None:
            self._pump.stop()
            self._pump.deleteLater()
            self._pump = None
        self.endpoints = None
        self._leave(session)
        self.finish(session.stop)
        self.changed.emit()

    def finish(self, work: Callable[[], None]) -> None:
        """Do something slow that ends something, off the GUI thread."""
        ending: Background[None] = Background(
            "ending",
            work,
            lambda _: self._on_ended(ending),
            lambda error: self._on_ended(
                ending, tr("Something did not end as it should: {error}", error=error)
            ),
        )
        self._ending.append(ending)
        ending.start()

    @property
    def is_ending(self) -> bool:
        """A session that was stopped still has threads."""
        return bool(self._ending)

    def status(self) -> Status:
        """What the header shows."""
        session = self.session
        if session is None:
            return Status()
        return Status(
            phase=session.phase,
            trouble=session.trouble,
            standing=session.endpoints.standing,
            where=session.endpoints.shown,
            vhost=session.endpoints.vhost,
            broker=dict(session.broker),
            capabilities=dict(session.capabilities),
            periods=dict(session.periods),
            lost=session.inbox_statistics().refused,
        )

    def _on_updated(self) -> None:
        session, inherited = self.session, self._inherited
        if session is not None and inherited is not None and inherited.hand_over(session):
            self._inherited = None
        self.updated.emit()

    def _leave(self, session: "Session") -> None:
        """Keep what a session leaves; one that never came to its broker passes on what it got."""
        from core.earlier_watch import watch_of

        if self._inherited is None:
            self._earlier = watch_of(session)
        self._inherited = None

    def _on_ended(self, ending: Background[None], trouble: str = "") -> None:
        self._ending.remove(ending)
        if trouble:
            self.troubled.emit(trouble)
        if not self._ending:
            self.quiet.emit()
