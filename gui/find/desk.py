"""Between the find bar and the flow: marks what was found, leaves out what is hidden."""

from collections import Counter
from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from core.find.completion import Names
from core.find.flow_things import FlowThings
from core.find.hiding import NOTHING, Hiding, LeftOut, left_out
from core.find.things import Flags
from core.find.tokens import FindError
from core.graph import FlowGraph
from core.wording import counted, opening, phrase, tr
from gui.find.bar import FindBar
from gui.find.entry import ExpressionEntry
from gui.find.search import Mode, Search, in_order, stepped
from gui.flow.scene import Keys
from gui.flow.view import FlowView

if TYPE_CHECKING:
    from core.session import Session
    from gui.actions import Actions

_WISHES = {
    "only": phrase("Shown only: {expression}"),
    "around": phrase("Shown with neighbours: {expression}"),
    "without": phrase("Hidden: {expression}"),
}
_NUMBERED = {
    "service": (phrase("{n:,} service"), phrase("{n:,} services")),
    "exchange": (phrase("{n:,} exchange"), phrase("{n:,} exchanges")),
    "queue": (phrase("{n:,} queue"), phrase("{n:,} queues")),
    "edge": (phrase("{n:,} edge"), phrase("{n:,} edges")),
}


class FindDesk(QObject):
    """Owns the search in the flow, and what the flow leaves out."""

    selected = Signal(object)
    """The next match: a node's id or an edge's key."""

    def __init__(self, flow: FlowView, actions: "Actions", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.flow = flow
        self.search = Search()
        self.bar = FindBar(ExpressionEntry(self.names))
        self.area = _Area(self.bar, flow)
        self.things = FlowThings(FlowGraph())
        self._session: Session | None = None
        self._hiding = Hiding()
        self._found: Keys | None = None
        self._names: tuple[int | None, Names] | None = None
        self._actions = actions
        self.bar.asked.connect(self._on_asked)
        self.bar.stepped.connect(self.step)
        self.bar.left.connect(self.close)
        self.bar.show_all.connect(self.show_all)
        flow.selected.connect(self._on_selected)
        flow.arranged.connect(self._show_count)
        actions.find.triggered.connect(self.open)
        actions.hide_idle.toggled.connect(self._on_idle)
        actions.show_all.triggered.connect(self.show_all)

    def watch(self, session: "Session | None") -> None:
        """Search another graph; what the user wants to see of it stays the same."""
        self._session = session
        self.things = FlowThings(FlowGraph() if session is None else session.graph)
        self._hiding = Hiding()
        self._found = self._names = None
        if session is None:
            self.close()
        self._apply(at_once=True)

    def open(self) -> None:
        """Show the bar, ready to type."""
        self.bar.open()
        self._apply(at_once=False)

    def close(self) -> None:
        """Take the bar away and what it marks; what is hidden stays so."""
        focused = QApplication.focusWidget()
        was_here = focused is not None and self.bar.isAncestorOf(focused)
        self.bar.shut()
        self._apply(at_once=False)
        if was_here:
            self.flow.setFocus()

    def show_all(self) -> None:
        """Hide nothing any more."""
        self._actions.hide_idle.setChecked(False)
        if self.search.mode != "find":
            self.bar.ask(self.search.text, "find")

    def again(self) -> None:
        """Mark and hide the same in another picture of the same graph."""
        self._apply(at_once=True)

    def refresh(self) -> None:
        """Follow what the graph has become; nothing is done while nothing is sought or hidden."""
        if self._session is not None and self._is_wanted:
            before = int(self.things.now)
            is_news = self.things.refresh(self._session.clock())
            if is_news or int(self.things.now) != before:
                self._show(at_once=False)

    def step(self, by: int) -> None:
        """Go to the next match, or the one before."""
        matches = in_order(self.flow.stage.scene, self._found or NOTHING)
        chosen = stepped(matches, self.flow.selection(), by)
        if chosen is not None:
            self.selected.emit(chosen)
            self.flow.approach()
            self._show_count()

    def names(self) -> Names:
        """The names of what is there, for completion."""
        structure = None if self._session is None else self._session.graph.structure
        if self._names is None or self._names[0] != structure:
            self._names = (structure, self._read_names())
        return self._names[1]

    def _read_names(self) -> Names:
        nodes = self._session.graph.nodes.values() if self._session is not None else ()
        found: dict[str, set[str]] = {"service": set(), "exchange": set(), "queue": set()}
        types: set[str] = set()
        for node in nodes:
            found[node.kind].add(node.name)
            types.add(node.type)
        return {
            "service": sorted(found["service"]),
            "exchange": sorted(found["exchange"]),
            "queue": sorted(found["queue"]),
            "type": sorted(types - {""}),
        }

    @property
    def _is_wanted(self) -> bool:
        hides = self.search.mode != "find" and self.search.expression is not None
        return self.bar.is_open or hides or self._actions.hide_idle.isChecked()

    def _on_asked(self, text: str, mode: Mode) -> None:
        self.search.mode = mode
        self.search.ask(text)
        error = self.search.error
        self.bar.entry.underline(None if self.search.is_unfinished else error)
        trouble = error is not None and not self.search.is_unfinished
        self.bar.say(_error_words(error, text), trouble=trouble)
        self._apply(at_once=True)

    def _on_idle(self) -> None:
        self._apply(at_once=True)

    def _on_selected(self) -> None:
        self._show_count()

    def _apply(self, *, at_once: bool) -> None:
        if self._session is not None:
            self.things.refresh(self._session.clock())
        self._show(at_once=at_once)

    def _show(self, *, at_once: bool) -> None:
        found = self.search.found(self.things)
        self._found = None
        if found is not None and (self.bar.is_open or self.search.mode != "find"):
            nodes, edges = self.things.keys(found)
            self._found = frozenset((*nodes, *edges))
        finds = self.search.mode == "find"
        self.flow.light(self._found if finds and self.bar.is_open else None)
        out = left_out(
            self.things,
            None if self.search.mode == "find" else found,
            "only" if self.search.mode == "find" else self.search.mode,
            idle=self._actions.hide_idle.isChecked(),
        )
        self._leave_out(out, at_once=at_once)
        self._show_count()

    def _leave_out(self, out: Flags, *, at_once: bool) -> None:
        before = self._hiding.left_out
        if not out.any() and not before:
            self._hiding = Hiding()
            self.bar.show_hidden(0, "")
            return
        now = self.things.now
        leaving = self._hiding.want(self.things, out, now, at_once=at_once)
        self.flow.leave_out(leaving, closing=at_once)
        nodes = sum(isinstance(key, str) for key in leaving)
        self.bar.show_hidden(nodes or len(leaving), hidden_words(leaving), self._why())

    def _why(self) -> str:
        """By what wish of the user something is hidden."""
        wish, what = _WISHES.get(self.search.mode), self.search.text.strip()
        said = [tr(wish, expression=what)] if wish and self.search.expression else []
        idle = [tr("Idle things are hidden")] if self._actions.hide_idle.isChecked() else []
        return "   ·   ".join(said + idle)

    def _show_count(self) -> None:
        if self._found is None:
            self.bar.show_count("", steps=False)
            return
        scene, selection, place, ahead = self.flow.stage.scene, self.flow.selection(), 0, None
        if selection in self._found and scene.holds(selection):
            place = in_order(scene, self._found).index(selection) + 1
        elif selection is not None:
            ahead = len(scene.on_path(selection) & self._found)
        words = count_words(len(scene.all_keys & self._found), place, len(self._found), ahead)
        self.bar.show_count(words, steps=bool(self._found))


class _Area(QWidget):
    """The flow with the bar above it."""

    def __init__(self, bar: FindBar, flow: FlowView) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(flow, 1)
        self.setFocusProxy(flow)


def count_words(shown: int, place: int, found: int, ahead: int | None = None) -> str:
    """How many things were found: `3 of 17` from a `place` on, `17 found`, `no match`.

    While something else is selected also how many of them lie `ahead`, on its path.
    """
    if not found:
        return tr("no match")
    if not shown:
        return tr("{n:,} hidden", n=found)
    words = tr("{at:,} of {n:,}", at=place, n=shown) if place else tr("{n:,} found", n=shown)
    if ahead is not None:
        words = tr("{found}, {n:,} on the path", found=words, n=ahead)
    beyond = found - shown
    return tr("{found}, {n:,} hidden", found=words, n=beyond) if beyond else words


def hidden_words(left_out: LeftOut) -> str:
    """What is hidden, by kind: `3 queues, 1 service, 4 edges of their own`."""
    kinds = Counter(key.partition(":")[0] if isinstance(key, str) else "edge" for key in left_out)
    order = ("service", "exchange", "queue", "edge")
    parts = [_so_many(kind, kinds[kind]) for kind in order if kinds[kind]]
    return reduce(_and, parts) if parts else ""


def _so_many(kind: str, number: int) -> str:
    return counted(number, *_NUMBERED[kind])


def _and(first: str, second: str) -> str:
    return tr("{first}, {second}", first=first, second=second)


def _error_words(error: FindError | None, text: str) -> str:
    if error is None:
        return ""
    at, said = text[error.start : error.end], str(error)
    if at and error.instead:
        said = tr("{expected} but found `{at}`", expected=said, at=at)
    return opening(said)
