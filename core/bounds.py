"""What the sums of a table's rows and columns say about its cells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

Cell = tuple[str, str]
"""Row and column."""
Bounds = tuple[int, int]
"""At least and at most."""

_ROUNDS = 20
"""Stopping early leaves bounds that are wider, but true."""


def bounds(
    rows: Mapping[str, int], columns: Mapping[str, int], cells: Iterable[Cell]
) -> dict[Cell, Bounds] | None:
    """The least and the most that each of these cells can hold, all others being empty.

    A cell holds at least what does not fit into the others of its row or column, and at most what
    these leave over. None when no table has such sums.
    """
    found = _Cells(rows, columns, cells)
    for _ in range(_ROUNDS):
        if not found.narrow():
            break
    return found.bounds if found.is_possible else None


class _Cells:
    def __init__(
        self, rows: Mapping[str, int], columns: Mapping[str, int], cells: Iterable[Cell]
    ) -> None:
        self._sums = ({k: v for k, v in rows.items() if v}, {k: v for k, v in columns.items() if v})
        self.bounds: dict[Cell, Bounds] = {
            (row, column): (0, min(rows[row], columns[column]))
            for row, column in cells
            if rows.get(row) and columns.get(column)
        }
        self.is_possible = True

    def narrow(self) -> bool:
        """Take what the other cells of each line leave; True if that said something new."""
        before = dict(self.bounds)
        for axis in (0, 1):
            self._narrow_lines(axis)
        return self.is_possible and before != self.bounds

    def _narrow_lines(self, axis: int) -> None:
        lowest: defaultdict[str, int] = defaultdict(int)
        highest: defaultdict[str, int] = defaultdict(int)
        for cell, (low, high) in self.bounds.items():
            lowest[cell[axis]] += low
            highest[cell[axis]] += high
        for line, amount in self._sums[axis].items():
            if not lowest[line] <= amount <= highest[line]:
                self.is_possible = False
        for cell, (low, high) in self.bounds.items():
            amount = self._sums[axis][cell[axis]]
            least = amount - (highest[cell[axis]] - high)
            most = amount - (lowest[cell[axis]] - low)
            self.bounds[cell] = (max(low, least), min(high, most))
