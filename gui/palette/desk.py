"""Between the palette and the window: what can be chosen now, and what was chosen before."""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal

from core.find.connections import Connections
from core.lanes.seek import LEAST_LETTERS, sought
from core.profile import Profile
from gui.main_window import MainWindow
from gui.palette.entries import (
    Entry,
    command_entries,
    commands,
    connection_entries,
    message_entries,
    node_entries,
    profile_entries,
)
from gui.palette.summons import Summons
from gui.palette.view import Palette

if TYPE_CHECKING:
    from core.session import Session
    from core.topology import Topology

KEPT = 12
_SETTING = "palette/recent"


class PaletteDesk(QObject):
    """Opens the palette on everything that there is at that moment."""

    selected = Signal(object)
    """The user wants to see this node."""

    message_wanted = Signal(object)
    """The user wants to see the life of this message."""

    def __init__(
        self,
        window: MainWindow,
        settings: QSettings,
        profiles: Callable[[], Sequence[Profile]],
        connect_to: Callable[[str], object],
    ) -> None:
        super().__init__(window)
        self.palette = Palette(window)
        self.questions: Callable[[], list[Entry]] = list
        """Those that the guide answers."""
        self._window = window
        self._settings = settings
        self._profiles = profiles
        self._connect_to = connect_to
        self._session: Session | None = None
        self._things: list[Entry] = []
        self._seen: tuple[Topology, int] | None = None
        self._recent = _load(settings)
        self._summons = Summons(self)
        self.palette.model.more = self._messages
        self.palette.chosen.connect(self._on_chosen)
        window.commands.palette.triggered.connect(self.open)

    def watch(self, session: "Session | None") -> None:
        """Offer the things of another broker, or none."""
        self._session = session
        self._seen = None

    def open(self) -> None:
        """Come up."""
        self.palette.open(self.entries(), self._recent)

    def entries(self) -> list[Entry]:
        """Everything that can be asked for, possible or not."""
        window = self._window
        own = window.commands.palette
        listed = [one for one in commands(window.menuBar()) if one.action is not own]
        asked = command_entries(listed, window.commands.why_not)
        profiles = profile_entries(self._profiles(), self._connect_to)
        return [*asked, *profiles, *self._named(), *self.questions()]

    def _named(self) -> list[Entry]:
        """The things of the graph; read anew only when some have come or gone."""
        session = self._session
        if session is None:
            return []
        topology, structure = session.topology, session.graph.structure
        if self._seen is None or self._seen[0] is not topology or self._seen[1] != structure:
            self._seen = (topology, structure)
            connections = Connections(session.flow.directory, session.graph)
            connections.refresh(topology)
            nodes = node_entries(list(session.graph.nodes.values()), self.selected.emit)
            self._things = [*nodes, *connection_entries(connections.rows, self.selected.emit)]
        return self._things

    def _messages(self, typed: str) -> list[Entry]:
        """Those that were seen, by the beginning of an id."""
        if self._session is None or len(typed.strip()) < LEAST_LETTERS:
            return []
        found = sought(typed, self._session.ack_flow.recent_steps)
        return message_entries(found, self.message_wanted.emit)

    def _on_chosen(self, entry: Entry) -> None:
        if entry.kind == "message":  # it is known for a while only
            entry.act()
            return
        others = [key for key in self._recent if key != entry.key]
        self._recent = [entry.key, *others][:KEPT]
        self._settings.setValue(_SETTING, json.dumps(self._recent))
        entry.act()


def _load(settings: QSettings) -> list[str]:
    """What was chosen before, the newest first; what cannot be read is nothing."""
    try:
        found = json.loads(str(settings.value(_SETTING, "[]")))
    except ValueError:
        return []
    return [str(key) for key in found][:KEPT] if isinstance(found, list) else []
