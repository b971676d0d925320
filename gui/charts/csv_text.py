"""What a chart shows, as a table: a row a second, a column a line, gaps empty (no Qt)."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO

from gui.charts.geometry import Numbers


@dataclass(frozen=True, slots=True)
class Table:
    """Some lines of a plot from second `first` on, a row of `values` a line."""

    first: int
    names: tuple[str, ...]
    unit: str
    values: Numbers
    number: Callable[[float], float] = float
    """From what is drawn to what is written, such as seconds from their logarithm."""


def csv_text(tables: Sequence[Table]) -> str:
    """All tables beside each other, each value at its second: one may reach a bit further."""
    written = StringIO()
    rows = csv.writer(written, lineterminator="\n")
    head = [f"{name} [{table.unit}]" for table in tables for name in table.names]
    rows.writerow(["time", *head])
    first = min((table.first for table in tables), default=0)
    end = max((table.first + table.values.shape[1] for table in tables), default=0)
    columns = [
        _cells(line, table, first, end) for table in tables for line in table.values.tolist()
    ]
    times = map(iso, range(first, end if columns else first))
    rows.writerows(zip(times, *columns, strict=True))
    return written.getvalue()


def iso(at: float) -> str:
    """A second as ISO 8601 writes it, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def file_name(words: str, first: float, suffix: str) -> str:
    """A name for a file that every system takes: `flowscope queue shop.orders 134647.csv`."""
    plain = "".join(c if c.isalnum() or c in " ._-" else "-" for c in words)[:60].strip(" .")
    at = datetime.fromtimestamp(first).astimezone().strftime("%Y-%m-%d %H%M%S")
    return f"flowscope {plain} {at}.{suffix}"


def _cells(line: list[float], table: Table, first: int, end: int) -> list[str]:
    told = [f"{table.number(value):.6g}" if value == value else "" for value in line]
    before, after = table.first - first, end - table.first - len(line)
    return [*[""] * before, *told, *[""] * after]
