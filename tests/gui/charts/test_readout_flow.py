from PySide6.QtGui import QColor

from gui.charts.looks import Look
from gui.charts.readout import Readout, Row
from gui.charts.readout_flow import flowed


def row(name: str, y: float | None = 1.0, text: str = "7") -> Row:
    return Row(Look(name, QColor("red"), "dot"), text, y)


def told(widest: float, most: int, *rows: Row, notes: tuple[str, ...] = ()) -> list[list[str]]:
    """On letters that are one pixel wide; a marker takes 14, what is between two pieces too."""
    readout = Readout(0.0, "12:00:00, 9 s ago", rows, notes, "12:00:00")
    lines = flowed(readout, len, widest, most)
    return [[piece.text for piece in line] for line in lines]


def test_that_one_line_says_when_and_every_value() -> None:
    found = told(200, 1, row("ready"), row("unacked"))
    assert found == [["12:00:00, 9 s ago", "ready 7", "unacked 7"]]


def test_that_values_go_into_the_next_line() -> None:
    found = told(70, 2, row("ready"), row("unacked"))
    assert found == [["12:00:00, 9 s ago", "ready 7"], ["unacked 7"]]


def test_that_what_changed_gives_way_to_values_and_then_the_age_does() -> None:
    values = (row("ready"), row("unacked"))
    found = told(80, 1, *values, notes=("a queue came",))
    assert found == [["12:00:00", "ready 7", "unacked 7"]]


def test_that_names_go_before_values_do() -> None:
    assert told(60, 1, row("ready"), row("unacked")) == [["7", "7"]]
    assert told(70, 1, row("ready"), row("unacked")) == [["12:00:00", "7", "7"]]


def test_that_the_known_come_first_and_the_rest_is_counted() -> None:
    values = (row("ready", None, "?"), row("ack"), row("route"), row("publish"))
    assert told(70, 1, *values) == [["7", "7", "and 2 more"]]


def test_that_one_value_is_there_however_narrow_a_plot_is() -> None:
    assert told(5, 1, row("ready"), row("unacked")) == [["7"]]


def test_that_as_much_of_what_changed_is_told_as_there_is_room_for() -> None:
    found = told(
        40,
        3,
        row("ready"),
        notes=("p", "a queue of a long name came", "another of a long name came"),
    )
    assert found == [["12:00:00, 9 s ago", "p"], ["a queue of a long name came"], ["ready 7"]]
