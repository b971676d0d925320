"""How a graph is to be arranged, and the scene that is being made of it meanwhile."""

from dataclasses import replace
from typing import NamedTuple

from core.columns import View
from core.graph import FlowGraph
from core.layout import Layout
from core.making import Making
from core.ordering import Slot
from gui.flow.name_room import needed
from gui.flow.recalled import Known, with_recalled
from gui.flow.scene import Keys, Scene, Wish, empty_scene, scene_in_steps

_NOTABLY, _NOTABLY_OF_MANY, _MANY = 1.05, 1.15, 400
"""A view that is so much larger or smaller gets another picture; one of many nodes takes time."""
_SMALL, _SMALL_AT_FIRST = 500, 2_500
"""Nodes and edges of a graph whose scene is made at once; more while nothing else is seen."""
_MAKING, _MAKING_AT_FIRST = 0.005, 0.008
"""Seconds in each frame for the scene of a larger one."""


class _Next(NamedTuple):
    wish: Wish
    making: Making[Scene]


class Arranging:
    """What decides where nodes stand; `scene` is the last that was made, and shown until the next.

    `earlier` knows where nodes stood before this picture was opened.
    """

    def __init__(self, graph: FlowGraph, earlier: Known = None) -> None:
        self._graph = graph
        self._earlier = earlier
        self.pins: dict[Slot, tuple[float, float]] = {}
        """What somebody has put where it is, also while it is not in the picture."""
        self.left_out: Keys = frozenset()
        """What the user does not want to see."""
        self._whole: Layout | None = None
        """Where everything stood before something was left out."""
        self._view = View(needs=needed)
        self._next: _Next | None = None
        self.scene = empty_scene(graph, self._view)

    @property
    def is_going_on(self) -> bool:
        """Another scene is being made."""
        return self._next is not None

    @property
    def is_beginning(self) -> bool:
        """Nothing is shown yet, for the first scene is being made."""
        return self.is_going_on and not self.scene.slots

    @property
    def is_small(self) -> bool:
        """The next scene is made so fast that nobody would see steps."""
        size = len(self._graph.nodes) + len(self._graph.edges)
        return size <= (_SMALL_AT_FIRST if self.is_beginning else _SMALL)

    def begin(self) -> None:
        """Arrange the graph for the first time."""
        self._make(Wish(self._earlier))

    def again(self, *, keeping: bool = True) -> None:
        """Place nodes with or without regard to where they stood, or as is wished already."""
        self._earlier = self._earlier if keeping else None
        known = with_recalled(self.scene.layout, self._earlier) if keeping else None
        self._make(Wish(known) if self._next is None or not keeping else self._next.wish)

    def leave_out(self, left_out: Keys, *, closing: bool) -> None:
        """Leave nodes and edges out, and close the gaps or not; what comes back finds its place."""
        if not self.left_out:
            self._whole = self.scene.layout
        self.left_out = left_out
        if closing or not left_out:
            self._make(Wish(self._whole, closing=bool(left_out)))
        else:
            self.again()

    def reletter(self, letters: float) -> None:
        """Names and numbers need other room."""
        self._view = replace(self._view, letters=letters)
        self.again()

    def suit(self, wide: float, high: float, letters: float) -> bool:
        """Place nodes for a view of that shape, if it is notably another; whether it is."""
        view = replace(self._view, wide=wide, high=high, letters=letters)
        is_another = self._is_another(view)
        if is_another:
            self._view = view
            self.again()
        return is_another

    def go_on(self, seconds: float | None = None) -> bool:
        """Make more of the next scene, as much as suits one frame; True once it is whole."""
        if self._next is None:
            return False
        at_most = _MAKING_AT_FIRST if self.is_beginning else _MAKING
        scene = self._next.making.go_on(at_most if seconds is None else seconds)
        if scene is None:
            return False
        self._next, self.scene = None, scene
        return True

    def _make(self, wish: Wish) -> None:
        of = self._graph, wish, self._view, self.left_out
        steps = scene_in_steps(*of, pins=self.pins, earlier=self.scene)
        self._next = _Next(wish, Making(steps))

    def _is_another(self, view: View) -> bool:
        """A view that is notably larger or smaller than what the picture was made for."""
        notably = _NOTABLY if len(self.scene.slots) < _MANY else _NOTABLY_OF_MANY
        ratios = (view.wide / self._view.wide, view.high / self._view.high)
        is_like = all(1 / notably < ratio < notably for ratio in ratios)
        return not is_like or view.letters != self._view.letters
