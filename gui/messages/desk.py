"""Between the messages view and the tap: what a tap would change, its start, its end."""

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from core.tapping import TapPlan, TapTarget, plan_tap
from core.wording import tr
from core.writes import tapping
from gui.background import Background
from gui.connect.consent import ask_before
from gui.mends import sentences
from gui.messages.state import CHOOSE, TapState, ended, planned, planning, running
from gui.messages.view import MessagesView

if TYPE_CHECKING:
    from core.endpoints import Endpoints
    from core.sources.own_facts import PutFacts
    from core.sources.tap import TapSource

TICK_MS = 100
PATIENCE_S = 3.0


class TapDesk(QObject):
    """Owns the tap of the watched broker."""

    def __init__(self, view: MessagesView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.put_facts: PutFacts | None = None
        """Where the facts of what is tapped next go."""
        self._view = view
        self._endpoints: Endpoints | None = None
        self._target: TapTarget | None = None
        self._planning: Background[TapPlan] | None = None
        self._source: TapSource | None = None
        self._endings: list[Background[None]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        view.target_chosen.connect(self._on_target)
        view.start_wanted.connect(self._on_start)
        view.stop_wanted.connect(self._on_stop)
        self.watch(None)

    def watch(self, endpoints: "Endpoints | None") -> "Callable[[], None] | None":
        """Tap another broker from now on; gives what ends the old tap, slowly."""
        ending = self._end()
        self._endpoints = endpoints
        self._target = None
        words = tr(CHOOSE) if endpoints else tr("Connect to a broker first (Ctrl+O).")
        if endpoints and endpoints.standing.read_only:
            words = _read_only(endpoints)
        self._view.show_state(TapState(lines=(words,)))
        return ending

    def tick(self) -> None:
        """Take in what came, and what the tap says of itself."""
        source = self._source
        if source is None:
            return
        self._view.put(source.drain())
        state = running(source.state, source.statistics())
        if state != self._view.state:
            self._view.show_state(state)
        if not state.running:
            self._finish(source)
        elif self._view.isVisible():
            self._view.refresh()

    def _on_target(self, kind: str, name: str, keys: tuple[str, ...]) -> None:
        """Find out what a tap would change, off the GUI thread."""
        if self._endpoints is None or self._source is not None:
            return
        if self._endpoints.standing.read_only:
            self._view.show_state(TapState(lines=(_read_only(self._endpoints),)))
            return
        if self._planning is not None:
            self._planning.forget()
        exchange, queue = (name, None) if kind == "exchange" else (None, name)
        target = TapTarget(exchange, queue, keys if queue is None else ())
        endpoints = self._endpoints
        self._target = target
        self._view.show_state(planning(target))
        self._planning = Background(
            "tap plan",
            lambda: plan_of(endpoints, target),
            lambda plan: self._view.show_state(planned(plan)),
            lambda error: self._view.show_state(planned(TapPlan(refusal=str(error)))),
        )
        self._planning.start()

    def _on_start(self) -> None:
        where, target = self._endpoints, self._target
        if where is None or target is None or self._source is not None:
            return
        ask_before(self._view, where, tapping(target), lambda: self._begin(where, target))

    def _begin(self, where: "Endpoints", target: TapTarget) -> None:
        """The user may have agreed to it long after something else was chosen."""
        chosen = self._endpoints is where and self._target is target
        if not chosen or self._source is not None:
            return
        from core.sources.tap import TapSource

        self._view.begin()
        self._source = TapSource(where, target, put_facts=self.put_facts)
        self._source.start()
        self._timer.start()
        self.tick()

    def _on_stop(self) -> None:
        source = self._source
        if source is not None:
            source.stop()
            self._finish(source)
            self._view.show_state(ended(self._view.state))

    def _finish(self, source: "TapSource") -> None:
        """Forget a tap whose thread ends; what it still holds is taken in first."""
        self._view.put(source.drain())
        self._view.refresh()
        self._timer.stop()
        self._source = None
        ending: Background[None] = Background(
            "tap ending",
            lambda: source.join(PATIENCE_S),
            lambda _: self._endings.remove(ending),
            lambda _: self._endings.remove(ending),
        )
        self._endings.append(ending)
        ending.start()

    def _end(self) -> "Callable[[], None] | None":
        if self._planning is not None:
            self._planning.forget()
            self._planning = None
        source, self._source = self._source, None
        self._timer.stop()
        if source is None:
            return None
        source.stop()
        return lambda: source.join(PATIENCE_S)


def _read_only(endpoints: "Endpoints") -> str:
    return sentences(endpoints.standing.refusal, tr("a tap would declare a queue there"))


def plan_of(endpoints: "Endpoints", target: TapTarget) -> TapPlan:
    """What a tap would bind and change, as the broker is now. Blocks."""
    from core.sources.http import SurfaceError
    from core.sources.tap_surroundings import TapSurroundings

    try:
        with closing(TapSurroundings(endpoints, target)) as surroundings:
            declared = surroundings.read()
    except SurfaceError as error:
        plan = plan_tap(target, None)
        if plan.refusal and endpoints.management is not None:
            return TapPlan(refusal=error.why, mend=error.mend)
        return plan
    return plan_tap(target, declared)
