"""Typing and clicking above the rows of the topology log."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.topology_log import Entry, TopologyLog
from gui.topology_log.view import TopologyLogView

ENTRIES = (
    Entry(1_700_000_000.0, "appeared", "queue", "bills", "", "guest"),
    Entry(1_700_000_001.0, "vanished", "consumer", "c1 of bills", "service billing"),
    Entry(1_700_000_002.0, "appeared", "binding", "shop -> audit [order.*]", "", "admin"),
)


@pytest.fixture
def view(qtbot: QtBot) -> TopologyLogView:
    made = TopologyLogView()
    qtbot.addWidget(made)
    made.resize(700, 300)
    log = TopologyLog()
    for entry in ENTRIES:
        log.add(entry)
    made.show_log(log)
    with qtbot.waitExposed(made):
        made.show()
    return made


def rows(view: TopologyLogView) -> list[str]:
    model = view.model
    return [model.data(model.index(row, 3)) for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("BILLS", ["bills", "c1 of bills"]),
        ("bills vanished", ["c1 of bills"]),
        ("consumer", ["c1 of bills"]),
        ("billing", ["c1 of bills"]),
        ("admin", ["shop -> audit [order.*]"]),
        ("  ", ["bills", "c1 of bills", "shop -> audit [order.*]"]),
    ],
)
def test_that_rows_with_all_words_stay(
    view: TopologyLogView, qtbot: QtBot, typed: str, found: list[str]
) -> None:
    qtbot.keyClicks(view.bar.field, typed)
    assert rows(view) == found
    assert view.bar.counts.text() == ("3" if len(found) == 3 else f"{len(found)} of 3")


def test_that_escape_clears_the_field_and_then_goes_to_the_rows(
    view: TopologyLogView, qtbot: QtBot
) -> None:
    view.bar.field.setFocus()
    qtbot.keyClicks(view.bar.field, "nothing of that kind")
    assert view.empty.isVisible()
    assert view.empty.text() == "None of 3 changes has all these words. Esc clears the field."
    qtbot.keyClick(view.bar.field, Qt.Key.Key_Escape)
    assert len(rows(view)) == 3
    assert view.table.isVisible()
    qtbot.keyClick(view.bar.field, Qt.Key.Key_Escape)
    assert view.table.hasFocus()


def test_that_only_the_selection_is_shown_where_that_is_wanted(
    view: TopologyLogView, qtbot: QtBot
) -> None:
    view.show_selection("queue:bills")
    assert len(rows(view)) == 3
    qtbot.mouseClick(view.bar.only, Qt.MouseButton.LeftButton)
    assert rows(view) == ["bills", "c1 of bills"]
    view.show_selection("exchange:shop")
    assert rows(view) == ["shop -> audit [order.*]"]
    view.show_selection(None)
    assert len(rows(view)) == 3


def test_that_it_says_why_there_is_no_row(view: TopologyLogView, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.bar.only, Qt.MouseButton.LeftButton)
    view.show_selection("queue:calm")
    assert view.empty.text().startswith("Nothing has changed at queue calm since watching began.")
    qtbot.keyClicks(view.bar.field, "bills")
    assert view.empty.text() == "None of 3 changes is of queue calm and has all these words."
    view.show_selection(("deliver", "queue:calm", "service:calm"))
    assert "is of what is selected" in view.empty.text()


def test_that_an_entry_that_is_asked_for_is_shown_though_it_does_not_fit(
    view: TopologyLogView, qtbot: QtBot
) -> None:
    qtbot.mouseClick(view.bar.only, Qt.MouseButton.LeftButton)
    view.show_selection("queue:calm")
    qtbot.keyClicks(view.bar.field, "bills")
    view.show_entry(ENTRIES[2])
    assert (view.bar.field.text(), view.bar.only.isChecked()) == ("", False)
    assert view.table.currentIndex().row() == 2


def test_that_new_changes_that_do_not_fit_are_counted(view: TopologyLogView, qtbot: QtBot) -> None:
    log = TopologyLog()
    view.show_log(log)
    qtbot.keyClicks(view.bar.field, "bills")
    for entry in ENTRIES:
        log.add(entry)
    view.refresh()
    assert (len(rows(view)), view.bar.counts.text()) == (2, "2 of 3")
