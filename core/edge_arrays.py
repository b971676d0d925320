"""What the arrays of `rates_mode = detailed` say of each edge, and where they fall short."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.attribution import HIDDEN, Proved
from core.bounds import Cell
from core.facts import ObjectTotals
from core.graph import COUNTERS, EdgeKind
from core.growth import Counts, Growth

RowOf = Callable[[str], str | None]
"""Channel or exchange to the row of edges that it is a part of."""


@dataclass(slots=True)
class EdgeArrays:
    """The growth of every cell of the broker's tables, and of the sums of their columns."""

    publishes: Growth[Cell] = field(default_factory=Growth)
    """By (channel, exchange)."""
    routes: Growth[Cell] = field(default_factory=Growth)
    """By (exchange, queue)."""
    deliveries: Growth[Cell] = field(default_factory=Growth)
    """By (queue, channel)."""
    exchanges: Growth[str] = field(default_factory=Growth)
    queues: Growth[str] = field(default_factory=Growth)

    def begin(self) -> None:
        """Count from here."""
        for cells in (self.publishes, self.routes, self.deliveries):
            cells.begin()
        for sums in (self.exchanges, self.queues):
            sums.begin()

    def take(self, totals: ObjectTotals) -> None:
        """Take a reading."""
        self.publishes.take(totals.publishes)
        self.routes.take(totals.routes)
        self.deliveries.take(totals.deliveries)
        self.exchanges.take(
            {
                name: {"publish": counts.get("publish_in", 0)}
                for name, counts in totals.exchanges.items()
            }
        )
        self.queues.take(totals.queues)

    def proved(self, of_channel: RowOf, of_exchange: RowOf) -> dict[EdgeKind, Proved]:
        """Each table: what its cells say, and what its columns say beyond them."""
        deliveries = {(c, queue): counts for (queue, c), counts in self.deliveries.grown.items()}
        return {
            "publish": _table("publish", self.publishes.grown, of_channel, self.exchanges),
            "route": _table("route", self.routes.grown, of_exchange, self.queues),
            "deliver": _table("deliver", deliveries, of_channel, self.queues),
        }


def _table(
    kind: EdgeKind, cells: Mapping[Cell, Counts], row_of: RowOf, columns: Growth[str]
) -> Proved:
    found = Proved(broken=set(columns.vanished))
    held: Counter[Cell] = Counter()
    for (name, column), counts in cells.items():
        row = row_of(name) or HIDDEN
        for counter in COUNTERS[kind]:
            amount = counts.get(counter, 0)
            held[counter, column] += amount
            _hold(found, counter, (row, column), amount)
    for column, counts in columns.grown.items():  # also of channels that came and went
        for counter in COUNTERS[kind]:
            rest = max(0, counts.get(counter, 0) - held[counter, column])
            _hold(found, counter, (HIDDEN, column), rest)
    return found


def _hold(found: Proved, counter: str, cell: Cell, amount: int) -> None:
    found.hold(counter, cell, (amount, amount))
    found.rows[counter, cell[0]] += amount
