"""What the cursor says where a plot is low: side by side, and only as much as there is room for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.wording import tr
from gui.charts.line import line_words
from gui.charts.readout import Readout, Row

MARKER = 14.0
"""What the marker of a row takes."""
APART = 14.0
"""Between two pieces of a line."""

WidthOf = Callable[[str], float]
"""How wide a text is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stay together: a time, a change, or a line with its value."""

    text: str
    row: Row | None = None

    def width(self, width_of: WidthOf) -> float:
        """With its marker."""
        return width_of(self.text) + (0.0 if self.row is None else MARKER)


Line = tuple[Piece, ...]


def width_of_line(line: Sequence[Piece], width_of: WidthOf) -> float:
    """Of all its pieces."""
    return sum(piece.width(width_of) for piece in line) + APART * (len(line) - 1)


def flowed(readout: Readout, width_of: WidthOf, widest: float, most: int) -> tuple[Line, ...]:
    """In so many lines: values always, then when, then what changed."""
    found: tuple[Line, ...] = ()
    for pieces in _ever_less(readout):
        found = _filled(pieces, width_of, widest)
        if len(found) <= most and all(width_of_line(x, width_of) <= widest for x in found):
            return found
    return found[:most]


def _ever_less(readout: Readout) -> Iterator[Line]:
    """From all there is to say down to a single value."""
    title, clock = Piece(readout.title), Piece(readout.clock)
    rows = tuple(Piece(f"{line_words(row.look.name)} {row.text}", row) for row in readout.rows)
    for told in range(len(readout.notes), -1, -1):
        yield (title, *map(Piece, readout.notes[:told]), *rows)
    yield (clock, *rows)
    known = sorted(readout.rows, key=lambda row: row.y is None)
    values = tuple(Piece(row.text, row) for row in known)
    yield (clock, *values)
    yield values
    for some in range(len(values) - 1, 1, -1):
        yield (*values[:some], Piece(tr("and {n:,} more", n=len(values) - some)))
    yield values[:1]


def _filled(pieces: Sequence[Piece], width_of: WidthOf, widest: float) -> tuple[Line, ...]:
    """Line after line, each with as many pieces as fit."""
    lines: list[Line] = []
    for piece in pieces:
        if lines and width_of_line((*lines[-1], piece), width_of) <= widest:
            lines[-1] = (*lines[-1], piece)
        else:
            lines.append((piece,))
    return tuple(lines)
