"""One turn of the event loop: how much has been done in it, and whether more should be.

What is due comes in one turn with everything else that is due, and whoever drags or types waits for
all of it. Work that can wait goes into a turn in which there is room for it.
"""

from collections.abc import Callable
from time import thread_time

from PySide6.QtCore import QAbstractEventDispatcher, QObject, QTimer

FULL_S = 0.005
"""Processor time after which a turn has no room: others that run meanwhile do not count."""
_PATIENCE = 3
"""So many turns somebody lets others go first, so that nobody waits for ever."""


class Turn(QObject):
    """The present one, of the GUI thread."""

    def __init__(self, dispatcher: QAbstractEventDispatcher) -> None:
        super().__init__(dispatcher)
        self._begun = thread_time()
        dispatcher.awake.connect(self._on_awake)

    @property
    def spent(self) -> float:
        """Seconds of work in it so far."""
        return thread_time() - self._begun

    def _on_awake(self) -> None:
        self._begun = thread_time()


class Room:
    """Whether there is room in this turn for a piece of somebody's work."""

    def __init__(self) -> None:
        self._let_go_first = 0

    def is_there(self) -> bool:
        """Yes, or he lets others go first and asks again in the next turn."""
        turn = _turn()
        if turn is None or turn.spent < FULL_S or self._let_go_first >= _PATIENCE:
            self._let_go_first = 0
            return True
        self._let_go_first += 1
        return False


class Due(QTimer):
    """Has work done once, so many milliseconds after its start or as soon as there is room then."""

    def __init__(self, parent: QObject, work: Callable[[], object]) -> None:
        super().__init__(parent)
        self._work = work
        self._room = Room()
        self.setSingleShot(True)
        self.timeout.connect(self._on_timeout)

    def _on_timeout(self) -> None:
        if self._room.is_there():
            self._work()
        else:
            self.start(0)


def _turn() -> Turn | None:
    """That of this thread; None where there is no event loop."""
    dispatcher: QAbstractEventDispatcher | None = QAbstractEventDispatcher.instance()
    if dispatcher is None:
        return None
    known = dispatcher.findChild(Turn)
    return known if isinstance(known, Turn) else Turn(dispatcher)
