from PySide6.QtGui import QColor

from gui.charts.looks import Look
from gui.charts.readout import Row
from gui.charts.readout_paint import fitted


def row(name: str, y: float | None = 1.0) -> Row:
    return Row(Look(name, QColor("red"), "dot"), "1", y)


def test_that_all_rows_are_told_where_there_is_room() -> None:
    rows = (row("a"), row("b"))
    assert fitted(rows, 2) == (rows, 0)


def test_that_the_known_come_first_and_the_rest_is_counted() -> None:
    rows = (row("a", None), row("b"), row("c"), row("d"))
    told, rest = fitted(rows, 3)
    assert [one.look.name for one in told] == ["b", "c"]
    assert rest == 2
