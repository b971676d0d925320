"""What the navigator lists: services, exchanges, queues and connections, searched and sorted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from core.find.connections import Connections, OpenConnection
from core.find.expression import Compared, Expression, Flagged, Named, Not
from core.find.flow_things import FlowThings
from core.find.matching import matching
from core.find.things import Amounts, Flags
from core.graph import Node
from core.selection import Selection
from core.troubles import Severity

if TYPE_CHECKING:
    from core.session import Session
    from core.topology import Topology

Order = Literal["hurts", "ready", "unacked", "redelivered", "rate", "name"]
Kind = Literal["service", "exchange", "queue", "connection"]
KINDS: tuple[Kind, ...] = ("service", "exchange", "queue", "connection")
SORT_SECONDS = 3.0
"""Rows that change places more often cannot be followed."""
Rows = NDArray[np.int64]


@dataclass
class Section:
    """The things of one kind, in the order in which they are listed."""

    kind: Kind
    total: int = 0
    rows: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Their numbers among the graph's nodes, or among the connections."""


class Listing:
    """Sections that follow a session; reading it is cheap, whatever its size."""

    def __init__(self, session: "Session", clock: Callable[[], float] = monotonic) -> None:
        self.session = session
        self.things = FlowThings(session.graph)
        self.connections = Connections(session.flow.directory, session.graph)
        self.sections = [Section(kind) for kind in KINDS]
        self.order: Order = "hurts"
        self.expression: Expression | None = None
        self._clock = clock
        self._sorted_at = 0.0
        self._topology: Topology | None = None
        self._structure = -1

    @property
    def is_unsettled(self) -> bool:
        """The next refresh may change rows."""
        if self._is_outdated:
            return True
        follows = self.expression is not None and not _is_by_name(self.expression)
        due = follows or self._clock() - self._sorted_at >= SORT_SECONDS
        return due and self.things.is_behind

    @property
    def _is_outdated(self) -> bool:
        """Something came or went."""
        is_same = self._topology is self.session.topology
        return not is_same or self._structure != self.session.graph.structure

    def read_ahead(self) -> bool:
        """Read a part of what came or went, so that `refresh` is quick; False once all is read."""
        return self._is_outdated and self.things.read_ahead(self.session.clock())

    def refresh(self) -> bool:
        """Follow the session; whether any number may have changed."""
        is_unsettled = self.is_unsettled
        is_news = self.things.refresh(self.session.clock())
        self.connections.refresh(self.session.topology)
        if self._is_outdated:
            self._topology = self.session.topology
            self._structure = self.session.graph.structure
            self._rank()
        if is_unsettled:
            self.arrange()
        return is_news

    def search(self, expression: Expression | None) -> None:
        """List only what fits."""
        self.expression = expression
        self.arrange()

    def sort(self, order: Order) -> None:
        """Put another number first."""
        self.order = order
        self.arrange()

    def arrange(self) -> None:
        """Search and sort now."""
        self._sorted_at = self._clock()
        size = len(self.things.nodes)
        expression = self.expression
        fits = np.ones(size, dtype=np.bool_)
        open_fits = np.ones(self.connections.size, dtype=np.bool_)
        if expression is not None:
            fits = matching(expression, self.things)[:size]
            open_fits = matching(expression, self.connections)
        self._read_severities()
        for section in self.sections:
            self._arrange(section, open_fits if section.kind == "connection" else fits)

    def thing(self, section: int, row: int) -> Node | OpenConnection:
        """What stands in a row."""
        number = int(self.sections[section].rows[row])
        if self.sections[section].kind == "connection":
            return self.connections.rows[number]
        return self.things.nodes[number]

    def place(self, selection: Selection) -> tuple[int, int] | None:
        """Section and row of a node; None when it is not listed now."""
        number = self.things.row.get(selection) if isinstance(selection, str) else None
        if number is None:
            return None
        kind = self.things.nodes[number].kind
        at = KINDS.index(kind)
        found = np.flatnonzero(self.sections[at].rows == number)
        return (at, int(found[0])) if len(found) else None

    def amount(self, section: int, row: int) -> tuple[str, float | None, bool]:
        """The field that a row shows, its value, and whether that is a lower bound."""
        name = self.field_of(self.sections[section].kind)
        source = self.connections if name == "channels" else self.things
        amounts = source.amounts(name)
        number = int(self.sections[section].rows[row])
        if not amounts.known[number]:
            return name, None, False
        return name, float(amounts.values[number]), not amounts.exact[number]

    def field_of(self, kind: Kind) -> str:
        """The number that is worth showing: the one by which is sorted, where a kind has it."""
        if kind == "connection":
            return "channels"
        if self.order in ("hurts", "name"):
            return "ready" if kind == "queue" else "rate"
        if self.order in ("ready", "unacked"):
            return self.order if kind == "queue" else "rate"
        return "rate" if self.order == "redelivered" and kind == "exchange" else self.order

    def severity(self, section: int, row: int) -> Severity | None:
        """The worst that is seen there."""
        if self.sections[section].kind == "connection":
            levels = self._open_severities
        else:
            levels = self._severities
        level = int(levels[int(self.sections[section].rows[row])])
        return ("warning", "notice")[2 - level] if level else None

    def _rank(self) -> None:
        """The order by kind and name, which holds until something comes or goes."""
        names = [node.name.lower() for node in self.things.nodes]
        kinds = np.array([node.kind for node in self.things.nodes], dtype="U10")
        by_name = np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)
        self._by_name: dict[Kind, Rows] = {
            kind: by_name[kinds[by_name] == kind] for kind in KINDS if kind != "connection"
        }
        rows = self.connections.rows
        listed = sorted(range(len(rows)), key=lambda i: rows[i].name.lower())
        self._by_name["connection"] = np.array(listed, dtype=np.int64)
        for section in self.sections:
            section.total = len(self._by_name[section.kind])

    def _arrange(self, section: Section, fits: Flags) -> None:
        rows = self._by_name[section.kind]
        rows = rows[fits[rows]]
        keys = self._keys(section.kind, rows)
        if keys:
            rows = rows[np.lexsort((*reversed(keys),))]
        section.rows = rows

    def _read_severities(self) -> None:
        size = len(self.things.nodes)
        hurts, notice = (self.things.troubled(name)[:size] for name in ("warning", "notice"))
        self._severities = np.where(hurts, 2, notice.astype(np.int8)).astype(np.int8)
        self._open_severities = self.connections.severities()

    def _keys(self, kind: Kind, rows: Rows) -> list[NDArray[np.float64]]:
        """What is sorted by, the first first; rows are in the order of their names already."""
        if self.order == "name":
            return []
        if kind == "connection":
            return [-self._open_severities[rows].astype(np.float64)]
        if self.order == "hurts":
            severity = -self._severities[rows].astype(np.float64)
            return [severity, self._most(rows, "ready"), self._most(rows, "unacked")]
        return [self._most(rows, self.order)]

    def _most(self, rows: Rows, name: str) -> NDArray[np.float64]:
        amounts: Amounts = self.things.amounts(name)
        return -np.where(amounts.known[rows], amounts.values[rows], -1.0)


def _is_by_name(expression: Expression) -> bool:
    """Numbers that change do not change what fits."""
    match expression:
        case Named():
            return True
        case Compared() | Flagged():
            return False
        case Not(part):
            return _is_by_name(part)
        case _:
            return all(_is_by_name(part) for part in expression.parts)
