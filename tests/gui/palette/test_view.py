from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from gui import theme
from gui.palette.entries import Entry
from gui.palette.row_paint import runs
from gui.palette.view import Palette

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ENTRIES = [
    Entry("command:Publish", "command", "Publish", "Message", lambda: None, "Ctrl+P"),
    Entry("command:Tap", "command", "Tap", "Message", lambda: None, "", "Select a queue first"),
    Entry("queue:shop.orders", "queue", "shop.orders", "queue", lambda: None),
    Entry("exchange:shop", "exchange", "shop", "exchange", lambda: None),
]


def palette_in(qtbot: QtBot, recent: Sequence[str] = ()) -> Palette:
    window = QMainWindow()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    window.show()
    palette = Palette(window)
    palette.open(ENTRIES, recent)
    qtbot.waitExposed(palette)
    return palette


def listed(palette: Palette) -> list[str]:
    model = palette.model
    return [model.entry(model.index(row)).title for row in range(model.rowCount())]


def marked(palette: Palette) -> str:
    return palette.model.entry(palette.rows.currentIndex()).title


def test_that_typing_finds_and_enter_chooses(qtbot: QtBot) -> None:
    palette = palette_in(qtbot)
    QTest.keyClicks(palette.entry, "so")

    assert listed(palette) == ["shop.orders", "shop"]
    assert palette.model.marks(palette.model.index(0)) == (0, 5)
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.entry, Qt.Key.Key_Return)
    assert chosen.args == [ENTRIES[2]]
    assert palette.isHidden()


def test_that_arrows_go_round_and_esc_closes(qtbot: QtBot) -> None:
    palette = palette_in(qtbot)
    assert marked(palette) == "Publish"

    QTest.keyClick(palette.entry, Qt.Key.Key_Up)
    assert marked(palette) == listed(palette)[-1]
    QTest.keyClick(palette.entry, Qt.Key.Key_Down)
    assert marked(palette) == "Publish"
    QTest.keyClick(palette.entry, Qt.Key.Key_Escape)
    assert palette.isHidden()


def test_that_what_cannot_be_done_says_why_and_does_nothing(qtbot: QtBot) -> None:
    palette = palette_in(qtbot)
    QTest.keyClicks(palette.entry, "tap")

    assert palette.hint.text() == "Not now: Select a queue first"
    assert "Select a queue first" in palette.entry.accessibleDescription()
    with qtbot.assertNotEmitted(palette.chosen):
        QTest.keyClick(palette.entry, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_that_a_click_chooses(qtbot: QtBot) -> None:
    palette = palette_in(qtbot)
    place = palette.rows.visualRect(palette.model.index(listed(palette).index("shop")))

    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.mouseClick(
            palette.rows.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            place.center(),
        )
    assert chosen.args == [ENTRIES[3]]


def test_that_what_was_used_last_is_first_and_the_impossible_last(qtbot: QtBot) -> None:
    palette = palette_in(qtbot, recent=["exchange:shop", "queue:gone"])

    assert listed(palette) == ["shop", "Publish", "shop.orders", "Tap"]


def test_that_it_says_when_nothing_fits_and_is_only_as_high_as_it_must(qtbot: QtBot) -> None:
    palette = palette_in(qtbot)
    high = palette.height()
    QTest.keyClicks(palette.entry, "shop")
    assert palette.height() < high
    assert palette.count.text() == "2"

    QTest.keyClicks(palette.entry, "zzz")
    assert palette.nothing.isVisible()
    assert not palette.rows.currentIndex().isValid()
    QTest.keyClick(palette.entry, Qt.Key.Key_Return)
    QTest.keyClick(palette.entry, Qt.Key.Key_Down)
    assert palette.isVisible()


def test_that_it_stands_in_the_middle_of_its_window(qtbot: QtBot) -> None:
    palette = palette_in(qtbot)
    window = palette.parentWidget()
    assert window is not None

    middle = window.mapToGlobal(window.rect().center()).x()
    assert abs(palette.geometry().center().x() - middle) <= 4  # a frame of the platform
    assert palette.geometry().top() > window.geometry().top()


def test_that_the_letters_found_are_drawn_in_the_accent(qtbot: QtBot) -> None:
    palette = palette_in(qtbot)
    QTest.keyClicks(palette.entry, "publ")
    picture = palette.rows.viewport().grab().toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(30, 120)
        for y in range(min(24, picture.height()))
    }

    assert theme.current().accent.name() in colours


def test_that_no_row_tells_nothing(qtbot: QtBot) -> None:
    palette = palette_in(qtbot)

    assert palette.model.data(QModelIndex()) is None
    index = palette.model.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Publish, Message, Ctrl+P"


@pytest.mark.parametrize(
    ("text", "marks", "found"),
    [
        ("", (), []),
        ("abc", (), [("abc", False)]),
        ("abc", (0, 1), [("ab", True), ("c", False)]),
        ("abc", (2,), [("ab", False), ("c", True)]),
        ("aaa", (0, 2), [("a", True), ("a", False), ("a", True)]),
    ],
)
def test_that_a_text_falls_into_runs(
    text: str, marks: tuple[int, ...], found: list[tuple[str, bool]]
) -> None:
    assert list(runs(text, marks)) == found
