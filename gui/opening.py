"""From a fresh process to a window that watches: small first, heavy after the first paint."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.garbage import Garbage
from gui.incidents import Incidents
from gui.language import Language, wanted
from gui.main_window import MainWindow
from gui.preferences import preferences

if TYPE_CHECKING:
    from core.demo.demo import Demo
    from core.endpoints import Endpoints
    from gui.interrupts import Interrupts
    from gui.workbench import Workbench

ICON = Path(__file__).parent.parent / "resources" / "flowscope.svg"
SWITCH_S = 0.001
"""A busy tap gives the interpreter back this soon: the slowest frames get a third shorter."""


def run(endpoints: "Endpoints | None", demo: "Demo | None" = None) -> int:
    """Show the window and stay until it is closed; the exit code."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("flowscope")
    app.setApplicationDisplayName("Flowscope")
    app.setDesktopFileName("flowscope")
    app.setWindowIcon(QIcon(str(ICON)))
    app.setQuitOnLastWindowClosed(False)
    settings = preferences()
    theme.apply(app)
    theme.restore_from(settings)
    incidents = Incidents()
    code, again = _show(app, incidents, endpoints, demo)
    while again is not None:
        code, again = _show(app, incidents, again.endpoints, again.demo)
    incidents.release()
    return code


class Again(NamedTuple):
    """What another window is to begin with; passwords stay in this process."""

    endpoints: "Endpoints | None"
    demo: "Demo | None"


def _show(
    app: QApplication, incidents: Incidents, endpoints: "Endpoints | None", demo: "Demo | None"
) -> tuple[int, Again | None]:
    """A window in the language of now, until it is closed; its exit code, and what comes next."""
    language = Language(app, wanted(preferences()))
    window = MainWindow()
    incidents.happened.connect(window.warn)
    opening = Opening(window, endpoints, demo)
    window.show()
    code = app.exec()
    opening.end()
    again = opening.again() if window.comes_back else None
    incidents.happened.disconnect(window.warn)
    language.release()
    if again is not None:
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return code, again


class Opening(QObject):
    """Builds the workbench into a window once that is on screen."""

    def __init__(
        self, window: MainWindow, endpoints: "Endpoints | None", demo: "Demo | None"
    ) -> None:
        super().__init__(window)
        self._window = window
        self._endpoints = endpoints
        self._demo = demo
        self._workbench: Workbench | None = None
        self._interrupts: Interrupts | None = None
        self._garbage: Garbage | None = None
        self._watched = Again(None, None)
        window.leaving.connect(self._on_leaving)
        window.painted.connect(self._on_painted)

    def end(self) -> None:
        """Give back what was taken over."""
        if self._interrupts is not None:
            self._interrupts.release()
        if self._garbage is not None:
            self._garbage.release()

    def _on_painted(self) -> None:
        from gui.interrupts import Interrupts
        from gui.workbench import Workbench

        self._interrupts = Interrupts(self)
        self._interrupts.came.connect(self._on_interrupt)
        workbench = self._workbench = Workbench(self._window, preferences())
        workbench.leaves.connect(self._note)
        workbench.gone.connect(QApplication.quit)
        workbench.show_up()
        if self._endpoints is not None:
            workbench.watching.watch(self._endpoints)
        elif self._demo is not None:
            workbench.demo_desk.begin(self._demo)
        self._garbage = Garbage(self)
        workbench.watching.quiet.connect(self._garbage.clear_out)
        sys.setswitchinterval(SWITCH_S)

    def again(self) -> Again:
        """What was watched when the window was closed; a demo of its own begins anew."""
        return self._watched

    def _note(self) -> None:
        if self._workbench is not None:
            demo = self._workbench.demo_desk.anew()
            where = None if demo is not None else self._workbench.watching.endpoints
            self._watched = Again(where, demo)

    def _on_interrupt(self) -> None:
        """Whoever ends a process from outside is not there to be asked."""
        self._window.hesitates = lambda: False
        self._window.close()

    def _on_leaving(self) -> None:
        """Closed before anything was built: there is nothing to end."""
        if self._workbench is None:
            self._window.leave()
            QApplication.quit()
