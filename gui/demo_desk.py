"""The demo in the window: started off the GUI thread, watched, ended when it is watched no more."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLabel

from core.demo.demo import CannotStart, Demo, OwnBroker
from core.listening import address_of, reached_at
from core.wording import phrase, tr
from gui.background import Background
from gui.demo_menu import DemoMenu
from gui.main_window import MainWindow
from gui.mends import sentences
from gui.plain import tooltip
from gui.watching import Watching

if TYPE_CHECKING:
    from core.endpoints import Endpoints

_USUAL = phrase("Demo: a usual day. The menu Demo causes trouble.")


class DemoDesk(QObject):
    """Runs one demo at a time, for as long as the window watches it, and says what trouble is on."""

    changed = Signal()
    """Another demo is starting or runs, or none."""
    failed = Signal(str)
    """The demo did not start, and why."""

    def __init__(self, window: MainWindow, watching: Watching) -> None:
        super().__init__(window)
        self.demo: Demo | None = None
        self.menu: DemoMenu | None = None
        self.window = window
        self.watching = watching
        self.state = QLabel()
        self.state.setContentsMargins(0, 0, 8, 0)
        self._starting: Background[Endpoints] | None = None
        self._proxy = ""
        watching.changed.connect(self._on_watching)
        watching.updated.connect(self.refresh)

    @property
    def is_starting(self) -> bool:
        """A demo was asked for and is not there yet."""
        return self._starting is not None

    def begin_own(self) -> None:
        """Start the shop on a broker of its own, inside this process, and watch it."""
        self.begin(Demo(OwnBroker()))

    def begin(self, demo: Demo) -> None:
        """Start a demo and watch it instead of what was watched before."""
        self.end()
        self.watching.end()
        self.demo = demo
        self._starting = Background("demo", demo.start, self._on_started, self._on_failed)
        self._starting.start()
        self.changed.emit()

    def anew(self) -> Demo | None:
        """The same demo from its beginning; None when there is none on a broker of its own."""
        demo = self.demo
        return Demo(OwnBroker()) if demo is not None and demo.is_own else None

    def end(self) -> None:
        """Stop the demo, off the GUI thread; fine when there is none."""
        demo, self.demo = self.demo, None
        self._proxy = ""
        if self._starting is not None:
            self._starting.forget()
            self._starting = None
        if self.menu is not None:
            self.window.menuBar().removeAction(self.menu.menuAction())
            self.window.statusBar().removeWidget(self.state)
            self.menu.deleteLater()
            self.menu = None
        if demo is not None:
            self.watching.finish(demo.stop)
            self.changed.emit()

    def refresh(self) -> None:
        """Show what is on; a restart of the broker ends by itself."""
        if self.demo is None or self.menu is None:
            return
        self.menu.refresh()
        on = [one for one in self.demo.scenarios if one.is_on]
        titles = ", ".join(one.title for one in on)
        self.state.setText(tr("Demo: {titles}", titles=titles) if on else tr(_USUAL))
        self.state.setToolTip(tooltip("\n".join(one.promise for one in on)))
        self._follow_proxy(self.demo)

    @property
    def guests(self) -> int:
        """Connections of the shop through the proxy, whose end nobody minds.

        A service that is down has none: whoever is there instead is asked for.
        """
        system = self.demo.system if self.demo is not None and self._proxy else None
        services = system.services.values() if system is not None else ()
        return sum(one.is_up.is_set() for one in services)

    def _follow_proxy(self, demo: Demo) -> None:
        """The shop connects through the proxy while there is one, so that every ack is seen."""
        session = self.watching.session
        proxy = session.close_look.proxy if session is not None else None
        address = proxy.address if proxy is not None and proxy.phase == "listening" else ""
        if address == self._proxy:
            return
        self._proxy = address
        if address:
            host, port = address_of(address)
            demo.connect_at(reached_at(host), port)
        else:
            demo.connect_at()

    def _on_started(self, endpoints: "Endpoints") -> None:
        assert self.demo is not None
        self._starting = None
        self.menu = DemoMenu(self.demo.scenarios, self.window)
        self.menu.switched.connect(self._on_switched)
        bar = self.window.menuBar()
        bar.insertMenu(bar.actions()[-1], self.menu)  # Help stays the last
        self.window.statusBar().addPermanentWidget(self.state)
        self.state.show()
        self.watching.watch(endpoints)
        self.window.say(sentences(self.demo.claims()))
        self.refresh()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        told = sentences(error.why, error.mend) if isinstance(error, CannotStart) else repr(error)
        self.end()
        self.failed.emit(told)

    def _on_switched(self, words: str) -> None:
        self.window.say(words)
        self.refresh()

    def _on_watching(self) -> None:
        """Once the user has chosen something else, the demo is over."""
        QTimer.singleShot(0, self, self._end_unless_watched)

    def _end_unless_watched(self) -> None:
        watched = self.watching.endpoints
        if self.demo is None or watched == self.demo.endpoints:
            return
        if watched is not None or not self.is_starting:
            self.end()
