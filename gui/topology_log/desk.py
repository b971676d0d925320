"""Between the topology log and the window: its commands, and what is remembered of it."""

from PySide6.QtCore import QObject, QSettings

from gui.main_window import MainWindow
from gui.topology_log.view import TopologyLogView

_WORDS, _ONLY = "log/words", "log/only_selection"


class LogDesk(QObject):
    """Owns the view, whose filter is as it was the last time."""

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self.view = TopologyLogView()
        self._window = window
        self._settings = settings
        bar, commands = self.view.bar, window.commands.log
        bar.toggle_by(commands.only_selection)
        bar.field.setText(str(settings.value(_WORDS, "")))
        commands.only_selection.setChecked(str(settings.value(_ONLY, "")) == "true")
        commands.only_selection.toggled.connect(self._on_only)
        commands.filter.triggered.connect(self._on_filter)
        bar.field.textChanged.connect(lambda text: settings.setValue(_WORDS, text))

    def _on_filter(self) -> None:
        self._window.reveal("log")
        self.view.bar.field.setFocus()
        self.view.bar.field.selectAll()

    def _on_only(self, on: bool) -> None:
        self._settings.setValue(_ONLY, "true" if on else "false")
        if not self.view.isVisible():
            self._window.reveal("log")
