"""What the charts need of a session."""

from typing import Protocol

from core.clock import Clock
from core.edge_times import EdgeTimes
from core.graph import FlowGraph
from core.past import Past
from core.topology_log import TopologyLog
from gui.charts.geometry import Numbers


class Watched(Protocol):
    """A session, as far as the charts read it."""

    @property
    def graph(self) -> FlowGraph:
        """The counters and gauges, with their rings."""

    @property
    def times(self) -> EdgeTimes:
        """How long things take, where single messages are seen."""

    @property
    def log(self) -> TopologyLog:
        """What changed on the broker, and when."""

    @property
    def past(self) -> Past:
        """What was before anybody watched."""

    @property
    def clock(self) -> Clock:
        """The time of what was recorded."""

    @property
    def periods(self) -> dict[str, float]:
        """Seconds between two polls, by group of counters."""


class Value(Protocol):
    """A point of a line."""

    @property
    def value(self) -> float:
        """As it is drawn."""

    @property
    def second(self) -> int:
        """When it was so."""

    @property
    def detail(self) -> str:
        """What it is of, in words."""


class Lines(Protocol):
    """What a plot draws: some lines, one value a second."""

    @property
    def names(self) -> tuple[str, ...]:
        """The lines."""

    @property
    def newest(self) -> int:
        """The last second that was read."""

    @property
    def before(self) -> int | None:
        """What is earlier is no measurement of ours; None where all is."""

    def origin(self, second: int) -> str:
        """Where the values of a second come from, when these are no measurements."""

    def samples(self, name: str, first: int, last: int) -> Numbers | None:
        """What somebody else has sampled of a line, at the seconds when it shows; None without."""

    def measured(self, first: int, last: int) -> Numbers:
        """What was measured of all lines, without such samples."""

    def between(self, first: int, last: int) -> Numbers:
        """All lines from second `first` to `last`, a row a line, gaps as NaN."""

    def at(self, name: str, second: int) -> Value | None:
        """One line in one second; None in a gap."""

    def latest(self, name: str, within: float) -> Value | None:
        """The newest known value of a line that is not older than `within` seconds."""

    def is_known(self, name: str) -> bool:
        """A line has a value in some second of what was read."""
