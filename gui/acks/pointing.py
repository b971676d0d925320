"""The message that the pointer is at: it stays in sight, and told of, until the pointer leaves it."""

from PySide6.QtCore import QPoint, QPointF

from core.lanes.ledger import LaneLedger
from core.watched_message import Message
from gui.acks.picking import NEAR, Pick


class Pointing:
    """Messages move and leave under a pointer that rests; it goes on meaning the one it came to."""

    def __init__(self) -> None:
        self.pick: Pick | None = None
        """What was found there, in words that were true then."""
        self.at = QPointF()
        self.on_screen = QPoint()
        self._place: int | None = None

    @property
    def message(self) -> Message | None:
        """The one; None also for a bar of many."""
        return None if self.pick is None or self.pick.is_many else self.pick.message

    def come(self, pick: Pick, at: QPointF, on_screen: QPoint) -> bool:
        """To what is there; whether that is something else."""
        before = self.pick
        self.pick, self.at, self.on_screen, self._place = pick, at, on_screen, pick.place
        return before is None or before.message is not pick.message

    def leave(self) -> None:
        """To where nothing is."""
        self.pick = self._place = None

    def is_still_at(self, at: QPointF) -> bool:
        """The pointer has hardly moved, and what it was at has gone on."""
        return self.message is not None and (at - self.at).manhattanLength() <= NEAR

    def place(self, ledger: LaneLedger) -> int | None:
        """Where it is among the settled ones; None while it waits, and when it is forgotten."""
        message, settled = self.message, ledger.settled
        if message is None or (self._place is None and message in ledger.waiting):
            return None
        if self._place is None or settled.message(self._place) is not message:
            self._place = settled.place_of(message)
            if self._place is None:
                self.leave()
        return self._place
