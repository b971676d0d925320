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
