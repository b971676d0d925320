from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gui.folding import Folding


def test_that_the_inside_shows_on_a_click_and_the_summary_otherwise(qtbot: QtBot) -> None:
    folding = Folding("Headers", QLineEdit())
    qtbot.addWidget(folding)
    folding.summarise("<b>none</b>")
    folding.show()
    assert folding.inside.isHidden()
    assert folding.summary.isVisible()
    assert folding.summary.textFormat() == Qt.TextFormat.PlainText

    qtbot.mouseClick(folding.heading, Qt.MouseButton.LeftButton)

    assert folding.inside.isVisible()
    assert folding.summary.isHidden()


def test_that_a_long_summary_needs_no_room(qtbot: QtBot) -> None:
    folding = Folding("Headers", QLineEdit())
    qtbot.addWidget(folding)
    narrow = folding.minimumSizeHint().width()

    folding.summarise("a header with a long name, " * 20)

    assert folding.minimumSizeHint().width() == narrow
    assert "long name" in folding.summary.toolTip()


def test_that_the_heading_stays_under_the_pointer(qtbot: QtBot) -> None:
    folding = Folding("Headers", QLineEdit())
    qtbot.addWidget(folding)
    folding.resize(300, 60)
    folding.show()
    before = folding.heading.x()

    qtbot.mouseClick(folding.heading, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: folding.inside.width() > 0)

    assert folding.heading.x() == before
