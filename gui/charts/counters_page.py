"""What is counted for what is selected: rates above, depths below or beside them."""

from PySide6.QtWidgets import QBoxLayout, QWidget

from core import numbers
from core.selection import LINES, Selection, exists, expected_lines
from core.wording import phrase, tr
from gui.charts.axes import CountAxis
from gui.charts.legend import NARROW, NARROWEST, WIDTH
from gui.charts.past_trail import PastTrail
from gui.charts.plot import Plot
from gui.charts.watched import Watched
from gui.vocabulary import EACH_SECOND

_SIDE_BY_SIDE = 3.0
"""From this ratio of width to height on the plots stand beside each other."""
_NARROW_BELOW, _NARROWEST_BELOW, _EVEN_BELOW = 620, 400, 900
"""Of the width that a plot has, and of a page that has both beside each other."""
_MANY = 2_000
"""To find the counters of so many edges takes as long as a turn should."""
_ONLY_WHEN_USED = frozenset({"drop_unroutable"})
_DEPTHS = ("ready", "unacked")


class CountersPage(QWidget):
    """Two plots with the same part of time."""

    def __init__(self, session: Watched) -> None:
        super().__init__()
        self._session = session
        self._selection: Selection = None
        self._structure = -1
        self._width = 0
        self._is_undrawn = False
        self._values = -1
        self._trails = (PastTrail(), PastTrail())
        self.rates = Plot(phrase("rates"), numbers.rate, self._trails[0], CountAxis())
        self.depths = Plot(phrase("depths"), _whole, self._trails[1], CountAxis())
        self.depths.unit = phrase("messages")
        self.rates.span = EACH_SECOND
        self.plots = (self.rates, self.depths)
        self._plots = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._plots.setContentsMargins(0, 0, 0, 0)
        self._plots.setSpacing(6)
        self._plots.addWidget(self.rates, 3)
        self._plots.addWidget(self.depths, 2)
        self.depths.link_time(self.rates)

    def show_selection(self, selection: Selection) -> None:
        """Chart a node, an edge or the whole broker."""
        self._selection = selection
        self._structure = -1
        self._trails = (PastTrail(), PastTrail())
        for plot, trail in zip(self.plots, self._trails, strict=True):
            plot.subjects = (selection,)
            plot.begin_anew(trail)

    def draw(self, now: float, stale_after: float, is_paused: bool) -> None:
        """Bring both plots up to now."""
        self._is_undrawn = (
            self._follow(is_paused) and len(self._session.graph.edges) > _MANY and not is_paused
        )
        if self._is_undrawn:
            return  # the rest in another turn
        span = -self.rates.time_range[0]
        changed = [self._catch_up(trail, now, span, is_paused) for trail in self._trails]
        for plot, trail in zip(self.plots, self._trails, strict=True):
            if trail.look_back():
                plot.curves.strip.invalidate()
        self._values = self._session.graph.values
        self._say_what_is_missing()
        for plot, since in zip(self.plots, changed, strict=True):
            plot.draw(now, since, stale_after, is_paused)

    @property
    def has_lines(self) -> bool:
        """There is something that moves on."""
        return any(trail.names for trail in self._trails)

    def is_behind(self) -> bool:
        """Some of what is to be seen has not been read yet."""
        oldest = self.rates.time_range[0]
        return self._is_undrawn or any(trail.is_behind(-oldest) for trail in self._trails)

    def place(self, width: int, height: int) -> None:
        """Put the plots beside each other when there is more width than height."""
        direction = QBoxLayout.Direction
        wide = width > _SIDE_BY_SIDE * height
        self._plots.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self._width = width
        self._place_time_axes()

    def _catch_up(self, trail: PastTrail, now: float, span: float, is_paused: bool) -> int | None:
        """Read the rings, unless nothing was recorded since the last time."""
        news = self._values != self._session.graph.values and not is_paused
        if news or trail.newest != int(now) or trail.is_behind(span):
            return trail.catch_up(now, span)
        return None

    def _follow(self, is_paused: bool) -> bool:
        """Find the counters anew when the graph has changed; True when it had been drawn before."""
        graph = self._session.graph
        stands_still = is_paused and self._structure != -1
        if graph.structure == self._structure or stands_still:
            return False
        was_drawn, self._structure = self._structure != -1, graph.structure
        lines = graph.lines(self._selection)
        depths = graph.depths(self._selection)
        rates, gauges = self._trails
        rates.follow(graph.tally.rings, {name: lines[name] for name in LINES if name in lines})
        gauges.follow(graph.gauges, {name: depths[name] for name in _DEPTHS if name in depths})
        self._recall()
        self.depths.show_names(list(gauges.names))
        self.depths.setVisible(bool(depths))
        self._place_time_axes()
        return was_drawn

    def _recall(self) -> None:
        """Ask for the past, where lines are of all there is or of one queue."""
        graph, selection = self._session.graph, self._selection
        queue = graph.queue_of(selection)
        for trail in self._trails:
            # the rates of an edge are only some of its queue's
            is_told = trail is self._trails[1] or isinstance(selection, str)
            has_past = selection is None or (queue is not None and is_told)
            trail.recall(self._session.past, dict.fromkeys(trail.names if has_past else (), queue))

    def _say_what_is_missing(self) -> None:
        graph = self._session.graph
        names = [
            name
            for name in expected_lines(graph, self._selection)
            if name not in _ONLY_WHEN_USED or self._trails[0].is_used(name)
        ]
        self.rates.show_names(names)
        self.rates.show_words(self._reason_for_nothing(names))

    def _reason_for_nothing(self, names: list[str]) -> str:
        graph = self._session.graph
        if not exists(graph, self._selection):
            return tr("This is no longer there. Select something else in the flow.")
        if not names and self._selection is None:
            return tr(
                "No traffic is known yet. Rates appear once messages pass, from the second reading "
                "of the counters on."
            )
        if not names:
            return tr("Nothing passes here: no service, binding or consumer is connected to it.")
        return ""

    def _place_time_axes(self) -> None:
        stacked = self._plots.direction() == QBoxLayout.Direction.TopToBottom
        self.rates.show_time_axis(not stacked or self.depths.isHidden())
        alone = stacked or self.depths.isHidden()
        shares = (1, 1) if not alone and self._width < _EVEN_BELOW else (3, 2)
        for plot, share in zip(self.plots, shares, strict=True):
            wide = self._width if alone else self._width * share // sum(shares)
            legend = _legend_in(wide)
            beside = not alone and plot is self.depths
            plot.legend.setFixedWidth(min(legend, NARROW) if beside else legend)
            self._plots.setStretchFactor(plot, share)


def _legend_in(width: int) -> int:
    """How wide a legend is in a plot: most of the room is for the curves."""
    if width < _NARROWEST_BELOW:
        return NARROWEST
    return NARROW if width < _NARROW_BELOW else WIDTH


def _whole(value: float) -> str:
    return numbers.exact_count(round(value))
