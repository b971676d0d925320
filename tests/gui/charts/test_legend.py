from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.charts.legend import NARROW, UNKNOWN, Entry, Legend


def shown_legend(qtbot: QtBot, *entries: Entry) -> Legend:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show_entries(entries)
    legend.resize(legend.width(), 200)
    legend.show()
    return legend


def test_that_each_line_tells_its_value_also_to_a_screen_reader(qtbot: QtBot) -> None:
    legend = shown_legend(qtbot, Entry("publish", "12.4/s"), Entry("ack", UNKNOWN, drawn=False))
    names = [entry.accessibleName() for entry in legend.entries.values()]
    assert names == ["publish: 12.4/s, shown", "ack: ? unknown, not drawn"]


def test_that_a_click_hides_a_line_and_another_shows_it(qtbot: QtBot) -> None:
    legend = shown_legend(qtbot, Entry("publish", "12.4/s"), Entry("ack", "3/s"))
    with qtbot.waitSignal(legend.toggled):
        QTest.mouseClick(legend.entries["ack"], Qt.MouseButton.LeftButton)
    assert legend.hidden_lines == {"ack"}
    assert legend.entries["ack"].accessibleName() == "ack: 3/s, hidden"
    QTest.mouseClick(legend.entries["ack"], Qt.MouseButton.LeftButton)
    assert legend.hidden_lines == frozenset()


def test_that_the_keyboard_hides_a_line(qtbot: QtBot) -> None:
    legend = shown_legend(qtbot, Entry("publish", "12.4/s"))
    entry = legend.entries["publish"]
    assert entry.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(entry, Qt.Key.Key_Space)
    assert legend.hidden_lines == {"publish"}


def test_that_a_hidden_line_stays_hidden_when_it_comes_back(qtbot: QtBot) -> None:
    legend = shown_legend(qtbot, Entry("publish", "1/s"), Entry("ack", "3/s"))
    legend.entries["ack"].click()
    legend.show_entries([Entry("publish", "1/s")])
    assert list(legend.entries) == ["publish"]
    legend.show_entries([Entry("publish", "1/s"), Entry("ack", "3/s")])
    assert not legend.entries["ack"].isChecked()


def test_that_the_tooltip_says_what_a_line_means_and_where_its_value_comes_from(
    qtbot: QtBot,
) -> None:
    legend = shown_legend(qtbot, Entry("ack", "3/s", "Read 2 s ago; the sum of 1 of 1 counters."))
    tip = legend.entries["ack"].toolTip()
    assert tip.startswith("Deliveries that consumers acknowledged.")
    assert tip.endswith("the sum of 1 of 1 counters.")


def test_that_a_line_is_called_as_in_the_picture_and_tells_the_counter(qtbot: QtBot) -> None:
    legend = shown_legend(qtbot, Entry("return_unroutable", "1/s"))
    entry = legend.entries["return_unroutable"]

    assert entry.accessibleName() == "returned: 1/s, shown"
    assert "return_unroutable" in entry.toolTip()


def test_that_no_value_reaches_beneath_the_scroll_bar(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.place(False, NARROW)
    legend.resize(NARROW, 60)
    legend.show_entries([Entry(name, "14.0/s") for name in ("publish", "route", "deliver", "ack")])
    legend.show()
    qtbot.waitUntil(legend.verticalScrollBar().isVisible)
    qtbot.waitUntil(lambda: legend.viewport().width() < NARROW)
    room = legend.viewport().width()
    qtbot.waitUntil(lambda: all(row.width() <= room for row in legend.entries.values()))
