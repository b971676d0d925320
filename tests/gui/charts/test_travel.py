"""Looking into the past while everything goes on, by mouse and keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core import numbers
from gui.charts.view import ChartsView
from tests.gui.charts.recorded import NOW
from tests.gui.charts.test_view import QUEUE, shop, shown

HELD = Qt.KeyboardModifier.ShiftModifier


def drag(view: ChartsView, by: int) -> None:
    viewport = view.rates.canvas.viewport()
    begin = QPoint(viewport.width() // 2, viewport.height() // 2)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=begin)
    for step in range(1, 6):
        QTest.mouseMove(viewport, begin + QPoint(by * step // 5, 0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=begin + QPoint(by, 0), delay=1)


def ticks_of(view: ChartsView) -> list[str]:
    (ticks,) = view.depths.canvas.getAxis("bottom")._tickLevels
    return [words for _, words in ticks]


def test_that_a_drag_goes_into_the_past_and_now_comes_back(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0], QUEUE)
    drag(view, 200)
    qtbot.waitUntil(lambda: not view.lead.stretch.is_live)
    assert view.lead.stretch.span == pytest.approx(300)
    assert view.header.now.isVisible()
    QTest.mouseClick(view.header.now, Qt.MouseButton.LeftButton)
    assert view.lead.time_range == pytest.approx((-300, 0))
    assert view.header.now.isHidden()
    assert view.header.reset.isHidden()


def test_that_the_past_stays_in_sight_while_time_goes_on(qtbot: QtBot) -> None:
    recording, publish = shop()
    view = shown(qtbot, recording)
    QTest.keyClick(view, Qt.Key.Key_Left, HELD)
    before = view.lead.visible()
    view.draw()
    picture = view.rates.curves.strip.pixmap.toImage()
    recording.at += 20
    recording.rate(publish, "publish", [40.0] * 20, until=NOW + 20)
    view.draw()
    assert view.lead.visible() == before
    assert view.rates.curves.strip.pixmap.toImage() == picture
    assert view.rates.legend.entries["publish"].value == "40.0/s"


def test_that_what_stands_still_has_times_of_day(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    assert "now" in ticks_of(view)
    QTest.keyClick(view, Qt.Key.Key_Left, HELD)
    view.draw()
    first, last = view.lead.visible()
    assert all(numbers.clock(first)[:5] <= words <= numbers.clock(last) for words in ticks_of(view))
    QTest.keyClick(view, Qt.Key.Key_End)
    view.draw()
    assert "now" in ticks_of(view)


def test_that_keys_zoom_around_the_cursor(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.lead.time_range == pytest.approx((-210, 0))
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.lead.time_range == pytest.approx((-300, 0))
    view.rates.pointed.emit(-150.0)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.lead.time_range == pytest.approx((-255, -45))
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.lead.time_range == pytest.approx((-300, 0))


def test_that_end_resumes_what_was_paused(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_Left, HELD)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert not view.is_paused
    assert view.lead.stretch.is_live


def test_that_a_locked_scale_stays_and_says_what_is_beyond(qtbot: QtBot) -> None:
    recording, publish = shop()
    view = shown(qtbot, recording)
    top = view.rates.top
    QTest.mouseClick(view.header.lock, Qt.MouseButton.LeftButton)
    recording.at += 1
    recording.rate(publish, "publish", [500.0], until=NOW + 1)
    view.draw()
    assert view.rates.top == top
    assert view.rates.curves.caption == "Scale locked; up to 500/s"
    QTest.keyClick(view, Qt.Key.Key_Y)
    view.draw()
    assert view.rates.top > 500
    assert view.rates.curves.caption == ""


def test_that_the_cursor_marks_the_value_of_every_line(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.rates.pointed.emit(-100.0)
    readout = view.rates.curves.readout
    assert readout is not None
    rows = {row.look.name: row.y or 0.0 for row in readout.rows}
    assert rows["publish"] < rows["confirm"] < rows["ack"]
