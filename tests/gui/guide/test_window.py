import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui import theme
from gui.guide.window import GuideWindow
from tests.gui.whole_window import Bench

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

IMAGE = QTextDocument.ResourceType.ImageResource.value


def opened(qtbot: QtBot) -> GuideWindow:
    guide = GuideWindow()
    qtbot.addWidget(guide)
    with qtbot.waitExposed(guide):
        guide.show()
    return guide


def listed(guide: GuideWindow) -> list[str]:
    rows = [guide.contents.item(row) for row in range(guide.contents.count())]
    return [row.text() for row in rows if not row.isHidden()]


def place_of(guide: GuideWindow, words: str) -> QPoint:
    """Where some words stand on the page, brought into sight."""
    found = guide.text.document().find(words)
    assert not found.isNull()
    found.setPosition(found.selectionStart() + 2)
    guide.text.setTextCursor(QTextCursor(found))
    guide.text.ensureCursorVisible()
    return guide.text.cursorRect(found).center()


def test_that_a_link_leads_to_another_page_and_back_again(qtbot: QtBot) -> None:
    guide = opened(qtbot)
    assert not guide.back.isEnabled()

    at = place_of(guide, "slow-consumer")
    qtbot.mouseClick(guide.text.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert guide.text.page is not None
    assert guide.text.page.name == "slow-consumer"
    assert guide.text.toPlainText().startswith("Slow consumer")
    assert guide.contents.currentItem().text().startswith("Why does a queue grow")
    qtbot.mouseClick(guide.back, Qt.MouseButton.LeftButton)
    assert guide.text.toPlainText().startswith("Guide: a small shop")
    assert not guide.back.isEnabled()
    QTest.keyClick(guide, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert guide.text.page.name == "slow-consumer"


def test_that_a_row_of_the_contents_opens_its_page(qtbot: QtBot) -> None:
    guide = opened(qtbot)
    guide.contents.setFocus()

    QTest.keyClick(guide.contents, Qt.Key.Key_Down)

    assert guide.text.toPlainText().startswith("Connect to a broker")
    QTest.keyClick(guide, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert guide.contents.currentRow() == 1


def test_that_the_pictures_are_as_wide_as_the_page(qtbot: QtBot) -> None:
    guide = opened(qtbot)
    for wide in (700, 1100):
        guide.resize(wide, 700)
        qtbot.waitUntil(lambda: not guide.text._fitting.isActive())
        picture = guide.text.document().resource(IMAGE, QUrl("../images/flow-dark.png"))
        assert isinstance(picture, QImage)
        room = guide.text.viewport().width()
        assert room - 60 < picture.deviceIndependentSize().width() <= room


def test_that_words_are_found_on_all_pages_and_marked(qtbot: QtBot) -> None:
    guide = opened(qtbot)
    QTest.keyClick(guide, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(guide.sought, "consumer_timeout")

    assert listed(guide) == ["Why does a consumer do nothing, and its queue grow?"]
    assert guide.text.toPlainText().startswith("Stuck consumer")
    assert [m.cursor.selectedText() for m in guide.text.extraSelections()] == ["consumer_timeout"]
    QTest.keyClick(guide.sought, Qt.Key.Key_Return)
    assert guide.text.textCursor().selectedText() == "consumer_timeout"

    QTest.keyClicks(guide.sought, "zzz")
    assert guide.nothing.isVisible()
    QTest.keyClick(guide.sought, Qt.Key.Key_Escape)
    assert guide.isVisible()
    assert len(listed(guide)) > 17
    QTest.keyClick(guide.sought, Qt.Key.Key_Escape)
    assert not guide.isVisible()


def test_that_the_page_is_readable_in_another_theme(qtbot: QtBot) -> None:
    guide = opened(qtbot)
    guide.read("connect")
    theme.set_mode("light")
    text = guide.text.toPlainText()
    theme.set_mode("system")

    assert guide.text.toPlainText() == text
    assert text.startswith("Connect to a broker")


def test_that_keys_the_menu_and_the_palette_open_the_guide(bench: Bench, qtbot: QtBot) -> None:
    workbench = bench(None)
    window = workbench.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)

    guide = workbench.guide_desk.guide
    assert guide is not None
    assert guide.isVisible()
    QTest.keyClick(guide, Qt.Key.Key_Escape)
    assert not guide.isVisible()
    palette = workbench.palette_desk.palette
    workbench.palette_desk.open()
    QTest.keyClicks(palette.entry, "redelivered for ever")
    QTest.keyClick(palette.entry, Qt.Key.Key_Return)
    assert guide.isVisible()
    assert guide.text.toPlainText().startswith("Poison message")
    guide.close()
