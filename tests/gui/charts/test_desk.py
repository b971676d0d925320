"""The charts in the window: marks lead to the log, pins are remembered, rows can be dragged."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from core.endpoints import endpoints
from core.selection import Selection
from core.session import Session
from core.topology_log import Entry
from gui.charts.desk import ChartsDesk
from gui.charts.dragging import DragSource
from gui.charts.view import ChartsView
from gui.flow.view import FlowView
from gui.main_window import MainWindow
from gui.navigator.listing import Listing
from gui.navigator.view import NavigatorView
from gui.topology_log.view import TopologyLogView
from tests.gui.inspector.watched import delivering, publishing, watched

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@dataclass
class Room:
    """A window with charts, log, flow and navigator, and nothing else."""

    window: MainWindow
    desk: ChartsDesk
    log: TopologyLogView
    flow: FlowView
    navigator: NavigatorView

    def watch(self, session: Session) -> ChartsView:
        charts = self.desk.watch(session, QWidget())
        self.window.fill("charts", charts)
        self.log.show_log(session.log)
        self.flow.show_graph(session.graph)
        self.navigator.show_listing(Listing(session))
        return charts


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    log, flow, navigator = TopologyLogView(), FlowView(), NavigatorView(dict)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desk = ChartsDesk(window, log, settings)
    desk.carry_from(flow, navigator)
    window.fill("log", log)
    window.fill("navigator", navigator)
    window.setCentralWidget(flow)
    window.commands.set_watching(True)
    with qtbot.waitExposed(window):
        window.show()
    yield Room(window, desk, log, flow, navigator)
    window._may_close = True


def shop() -> Session:
    session = watched()
    publishing(session)
    delivering(session)
    return session


def pinned(charts: ChartsView) -> list[tuple[Selection, ...]]:
    return [pin.of for pin in charts.board.pins]


def test_that_a_mark_shows_its_line_of_the_log(room: Room, qtbot: QtBot) -> None:
    session = shop()
    entry = Entry(session.clock() - 5, "vanished", "queue", "payments.q")
    session.log.add(entry)
    room.watch(session).change_wanted.emit(entry)
    qtbot.waitUntil(room.log.isVisible)
    assert room.log.table.currentIndex().siblingAtColumn(3).data() == "payments.q"


def test_that_the_menu_exports_the_charts(room: Room, qtbot: QtBot) -> None:
    charts = room.watch(shop())
    charts.draw()
    room.window.commands.charts.picture.trigger()
    dialog = charts.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    (name,) = dialog.selectedFiles()
    assert "flowscope Whole broker" in name
    assert name.endswith(".png")
    dialog.reject()


def test_that_pinned_charts_are_remembered_for_their_broker(room: Room) -> None:
    charts = room.watch(shop())
    charts.show_selection("queue:payments.q")
    room.window.commands.charts.pin.trigger()
    assert pinned(charts) == [("queue:payments.q",)]
    assert pinned(room.watch(Session(endpoints("amqp://guest:guest@elsewhere/")))) == []
    assert pinned(room.watch(shop())) == [("queue:payments.q",)]


def test_that_a_row_of_the_navigator_can_be_dragged(room: Room, qtbot: QtBot) -> None:
    room.watch(shop())
    room.window.reveal("navigator")
    view, rows = room.navigator, room.navigator.rows.viewport()
    qtbot.waitUntil(view.isVisible)
    view.refresh()
    carried = carried_from(rows)
    place = view.rows.visualRect(view.model.index_of("queue:payments.q")).center()
    QTest.mousePress(rows, Qt.MouseButton.LeftButton, pos=place)
    for step in (5, 15, 30):
        QTest.mouseMove(rows, place + QPoint(step, 0))
    QTest.mouseRelease(rows, Qt.MouseButton.LeftButton, pos=place)
    assert carried == ["queue:payments.q"]


def test_that_shift_and_drag_take_a_node_out_of_the_flow(room: Room) -> None:
    room.watch(shop())
    stage = room.flow.stage
    carried = carried_from(room.flow)
    place = next(
        QPoint(x, y)
        for x in range(0, room.flow.width(), 6)
        for y in range(0, room.flow.height(), 6)
        if isinstance(stage.at(QPoint(x, y).toPointF()), str)
    )
    chosen = stage.at(place.toPointF())
    before, shift = stage.camera, Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(room.flow, Qt.MouseButton.LeftButton, shift, place)
    QTest.mouseMove(room.flow, place + QPoint(40, 0))
    assert carried == [chosen]
    assert stage.camera == before


def carried_from(widget: QWidget) -> list[Selection]:
    source = widget.findChild(DragSource, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert source is not None
    carried: list[Selection] = []
    source.carry = lambda _, selection: carried.append(selection)
    return carried
