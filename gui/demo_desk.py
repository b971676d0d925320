"""The demo that the window was opened on: its menu of scenarios, and its end."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from core.demo.demo import CannotStart, Demo
from gui.background import Background
from gui.main_window import MainWindow
from gui.mends import sentences
from gui.plain import tooltip
from gui.watching import Watching

if TYPE_CHECKING:
    from core.demo.scenarios import Scenario
    from core.endpoints import Endpoints


class DemoDesk(QObject):
    """Starts the demo, watches it, and says what trouble is on."""

    failed = Signal(str)
    """The demo did not start, and why."""

    def __init__(self, demo: Demo, window: MainWindow, watching: Watching) -> None:
        super().__init__(window)
        self.demo = demo
        self.window = window
        self.watching = watching
        self.actions: dict[str, QAction] = {}
        self.state = QLabel()
        self.state.setContentsMargins(0, 0, 8, 0)
        self._starting: Background[Endpoints] = Background(
            "demo", demo.start, self._on_started, self._on_failed
        )
        watching.updated.connect(self.refresh)
        self._starting.start()

    def end(self) -> None:
        """The window closes: stop the demo, off the GUI thread."""
        self._starting.forget()
        self.watching.finish(self.demo.stop)

    def refresh(self) -> None:
        """Show what is on; a restart of the broker ends by itself."""
        on = [one for one in self.demo.scenarios if one.is_on]
        for scenario in self.demo.scenarios:
            self.actions[scenario.name].setChecked(scenario.is_on)
        words = ", ".join(one.title for one in on)
        self.state.setText(f"Demo: {words}" if on else "")
        self.state.setToolTip(tooltip("\n".join(one.promise for one in on)))

    def _on_started(self, endpoints: "Endpoints") -> None:
        self._fill_menu()
        self.window.statusBar().addPermanentWidget(self.state)
        self.watching.watch(endpoints)
        self.window.say(f"{self.demo.claims()}.")
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        told = sentences(error.why, error.mend) if isinstance(error, CannotStart) else repr(error)
        self.failed.emit(told)

    def _fill_menu(self) -> None:
        menu = self.window.menuBar().addMenu("&Demo")
        menu.setToolTipsVisible(True)
        for scenario in self.demo.scenarios:
            self.actions[scenario.name] = action = menu.addAction(scenario.title)
            action.setCheckable(True)
            action.setToolTip(tooltip(scenario.promise))
            action.triggered.connect(lambda on, one=scenario: self._switch(one, on=on))
        menu.addSeparator()
        menu.addAction("&Watch the demo again").triggered.connect(self._watch)

    def _switch(self, scenario: "Scenario", *, on: bool) -> None:
        if on:
            scenario.start()
            self.window.say(scenario.promise)
        else:
            scenario.stop()
            self.window.say(f"{scenario.title} has ended; what it left behind is worked off.")
        self.refresh()

    def _watch(self) -> None:
        if self.demo.endpoints is not None:
            self.watching.watch(self.demo.endpoints)
