"""Parts beside each other turn where it is narrow, and back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.turning import TurningSplitter

WIDE, NARROW, HIGH = 700, 400, 450


def splitter(qtbot: QtBot) -> TurningSplitter:
    made = TurningSplitter(500, QLabel("form"), QLabel("answers"))
    qtbot.addWidget(made)
    made.resize(WIDE, 300)
    made.show()
    return made


def test_that_parts_lie_on_top_of_each_other_where_it_is_narrow(qtbot: QtBot) -> None:
    parts = splitter(qtbot)
    assert parts.orientation() == Qt.Orientation.Horizontal
    parts.resize(NARROW, HIGH)
    assert parts.orientation() == Qt.Orientation.Vertical
    assert [part.width() for part in parts.findChildren(QLabel)] == [NARROW, NARROW]


def test_that_they_have_their_widths_again_where_it_is_wide(qtbot: QtBot) -> None:
    parts = splitter(qtbot)
    parts.setSizes([500, 195])
    widths = parts.sizes()
    parts.resize(NARROW, HIGH)
    parts.resize(WIDE, 300)
    assert parts.orientation() == Qt.Orientation.Horizontal
    assert parts.sizes() == widths


def test_that_they_stay_beside_each_other_where_it_is_low(qtbot: QtBot) -> None:
    parts = splitter(qtbot)
    parts.resize(NARROW, 300)
    assert parts.orientation() == Qt.Orientation.Horizontal
