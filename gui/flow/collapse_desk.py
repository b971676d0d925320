"""Exchanges and queues in the flow, or only which service causes work for which: one's choice."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction

from core.collapsed import CollapsedGraph
from core.graph import FlowGraph
from core.selection import Selection
from gui.flow.labelling import Spreads, no_spreads
from gui.flow.scene import Keys
from gui.flow.view import FlowView

_SETTING = "flow/collapsed"


class CollapseDesk(QObject):
    """Shows the graph of a session in the flow, whole or collapsed, and remembers which."""

    turned = Signal()
    """The flow shows another graph now."""

    def __init__(self, flow: FlowView, action: QAction, settings: QSettings) -> None:
        super().__init__(flow)
        self.collapsed: CollapsedGraph | None = None
        self._left: CollapsedGraph | None = None
        """What was shown before, while the flow turns to another graph."""
        self._flow = flow
        self._action = action
        self._settings = settings
        self._whole = FlowGraph()
        self._read_spreads: Callable[[], Spreads] = no_spreads
        action.setChecked(settings.value(_SETTING) == "true")
        action.toggled.connect(self._on_toggled)

    def show_graph(self, whole: FlowGraph, spreads: Callable[[], Spreads] = no_spreads) -> None:
        """Show another graph the way that was chosen."""
        self._whole, self._read_spreads = whole, spreads
        self.collapsed = CollapsedGraph(whole) if self._action.isChecked() else None
        self._flow.translate = self._translated
        self._flow.show_graph(self.collapsed or whole, spreads)

    def refresh(self) -> None:
        """Follow what the whole graph has become."""
        if self.collapsed is not None:
            self.collapsed.refresh()

    def select(self, selection: Selection) -> None:
        """Mark in the flow what was selected anywhere."""
        if self.collapsed is not None:
            selection = self.collapsed.shown(selection, self._flow.selection())
        self._flow.select(selection)

    def meant(self, selection: Selection) -> Selection:
        """What of the whole graph stands for something in the flow: a hop has no counters."""
        if isinstance(selection, tuple) and selection[0] == "hop":
            return None if self.collapsed is None else self.collapsed.meant(selection)
        return selection

    def kept(self, selection: Selection) -> Selection:
        """What stays selected when the flow shows another graph."""
        if isinstance(selection, tuple) and selection[0] == "hop" and self.collapsed is None:
            return (self._left or CollapsedGraph(self._whole)).meant(selection)
        return selection

    def _translated(self, keys: Keys, wholly: bool) -> Keys:
        return keys if self.collapsed is None else self.collapsed.keys_of(keys, wholly=wholly)

    def _on_toggled(self, on: bool) -> None:
        self._settings.setValue(_SETTING, "true" if on else "false")
        self._left = self.collapsed
        self.show_graph(self._whole, self._read_spreads)
        self.turned.emit()
        self._left = None
