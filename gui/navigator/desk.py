"""Between the navigator and the window: what is listed, and who hears of what is chosen."""

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.find.completion import Names
from gui.find.desk import FindDesk
from gui.flow.view import FlowView
from gui.main_window import MainWindow
from gui.navigator.listing import Listing
from gui.navigator.view import NavigatorView
from gui.turn import Due

if TYPE_CHECKING:
    from core.selection import Selection
    from core.session import Session


CALM_SECONDS = 0.4
_AHEAD = 2
"""So many turns are for reading, also where things come and go all the time."""


class NavigatorDesk(QObject):
    """Owns the navigator of the window; a hidden one costs nothing."""

    selected = Signal(object)
    """The user chose a node there."""

    def __init__(self, window: MainWindow, flow: FlowView, find: FindDesk) -> None:
        super().__init__(window)
        self.view = NavigatorView(self.names)
        self._find = find
        self._drawn_at = 0.0
        self._window = window
        self._flow = flow
        window.fill("navigator", self.view)
        self._turn = Due(self, self._on_turn)
        self._ahead = 0
        self.view.selected.connect(self.selected)
        self.view.entered.connect(self._on_entered)
        window.commands.navigate.triggered.connect(self._on_navigate)

    def watch(self, session: "Session | None") -> None:
        """List what another broker has, or nothing."""
        self._drawn_at = 0.0
        self.view.show_listing(None if session is None else Listing(session))

    def names(self) -> Names:
        """The names of what is listed, for completion."""
        listing = self.view.model.listing
        rows = listing.connections.rows if listing is not None else []
        named = {row.connection.provided_name or "" for row in rows}
        return {**self._find.names(), "connection": sorted(named - {""})}

    def show_selection(self, selection: "Selection") -> None:
        """Show what is selected everywhere."""
        self.view.show_selection(selection)

    def refresh(self) -> None:
        """One tick, in a turn of its own; numbers that change faster than that cannot be read."""
        if self.view.isVisible() and monotonic() - self._drawn_at >= CALM_SECONDS:
            self._drawn_at = monotonic()
            self._turn.start(0)

    def _on_turn(self) -> None:
        """What came or went is read in turns of its own before the rows follow."""
        listing = self.view.model.listing
        if self._ahead < _AHEAD and listing is not None and listing.read_ahead():
            self._ahead += 1
            self._turn.start(0)
        else:
            self._ahead = 0
            self.view.refresh()

    def _on_navigate(self) -> None:
        self._window.reveal("navigator")
        self.view.search()

    def _on_entered(self) -> None:
        self._flow.approach()
