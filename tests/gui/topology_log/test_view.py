import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.topology_log import Entry, TopologyLog
from gui.topology_log.view import COLUMNS, TopologyLogModel, TopologyLogView


def log_with(count: int) -> TopologyLog:
    log = TopologyLog()
    for number in range(count):
        log.add(Entry(1_700_000_000.5, "appeared", "queue", f"<b>q{number}</b>", "", "guest"))
    return log


@pytest.mark.usefixtures("qapp")
def test_that_an_entry_says_when_what_and_by_whom(qtmodeltester: ModelTester) -> None:
    model = TopologyLogModel()
    model.show_log(log_with(2))
    qtmodeltester.check(model)

    cells = [model.data(model.index(1, column)) for column in range(model.columnCount())]

    assert cells[0].endswith(".500")
    assert cells[1:] == ["+ appeared", "queue", "<b>q1</b>", "guest", ""]
    tip = model.data(model.index(1, 3), Qt.ItemDataRole.ToolTipRole)
    assert tip == "<qt>&lt;b&gt;q1&lt;/b&gt;</qt>"


def test_that_new_entries_come_with_the_tick_and_the_newest_is_in_view(qtbot: QtBot) -> None:
    log = log_with(40)
    view = TopologyLogView()
    qtbot.addWidget(view)
    view.resize(700, 200)
    view.show()
    view.show_log(log)
    view.table.scrollToBottom()

    log.add(Entry(1_700_000_001.0, "vanished", "queue", "q0"))
    assert view.model.rowCount() == 40
    view.refresh()

    assert view.model.rowCount() == 41
    bar = view.table.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_that_an_empty_log_says_what_will_be_here(qtbot: QtBot) -> None:
    view = TopologyLogView()
    qtbot.addWidget(view)
    view.show()
    assert view.empty.isVisible()

    view.show_log(log_with(1))
    assert view.empty.isHidden()

    view.show_log(None)
    assert view.empty.isVisible()


def test_that_an_entry_can_be_asked_for(qtbot: QtBot) -> None:
    log = log_with(40)
    wanted = Entry(1_700_000_002.0, "vanished", "queue", "payments.q")
    log.add(wanted)
    for entry in list(log.entries)[:40]:
        log.add(entry)
    view = TopologyLogView()
    qtbot.addWidget(view)
    view.resize(700, 200)
    view.show_log(log)
    with qtbot.waitExposed(view):
        view.show()

    view.show_entry(wanted)

    assert view.table.currentIndex().row() == 40
    middle = view.table.viewport().height() // 2
    assert view.table.rowAt(middle) in range(38, 43)


def test_that_who_did_it_is_in_sight_beside_a_long_name(qtbot: QtBot) -> None:
    log = TopologyLog()
    tag = "ctag1.cc37ef9776b64e9ca19fabbeaf787cbc of stock.reserve"
    log.add(Entry(1_700_000_000.0, "vanished", "consumer", tag, "service stock", "guest"))
    view = TopologyLogView()
    qtbot.addWidget(view)
    view.resize(700, 200)
    view.show()
    view.show_log(log)

    cells = [view.table.visualRect(view.model.index(0, column)) for column in (4, 5)]

    assert view.table.horizontalScrollBar().maximum() == 0
    assert all(view.table.viewport().rect().contains(cell) for cell in cells)


@pytest.mark.parametrize("width", [1200, 700, 520])
def test_that_the_name_keeps_its_room_where_it_is_narrow(qtbot: QtBot, width: int) -> None:
    view = TopologyLogView()
    qtbot.addWidget(view)
    view.show_log(log_with(3))
    view.show()
    view.resize(width, 200)
    others = {"by": 112, "detail": 160}

    widths = dict(zip(COLUMNS, map(view.table.columnWidth, range(len(COLUMNS))), strict=True))

    assert widths["name"] >= min(240, 110 + (width - 520))
    assert widths["name"] > widths["detail"]
    if width == 1200:
        assert {name: widths[name] for name in others} == others
