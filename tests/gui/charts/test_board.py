"""Charts that stay: pinned by button, drag or menu; named, extended and closed."""

import itertools
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.selection import Selection
from gui.charts.board import MOST
from gui.charts.canvas import READABLE
from gui.charts.cargo import packed, unpacked
from gui.charts.dragging import DragSource
from gui.charts.pin import Pin
from gui.charts.stretch import Stretch
from gui.charts.view import ChartsView
from tests.gui.charts.recorded import NOW, PUBLISH
from tests.gui.charts.test_view import QUEUE, shop, shown

_COPY = Qt.DropAction.CopyAction
_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier


def drop(widget: QWidget, selection: Selection) -> None:
    data, at = packed(selection), widget.rect().center()
    entered = QDragEnterEvent(at, _COPY, data, _LEFT, _NONE)
    QApplication.sendEvent(widget, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(at), _COPY, data, _LEFT, _NONE))


def move(widget: QWidget, to: QPoint) -> None:
    at = QPointF(widget.mapToGlobal(to))
    kind, no_button = QMouseEvent.Type.MouseMove, Qt.MouseButton.NoButton
    QApplication.sendEvent(widget, QMouseEvent(kind, QPointF(to), at, no_button, _LEFT, _NONE))


def pinned(view: ChartsView) -> list[Pin]:
    return view.board.pins


def test_that_a_pinned_chart_stays_when_something_else_is_selected(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0], QUEUE)
    assert view.board.isHidden()
    QTest.mouseClick(view.header.pin, _LEFT)
    view.show_selection(PUBLISH)
    view.draw()
    (chart,) = view.board.charts
    assert view.board.isVisible()
    assert pinned(view) == [Pin((QUEUE,), "depths")]
    assert chart.title.text() == "queue payments.q"
    assert chart.plot.shown_lines == ("ready",)
    assert view.header.title.text() == "service orders publishes to exchange shop"


def test_that_a_chart_shows_rates_or_depths(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0], QUEUE)
    view.halves.pin(QUEUE)
    (chart,) = view.board.charts
    QTest.mouseClick(chart.kinds["rates"], _LEFT)
    view.draw()
    assert chart.plot.shown_lines == ("ack",)
    assert pinned(view)[0].kind == "rates"


def test_that_a_drop_on_a_chart_adds_and_a_drop_beside_makes_one(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    drop(view.halves, PUBLISH)
    (chart,) = view.board.charts
    drop(chart, QUEUE)
    drop(chart, QUEUE)
    view.draw()
    assert pinned(view) == [Pin((PUBLISH, QUEUE))]
    assert (
        next(iter(chart.plot.legend.entries.values()))
        .accessibleName()
        .startswith("publish \N{MIDDLE DOT} orders \N{RIGHTWARDS ARROW} shop: 10.0/s")
    )
    assert len(chart.plot.shown_lines) == 3
    drop(view.halves, None)
    assert pinned(view)[1:] == [Pin((None,))]


def test_that_a_drag_shows_where_a_new_chart_goes(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    at = view.halves.rect().center()
    data = packed(QUEUE)
    QApplication.sendEvent(view.halves, QDragEnterEvent(at, _COPY, data, _LEFT, _NONE))
    assert view.board.isVisible()


def test_that_a_chart_is_closed_by_its_button_or_by_key(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.halves.pin(QUEUE)
    view.halves.pin(PUBLISH)
    first, second = view.board.charts
    QTest.mouseClick(first.close_button, _LEFT)
    assert pinned(view) == [Pin((PUBLISH,))]
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Delete)
    assert pinned(view) == []
    assert view.board.isHidden()


def test_that_a_chart_is_renamed_and_called_as_what_it_shows_again(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.halves.pin(QUEUE)
    (chart,) = view.board.charts
    QTest.mouseDClick(chart.title, _LEFT)
    QTest.keyClicks(chart.name, "Money")
    QTest.keyClick(chart.name, Qt.Key.Key_Return)
    assert (chart.title.text(), pinned(view)[0].name) == ("Money", "Money")
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_F2)
    chart.name.clear()
    QTest.keyClick(chart.name, Qt.Key.Key_Return)
    assert chart.title.text() == "queue payments.q"


def test_that_what_is_gone_is_said(qtbot: QtBot) -> None:
    recording, _ = shop()
    view = shown(qtbot, recording)
    view.halves.show_pins([Pin(("queue:old",), "depths")])
    view.draw()
    (chart,) = view.board.charts
    assert chart.title.text() == "queue old (gone)"
    assert chart.plot.words.startswith("This is no longer there.")
    recording.depth("old", "ready", [4.0] * 9)
    view.draw()
    assert chart.title.text() == "queue old"
    assert chart.plot.words == ""


def test_that_all_charts_show_the_same_time_and_cursor(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.halves.pin(PUBLISH)
    (chart,) = view.board.charts
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    view.draw()
    assert chart.plot.time_range == view.lead.time_range
    chart.plot.set_time_range(-100, -50)
    chart.plot.looked.emit()
    assert view.lead.stretch == Stretch(-100, -50)
    chart.plot.pointed.emit(-70.0)
    assert view.lead.cursor_at == -70
    qtbot.waitUntil(lambda: chart.plot.cursor_at == -70)


def test_that_many_charts_are_drawn_in_turns_and_none_is_forgotten(qtbot: QtBot) -> None:
    recording, publish = shop()
    view = shown(qtbot, recording)
    for _ in range(5):
        view.halves.pin(PUBLISH)
    charts = view.board.charts
    qtbot.waitUntil(lambda: not view.is_behind)
    recording.at += 1
    recording.rate(publish, "publish", [44.0], until=NOW + 1)
    view.refresh()
    qtbot.waitUntil(lambda: all(chart.plot.lines.newest == NOW + 1 for chart in charts))
    view.look(Stretch(-60, 0))
    qtbot.waitUntil(lambda: all(chart.plot.stretch == Stretch(-60, 0) for chart in charts))
    qtbot.waitUntil(lambda: not view.is_behind)
    assert {chart.plot.curves.strip.full_draws for chart in charts} == {
        charts[0].plot.curves.strip.full_draws
    }


def test_that_pinned_charts_are_paused_with_the_others(qtbot: QtBot) -> None:
    recording, publish = shop()
    view = shown(qtbot, recording)
    view.halves.pin(PUBLISH)
    (chart,) = view.board.charts
    view.draw()
    view.set_paused(True)
    recording.at += 20
    recording.rate(publish, "publish", [44.0] * 20, until=NOW + 20)
    view.draw()
    assert chart.plot.legend.entries["publish"].value == "10.0/s"
    view.set_paused(False)
    view.draw()
    assert chart.plot.legend.entries["publish"].value == "44.0/s"


def test_that_there_is_an_end_of_charts_and_it_is_said(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.halves.show_pins([Pin((QUEUE,))] * MOST)
    view.halves.pin(PUBLISH)
    assert len(view.board.charts) == MOST
    assert view.message.text.startswith("There are 24 pinned charts already")


class Carried(list[Selection]):
    def carry(self, _: QWidget, selection: Selection) -> None:
        self.append(selection)


def test_that_a_drag_begins_after_some_way_and_a_click_stays_one(qtbot: QtBot) -> None:
    widget, carried = QWidget(), Carried()
    clicked: list[Selection] = []
    qtbot.addWidget(widget)
    widget.resize(200, 200)
    shift = Qt.KeyboardModifier.ShiftModifier
    source = DragSource(
        widget, lambda at: "queue:a" if at.x() < 100 else None, shift, clicked.append
    )
    source.carry = carried.carry
    QTest.mousePress(widget, _LEFT, shift, QPoint(10, 10))
    QTest.mouseMove(widget, QPoint(12, 10))
    assert carried == []
    QTest.mouseMove(widget, QPoint(60, 60))
    assert carried == ["queue:a"]
    QTest.mouseClick(widget, _LEFT, shift, QPoint(10, 10))
    assert clicked == ["queue:a"]
    QTest.mousePress(widget, _LEFT, _NONE, QPoint(10, 10))
    QTest.mouseMove(widget, QPoint(60, 60))
    assert len(carried) == 1


def test_that_what_is_packed_can_be_unpacked() -> None:
    for selection in (None, QUEUE, PUBLISH):
        assert unpacked(packed(selection)) == selection


def test_that_pinned_charts_have_half_and_the_border_moves_both_ways(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.resize(1000, 300)
    view.halves.pin(QUEUE)
    view.halves.pin(PUBLISH)
    qtbot.waitUntil(lambda: view.board.width() > 0)
    qtbot.waitUntil(lambda: abs(view.halves.sizes()[0] - view.halves.sizes()[1]) <= 1)
    border = view.halves.handle(1)
    before = border.x()
    for way in (-60, 120, 5000, -5000):
        at = border.x()
        QTest.mousePress(border, _LEFT, _NONE, QPoint(1, 5))
        move(border, QPoint(1 + way, 5))
        QTest.mouseRelease(border, _LEFT, _NONE, QPoint(1, 5))
        assert (border.x() > at) == (way > 0)
        assert view.board.width() >= 260
        assert view.board.geometry().right() < view.halves.width()
    assert border.x() < before


def test_that_a_title_keeps_the_name_where_it_is_narrow(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.halves.pin(QUEUE)
    (chart,) = view.board.charts
    title = chart.title
    title.resize(title.fontMetrics().horizontalAdvance("queue payments.q") + 2, 20)
    assert title.shown == "queue payments.q"
    title.resize(title.width() - 10, 20)
    assert title.shown == "payments.q"
    assert title.toolTip().startswith("queue payments.q\n")


def test_that_a_chart_is_moved_by_key_and_by_its_title(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.halves.pin(QUEUE)
    view.halves.pin(PUBLISH)
    first, second = view.board.charts
    first.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(first, Qt.Key.Key_Right, both)
    QTest.keyClick(first, Qt.Key.Key_Right, both)
    assert [pin.of for pin in pinned(view)] == [(PUBLISH,), (QUEUE,)]
    qtbot.waitUntil(lambda: second.y() < first.y() or second.x() < first.x())
    QTest.mousePress(first.title, _LEFT)
    move(first.title, first.title.mapFromGlobal(second.mapToGlobal(QPoint(20, 20))))
    QTest.mouseRelease(first.title, _LEFT)
    assert [pin.of for pin in pinned(view)] == [(QUEUE,), (PUBLISH,)]


def overlap(view: ChartsView) -> bool:
    """Any two of what is charted lie upon each other, or one reaches out of its place."""
    parts = [view.rates, view.depths, *view.board.charts]
    places = [QRect(part.mapTo(view, QPoint()), part.size()) for part in parts]
    beyond = any(place.right() > view.width() for place in places)
    return beyond or any(a.intersects(b) for a, b in itertools.combinations(places, 2))


def test_that_charts_stack_and_scroll_where_they_are_too_narrow_for_each_other(
    qtbot: QtBot,
) -> None:
    view = shown(qtbot, shop()[0])
    view.resize(650, 170)
    QTest.mouseClick(view.header.pin, _LEFT)
    view.halves.pin(QUEUE)
    qtbot.waitUntil(lambda: view.halves.is_stacked)
    charts = view.board.charts
    bar = view.stack.verticalScrollBar()

    qtbot.waitUntil(lambda: charts[1].mapTo(view.stack, QPoint()).y() == 0)  # what came last
    assert bar.maximum() > 0
    assert not overlap(view)
    assert all(chart.legend.width() < 160 for chart in (view.rates, view.depths))

    view.resize(900, 400)
    qtbot.waitUntil(lambda: not view.halves.is_stacked)
    qtbot.waitUntil(lambda: not overlap(view))
    assert bar.maximum() == 0


def test_that_pinned_charts_are_whole_or_out_of_sight_in_a_low_panel(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.resize(760, 200)
    for selection in (QUEUE, PUBLISH, None):
        view.halves.pin(selection)
    first, _, last = view.board.charts
    qtbot.waitUntil(lambda: last.mapTo(view.board, QPoint()).y() == 0)
    assert last.height() <= view.board.viewport().height()
    assert first.mapTo(view.board, QPoint(0, first.height())).y() <= 0
    assert not overlap(view)


def test_that_nothing_is_left_out_where_there_is_room_for_a_dropped_one(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    for width in range(400, 1600, 10):  # as narrow as the letters allow
        view.resize(width, 170)
        QApplication.processEvents()
        if not view.halves.is_stacked:
            break
    data, at = packed(QUEUE), view.halves.rect().center()
    QApplication.sendEvent(view.halves, QDragEnterEvent(at, _COPY, data, _LEFT, _NONE))
    qtbot.waitUntil(lambda: view.halves.is_stacked)
    QApplication.sendEvent(view.halves, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not view.halves.is_stacked)


@pytest.mark.parametrize("pins", [(), (None,), (None, QUEUE)])
@pytest.mark.parametrize("size", [(520, 170), (560, 190), (790, 190), (560, 300)])
def test_that_no_plot_is_too_low_or_too_wide_for_its_panel_to_be_read(
    qtbot: QtBot, size: tuple[int, int], pins: Sequence[Selection]
) -> None:
    view = shown(qtbot, shop()[0])
    view.resize(*size)
    for pin in pins:
        view.halves.pin(pin)
    plots = [view.rates, view.depths, *(chart.plot for chart in view.board.charts)]

    qtbot.waitUntil(lambda: min(plot.canvas.area.height() for plot in plots) >= READABLE)
    qtbot.waitUntil(lambda: not overlap(view))
    assert view.halves.width() <= view.stack.viewport().width()
