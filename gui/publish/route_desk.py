"""Looks ahead where the event in the form would go, off the GUI thread, at each keystroke."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.graph import EdgeKey
from core.publishing import Publish
from core.route_preview import Preview, preview
from core.routes import Routes
from core.topology import Topology
from core.troubles import Trouble
from core.wording import tr
from gui.background import Background
from gui.publish.route_page import foreseen, not_asked, route_page
from gui.publish.view import PublishView

if TYPE_CHECKING:
    from core.session import Session


@dataclass(frozen=True, slots=True)
class _Question:
    """Where an event would go, as things are declared at one time."""

    routes: Routes
    publish: Publish
    own: Collection[str]
    knows_headers: bool
    """None of the headers is half typed."""

    def answer(self) -> Preview:
        return preview(self.routes, self.publish, self.own, knows_headers=self.knows_headers)


class RouteDesk(QObject):
    """Asks for the form of a publish view; of several questions only the newest counts."""

    foreseen = Signal(object)
    """The edges along which the event would pass; none while nobody looks."""

    def __init__(self, view: PublishView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._session: Session | None = None
        self._routes = Routes(Topology())
        self._asked: _Question | None = None
        self._looking: Background[Preview] | None = None
        self._is_seen = False
        self._marked: frozenset[EdgeKey] = frozenset()
        self._found = not_asked()
        self._troubles: tuple[Trouble, ...] = ()
        """What hurt when the answer was shown."""
        view.drafted.connect(self._ask)
        self._show(self._found)

    @property
    def is_looking(self) -> bool:
        """An answer is on its way."""
        return self._looking is not None

    def watch(self, session: "Session | None") -> None:
        """Look at what another broker has declared."""
        self._session = session
        self._asked = None
        self._is_seen = False
        if self._looking is not None:
            self._looking.forget()
            self._looking = None
        self._show(not_asked())
        self.refresh()

    def refresh(self) -> None:
        """Ask again if something else is declared, or somebody begins to look."""
        if self._session is None:
            return
        seen = self._view.isVisible()
        is_new = self._routes.topology is not self._session.topology
        if seen and (is_new or not self._is_seen):
            self._ask()
        elif seen and self._troubles != self._session.graph.troubles:
            self._show(self._found)
        self._is_seen = seen
        if not seen:
            self._mark(frozenset())

    def _ask(self) -> None:
        if self._session is None or not self._view.isVisible():
            return
        topology = self._session.topology
        if self._routes.topology is not topology:
            self._routes = Routes(topology)
        publish, knows_headers = self._view.draft()
        own = self._session.flow.directory.hidden_queues
        self._asked = _Question(self._routes, publish, own, knows_headers)
        self._look()

    def _look(self) -> None:
        """Answer the newest question, once the one before is answered."""
        question = self._asked
        if question is None or self._looking is not None:
            return
        self._looking = Background(
            "look ahead",
            question.answer,
            lambda found: self._on_answer(question, found),
            lambda error: self._on_answer(question, _failed(error)),
        )
        self._looking.start()

    def _on_answer(self, question: _Question, found: Preview) -> None:
        self._looking = None
        if question is self._asked:
            self._asked = None
            self._show(found)
        else:
            self._look()

    def _show(self, found: Preview) -> None:
        self._found = found
        session = self._session
        if session is None:
            page = route_page(found, Topology(), lambda _: None)
            self._view.show_route(found, page)
            self._mark(frozenset())
            return
        topology = self._routes.topology
        self._troubles = session.graph.troubles
        page = route_page(found, topology, session.service_of, self._troubles)
        self._view.show_route(found, page)
        self._mark(foreseen(found, topology, session.service_of))

    def _mark(self, edges: frozenset[EdgeKey]) -> None:
        if edges != self._marked:
            self._marked = edges
            self.foreseen.emit(edges)


def _failed(error: Exception) -> Preview:
    why = tr("Looking ahead failed: {error!r}", error=error)
    return Preview("unknown", tr("Not known"), why)
