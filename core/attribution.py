"""What the management API's totals prove of single edges, and where they prove nothing.

Without per-edge counters there are totals of channels, exchanges, queues and the vhost. They are
the sums of the rows and columns of a table whose cells are the edges, and `core.bounds` says what
such sums prove. The table has a row for channels that nobody lists and a column for exchanges or
queues that are gone; their sums are what the vhost has counted beyond all others. An edge is exact
when its bounds meet and neither of these two can have had a part in it.

Time is cut at every reading where all channels that counted are listed: the shorter the time, the
fewer took part, and the more is proved.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.bounds import Bounds, Cell, bounds

Counts = Mapping[str, int]
HIDDEN = "hidden"
"""The row of channels that are not listed: closed again, not listed yet, or without a service."""
GONE = "gone"
"""The column of exchanges and queues that are not listed any more."""
_ENDED = "\0"
_PATIENCE = 2.2
"""Statistics intervals after which channels that are not listed will not be any more."""


@dataclass(frozen=True, slots=True)
class Table:
    """One of the broker's tables: the totals of its rows and columns at one moment."""

    at: float
    rows: Mapping[str, Counts]
    """By channel, or by exchange."""
    columns: Mapping[str, Counts]
    whole: Counts | None
    """What everything has counted, listed or not; None where each row is always listed."""
    interval: float
    """Within which the broker lists a channel and samples what it counts."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known beside the totals."""

    row_of: Callable[[str], str | None]
    """The row of edges that a row of the table is a part of; None while that is not known."""
    may_pass: Callable[[str, str], bool] = lambda _row, _column: True
    settled: Callable[[str], str | None] = lambda _row: None
    """The only column that a row of the table can have counted at, where that is known."""


@dataclass(slots=True)
class Proved:
    """What is certain of one table over some time."""

    low: Counter[tuple[str, Cell]] = field(default_factory=Counter)
    high: Counter[tuple[str, Cell]] = field(default_factory=Counter)
    """By counter and cell."""
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By counter and row: all columns together."""
    broken: set[str] = field(default_factory=set)
    """Columns that ended, perhaps before their last counts were sampled."""
    is_lost: bool = False
    """The totals did not fit together or began anew: more may have happened."""

    def __add__(self, other: "Proved") -> "Proved":
        return Proved(
            self.low + other.low,
            self.high + other.high,
            self.rows + other.rows,
            self.broken | other.broken,
            self.is_lost or other.is_lost,
        )

    def hold(self, counter: str, cell: Cell, limits: Bounds) -> None:
        """Add what a cell has counted."""
        self.low[counter, cell] += limits[0]
        self.high[counter, cell] += limits[1]

    def of(self, counter: str, row: str, column: str) -> Bounds:
        """At least and at most."""
        return self.low[counter, (row, column)], self.high[counter, (row, column)]

    def is_exact(self, counter: str, row: str, column: str) -> bool:
        """Neither more nor less can have passed."""
        low, high = self.of(counter, row, column)
        unseen = row != HIDDEN and self.high[counter, (HIDDEN, column)]
        return low == high and not (
            unseen or self.high[counter, (row, GONE)] or self.is_lost or column in self.broken
        )

    def columns_of(self, counter: str, row: str) -> set[str]:
        """Where a row can have counted."""
        cells = (cell for (name, cell), high in self.high.items() if name == counter and high)
        return {column for found, column in cells if found == row}

    @property
    def hides(self) -> bool:
        """Something was counted by a row that is not listed."""
        return any(row == HIDDEN and amount for (_, row), amount in self.rows.items())

    @property
    def is_whole(self) -> bool:
        """Everything that was counted is known by its edge."""
        meets = all(self.low[key] == high for key, high in self.high.items())
        gone = any(column == GONE and high for (_, (_, column)), high in self.high.items())
        return meets and not (gone or self.hides or self.broken or self.is_lost)


class Ledger:
    """What one table has proved since watching began."""

    def __init__(self, counters: Sequence[str], of_rows: Sequence[str] = ()) -> None:
        self._counters = tuple(counters)
        self._of_rows = tuple(of_rows)
        """Counters that columns do not have."""
        self._closed, self._open = Proved(), Proved()
        """Until the last cut, and since then."""
        self._then: Table | None = None
        """At the last cut."""
        self._now: Table | None = None
        self._since: Table | None = None
        """Since then only channels have counted that were listed then."""
        self._lists_all = False
        """What was not listed at the cut had not counted anything."""
        self._lives: Counter[str] = Counter()
        """How often a row has ended: one of the same name is another one."""
        self._rows: dict[str, Counts] = {}
        """What every row had counted when it was last listed."""
        self._listed: frozenset[str] = frozenset()

    def begin(self) -> None:
        """Count from here."""
        self._closed, self._open = Proved(), Proved()
        self._lists_all &= self._then is self._now
        self._then = self._now

    @property
    def proved(self) -> Proved:
        """What is certain now."""
        return self._closed + self._open

    @property
    def cut_at(self) -> float:
        """When the stretch of time began that is still open."""
        return self._then.at if self._then else 0.0

    def take(self, now: Table, known: Knowledge) -> None:
        """Take a reading."""
        now = self._with_ended(now)
        then, self._now = self._then, now
        if then is None:
            self._then = self._since = now
            self._lists_all = now.whole is None
            return
        self._open = self._between(then, now, known) or Proved(is_lost=True)
        began_anew = _runs_backwards(then.whole or {}, now.whole or {})
        self._open.is_lost |= began_anew
        is_whole = not (self._open.is_lost or self._open.hides)
        if is_whole or began_anew or now.at - then.at > _PATIENCE * now.interval:
            self._closed, self._open = self.proved, Proved()
            self._then = now
            self._rows = {key: self._rows[key] for key in map(self._life, self._listed)}
            self._lists_all &= is_whole or now.whole is None
        self._learn_listing(now)

    def _with_ended(self, now: Table) -> Table:
        """Add the rows that are not listed any more, as long as the stretch is open."""
        for name, counts in now.rows.items():
            known = self._rows.get(self._life(name))
            if known and (name not in self._listed or _runs_backwards(known, counts)):
                self._lives[name] += 1
            self._rows[self._life(name)] = counts
        self._listed = frozenset(now.rows)
        return replace(now, rows=dict(self._rows))

    def _life(self, name: str) -> str:
        ended = self._lives.get(name, 0)
        return f"{name}{_ENDED}{ended}" if ended else name

    def _learn_listing(self, now: Table) -> None:
        """A channel that was there an interval ago is listed by now; no other one has counted."""
        since = self._since
        counters = (*self._counters, *self._of_rows)
        if since is None or now.whole is None or not _only_listed(since, now, counters):
            self._since = now
        elif now.at - since.at >= now.interval and self._then is now:
            self._lists_all = True

    def _between(self, then: Table, now: Table, known: Knowledge) -> Proved | None:
        """What is certain of the time between two readings; None if they do not fit together."""
        for new_too in (True, False) if self._lists_all else (False,):
            stretch = _Stretch(then, now, known, new_too=new_too)
            found = stretch.prove(self._counters, self._of_rows)
            if found is not None:
                return found
        return None


class _Stretch:
    """The time between two readings of a table."""

    def __init__(self, then: Table, now: Table, known: Knowledge, *, new_too: bool) -> None:
        self._known = known
        self._rows = _grown_rows(then, now, new_too=new_too)
        self._columns = {
            name: _grown(then.columns.get(name, {}), counts) for name, counts in now.columns.items()
        }
        self._whole = None if now.whole is None else _grown(then.whole or {}, now.whole)
        self._broken = _broken(then.columns, now.columns)

    def prove(self, counters: Sequence[str], of_rows: Sequence[str]) -> Proved | None:
        """What is certain; None when more was counted somewhere than everywhere."""
        found = Proved(broken=self._broken)
        fits = [self._sum_up(counter, found) >= 0 for counter in (*counters, *of_rows)]
        fits += [self._prove(counter, found) for counter in counters]
        return found if all(fits) else None

    def _sum_up(self, counter: str, found: Proved) -> int:
        """Add the sums of the rows; how much is hidden."""
        for name, counts in self._rows.items():
            found.rows[counter, self._row_of(name)] += counts[counter]
        hidden = self._total(counter) - sum(counts[counter] for counts in self._rows.values())
        found.rows[counter, HIDDEN] += hidden
        return hidden

    def _total(self, counter: str) -> int:
        if self._whole is not None:
            return self._whole[counter]
        sides = (self._rows, self._columns)
        return max(sum(counts[counter] for counts in side.values()) for side in sides)

    def _row_of(self, name: str) -> str:
        return self._known.row_of(name.partition(_ENDED)[0]) or HIDDEN

    def _prove(self, counter: str, found: Proved) -> bool:
        rows = {row: n for (name, row), n in found.rows.items() if name == counter}
        columns = {name: counts[counter] for name, counts in self._columns.items()}
        columns[GONE] = self._total(counter) - sum(columns.values())
        settled = self._settled(counter)
        for (row, column), amount in settled.items():
            rows[row] -= amount
            columns[column] -= amount
            found.hold(counter, (row, column), (amount, amount))
        cells = self._bounds(rows, columns)
        for cell, limits in (cells or {}).items():
            found.hold(counter, cell, limits)
        return cells is not None and columns[GONE] >= 0

    def _settled(self, counter: str) -> Counter[Cell]:
        """The cells of columns whose sum is just that of the rows that only count there."""
        by_column: defaultdict[str, Counter[Cell]] = defaultdict(Counter)
        for name, counts in self._rows.items():
            column = None if _ENDED in name else self._known.settled(name)
            if column is not None and counts[counter]:
                by_column[column][self._row_of(name), column] += counts[counter]
        settled: Counter[Cell] = Counter()
        for column, cells in by_column.items():
            if column in self._columns and self._columns[column][counter] == cells.total():
                settled += cells
        return settled

    def _bounds(self, rows: dict[str, int], columns: dict[str, int]) -> dict[Cell, Bounds] | None:
        every = [(row, c) for row, n in rows.items() if n for c, m in columns.items() if m]
        likely = [cell for cell in every if {HIDDEN, GONE} & {*cell} or self._known.may_pass(*cell)]
        found = bounds(rows, columns, likely)
        return found if found is not None or likely == every else bounds(rows, columns, every)


def _only_listed(then: Table, now: Table, counters: Sequence[str]) -> bool:
    """Rows that were there at both ends account for all that was counted in between."""
    rows = _grown_rows(then, now, new_too=False).values()
    whole = _grown(then.whole or {}, now.whole or {})
    return all(whole[name] == sum(counts[name] for counts in rows) for name in counters)


def _grown_rows(then: Table, now: Table, *, new_too: bool) -> dict[str, Counter[str]]:
    """By how much each row has grown; `new_too`: those that were not there, from zero."""
    return {
        name: _grown(then.rows.get(name, {}), counts)
        for name, counts in now.rows.items()
        if new_too or name in then.rows
    }


def _grown(then: Counts, now: Counts) -> Counter[str]:
    """By how much counters have grown; one that is lower than before began anew."""
    return Counter(
        {
            name: value - then.get(name, 0) if value >= then.get(name, 0) else value
            for name, value in now.items()
        }
    )


def _runs_backwards(then: Counts, now: Counts) -> bool:
    return any(now.get(name, 0) < value for name, value in then.items())


def _broken(then: Mapping[str, Counts], now: Mapping[str, Counts]) -> set[str]:
    """Columns that are gone, or were and are there again."""
    return {name for name, counts in then.items() if _runs_backwards(counts, now.get(name, {}))}
