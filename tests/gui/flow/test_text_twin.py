from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.flow.text_twin import TextTwin


class Flow:
    """Says something else whenever it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def tell(self) -> str:
        self.asked += 1
        return "\n".join(f"line {number} of {self.asked}" for number in range(200))


def twin_of(qtbot: QtBot, flow: Flow) -> TextTwin:
    twin = TextTwin(None, flow.tell)
    qtbot.addWidget(twin)
    twin.tell()
    with qtbot.waitExposed(twin):
        twin.show()
    return twin


def test_that_it_stands_still_until_one_asks(qtbot: QtBot) -> None:
    flow = Flow()
    twin = twin_of(qtbot, flow)
    assert twin.text.toPlainText().startswith("line 0 of 1\n")
    twin.text.verticalScrollBar().setValue(90)
    QTest.mouseClick(twin.again, Qt.MouseButton.LeftButton)

    assert twin.text.toPlainText().startswith("line 0 of 2\n")
    assert twin.text.verticalScrollBar().value() == 90
    QTest.keyClick(twin.text, Qt.Key.Key_F5)
    assert flow.asked == 3


def test_that_it_follows_on_demand_and_ends_with_the_window(qtbot: QtBot) -> None:
    flow = Flow()
    twin = twin_of(qtbot, flow)
    twin._timer.setInterval(10)
    twin.follow.click()
    qtbot.waitUntil(lambda: flow.asked > 4)
    QTest.keyClick(twin, Qt.Key.Key_Escape)

    assert not twin.isVisible()
    assert not twin._timer.isActive()


def test_that_it_is_copied_as_text(qtbot: QtBot) -> None:
    twin = twin_of(qtbot, Flow())
    QTest.mouseClick(twin.copy, Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == twin.text.toPlainText()
    QGuiApplication.clipboard().clear()


def test_that_it_is_read_by_keyboard(qtbot: QtBot) -> None:
    twin = twin_of(qtbot, Flow())
    assert twin.text.accessibleName() == "The flow in words"
    QTest.keyClick(twin.text, Qt.Key.Key_Down)
    assert twin.text.textCursor().blockNumber() == 1
