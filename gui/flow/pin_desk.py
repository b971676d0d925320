"""What somebody has put somewhere in the flow: kept for each broker and vhost, and released."""

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction

from core.endpoints import Endpoints
from core.pins import PinBook
from core.selection import Selection
from gui.flow.view import FlowView

_SETTING = "flow/pins"


class PinDesk(QObject):
    """Between the flow, where nodes are dragged, and the settings, where their places are kept."""

    def __init__(
        self, flow: FlowView, release: QAction, tidy: QAction, settings: QSettings
    ) -> None:
        super().__init__(flow)
        self._flow = flow
        self._release = release
        self._settings = settings
        self._broker = ""
        self._selection: Selection = None
        flow.pinned.connect(self._on_pinned)
        release.triggered.connect(self._on_release)
        tidy.triggered.connect(flow.tidy)
        self.select(None)

    def watch(self, endpoints: Endpoints | None, *, collapsed: bool) -> None:
        """Put everything where it was put in this picture of this vhost."""
        self._broker = "" if endpoints is None else _named(endpoints, collapsed=collapsed)
        self._flow.pin(self._book().of(self._broker) if self._broker else {})
        self.select(self._selection)

    def select(self, selection: Selection) -> None:
        """Offer to release what is selected, when it is pinned."""
        self._selection = selection
        self._release.setEnabled(any(slot[0] == selection for slot in self._flow.stage.pins))

    def _on_pinned(self) -> None:
        self.select(self._selection)
        if self._broker:
            book = self._book()
            book.put(self._broker, self._flow.stage.pins)
            self._settings.setValue(_SETTING, book.text)

    def _on_release(self) -> None:
        self._flow.release([slot for slot in self._flow.stage.pins if slot[0] == self._selection])

    def _book(self) -> PinBook:
        return PinBook(str(self._settings.value(_SETTING, "")))


def _named(endpoints: Endpoints, *, collapsed: bool) -> str:
    """A broker, its vhost, and which picture of them."""
    picture = "services" if collapsed else "flow"
    return f"{endpoints.host}:{endpoints.port} {endpoints.vhost} {picture}"
