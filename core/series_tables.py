"""The tables of live counters: one for each node of the broker and each group of its metrics."""

from collections.abc import Collection, Iterator

from core.counters import Pace, Tally
from core.facts import Readings
from core.series import SeriesTable


class SeriesTables:
    """What was read last, of which nodes, and when."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._tables: dict[tuple[str, str], SeriesTable] = {}

    def __iter__(self) -> Iterator[SeriesTable]:
        return iter(self._tables.values())

    @property
    def nodes(self) -> frozenset[str]:
        """The nodes whose live counters have come in."""
        return frozenset(node for node, _ in self._tables)

    @property
    def read_at(self) -> float:
        """When live counters were read last; 0 where there are none."""
        return max((table.read_at for table in self), default=0.0)

    @property
    def read_apart(self) -> float:
        """Seconds between the oldest and the newest of the last readings of all groups."""
        read_at = [table.read_at for table in self]
        return max(read_at) - min(read_at) if read_at else 0.0

    @property
    def channels(self) -> set[str]:
        """The processes of the channels that have a series."""
        return {pid for table in self for pid in table.by_channel}

    def was_read_since(self, at: float, nodes: Collection[str] | None = None) -> bool:
        """Every group of every node (or of those) was read after `at`."""
        read_at = [
            table.read_at
            for (node, _), table in self._tables.items()
            if nodes is None or node in nodes
        ]
        return bool(read_at) and min(read_at) >= at

    def of(self, readings: Readings) -> SeriesTable:
        """The table that a scrape is for."""
        key = (readings.node, readings.group)
        if key not in self._tables:
            self._tables[key] = SeriesTable(self._tally.pace())
        return self._tables[key]

    def routes(self, node: str) -> SeriesTable | None:
        """Where a node counts what its exchanges route."""
        return self._tables.get((node, "routes"))

    def of_node(self, node: str) -> list[SeriesTable]:
        """The tables of all its groups."""
        return [table for (name, _), table in self._tables.items() if name == node]

    @property
    def any_pace(self) -> Pace:
        """One by which something is counted."""
        return next(iter(self)).pace

    def drop(self, node: str) -> None:
        """A node is there no longer."""
        for key in [key for key in self._tables if key[0] == node]:
            self._tally.end(self._tables.pop(key).pace)

    def fed(self) -> set[int]:
        """The counters that some series counts for."""
        return {int(counter) for table in self for counter in table.fed()}
