"""Between the charts and the window: what they show elsewhere, and what is remembered of them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.topology_log import Entry
from gui.charts.view import ChartsView
from gui.main_window import MainWindow
from gui.topology_log.view import TopologyLogView

if TYPE_CHECKING:
    from core.session import Session


class ChartsDesk(QObject):
    """Makes the charts of each session."""

    def __init__(self, window: MainWindow, log: TopologyLogView) -> None:
        super().__init__(window)
        self._window = window
        self._log = log
        self._charts: ChartsView | None = None
        commands = window.commands.charts
        commands.table.triggered.connect(lambda: self._on_shown().export_table())
        commands.picture.triggered.connect(lambda: self._on_shown().export_picture())

    def watch(self, session: "Session", bar: QWidget) -> ChartsView:
        """The charts of another session; `bar` is where proxy and firehose are switched on."""
        charts = ChartsView(session, bar)
        self._charts = charts
        charts.exporting.said.connect(self._window.say)
        charts.change_wanted.connect(self._on_change_wanted)
        return charts

    def _on_shown(self) -> ChartsView:
        """The charts, in front; commands of charts are off without a session."""
        assert self._charts is not None
        self._window.reveal("charts")
        return self._charts

    def _on_change_wanted(self, entry: Entry) -> None:
        self._window.reveal("log")
        self._log.show_entry(entry)
