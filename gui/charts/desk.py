"""Between the charts and the window: what they show elsewhere, and what is remembered of them."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import QObject, QPoint, QPointF, QSettings, Qt
from PySide6.QtWidgets import QWidget

from core.selection import Selection
from core.topology_log import Entry
from gui.charts.dragging import DragSource
from gui.charts.pin import as_text, from_text
from gui.charts.view import ChartsView
from gui.flow.view import FlowView
from gui.main_window import MainWindow
from gui.navigator.view import NavigatorView
from gui.topology_log.view import TopologyLogView

if TYPE_CHECKING:
    from core.session import Session


class ChartsDesk(QObject):
    """Makes the charts of each session, with those that were pinned there before."""

    def __init__(self, window: MainWindow, log: TopologyLogView, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._log = log
        self._settings = settings
        self._charts: ChartsView | None = None
        commands = window.commands.charts
        commands.pin.triggered.connect(self._on_pin)
        commands.table.triggered.connect(lambda: self._on_shown().export_table())
        commands.picture.triggered.connect(lambda: self._on_shown().export_picture())

    def watch(self, session: "Session", bar: QWidget) -> ChartsView:
        """The charts of another session; `bar` is where proxy and firehose are switched on."""
        charts = ChartsView(session, bar)
        charts.marks.peers_of = session.flow.directory.peers_of
        self._charts = charts
        charts.exporting.said.connect(self._window.say)
        charts.change_wanted.connect(self._on_change_wanted)
        name = f"charts/pinned/{quote(session.endpoints.shown, safe='')}"
        charts.halves.show_pins(from_text(str(self._settings.value(name, ""))))
        charts.board.changed.connect(
            lambda: self._settings.setValue(name, as_text(charts.board.pins))
        )
        tastes = f"charts/tastes/{quote(session.endpoints.shown, safe='')}"
        charts.tastes.read(str(self._settings.value(tastes, "")))
        charts.tastes.changed.connect(
            lambda: self._settings.setValue(tastes, charts.tastes.as_text())
        )
        return charts

    def carry_from(self, flow: FlowView, navigator: NavigatorView) -> None:
        """Let the user drag things from there onto the charts, or chart them by menu."""
        shift = Qt.KeyboardModifier.ShiftModifier
        source = DragSource(flow, lambda at: flow.stage.at(QPointF(at)), shift, flow.selected.emit)
        flow.carried_out.connect(lambda node: source.carry(flow, node))
        rows = navigator.rows

        def row_at(place: QPoint) -> Selection:
            return navigator.model.key(rows.indexAt(place))

        DragSource(rows.viewport(), row_at)
        flow.addAction(self._window.commands.charts.pin)
        rows.addAction(self._window.commands.charts.pin)
        rows.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _on_shown(self) -> ChartsView:
        """The charts, in front; commands of charts are off without a session."""
        assert self._charts is not None
        self._window.reveal("charts")
        return self._charts

    def _on_pin(self) -> None:
        charts = self._on_shown()
        charts.halves.pin(charts.selection)

    def _on_change_wanted(self, entry: Entry) -> None:
        self._window.reveal("log")
        self._log.show_entry(entry)
