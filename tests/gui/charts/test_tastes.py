"""Colours and limits of single lines: asked for by the menu of the legend, shown, remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QInputDialog
from pytestqt.qtbot import QtBot

from gui.charts.line import line_name, series_key
from gui.charts.line_menu import LineMenu
from gui.charts.pin import Pin
from gui.charts.plot import Plot
from gui.charts.tastes import Tastes
from gui.charts.view import ChartsView
from tests.gui.charts.recorded import NOW
from tests.gui.charts.test_view import QUEUE, shop, shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
READY = series_key("ready", QUEUE)


def choose(qtbot: QtBot, plot: Plot, name: str, words: str) -> None:
    """Open the menu of a line and take that."""
    entry = plot.legend.entries[name]
    entry.customContextMenuRequested.emit(entry.rect().center())
    menu = plot.findChild(LineMenu)
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    action = next(one for one in menu.actions() if one.text().replace("&", "").startswith(words))
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    QApplication.sendPostedEvents()


def warn_above(qtbot: QtBot, view: ChartsView, value: float) -> None:
    choose(qtbot, view.depths, "ready", "Warn above")
    dialog = view.depths.findChild(QInputDialog)
    assert dialog is not None
    dialog.setDoubleValue(value)
    dialog.accept()


def test_that_a_limit_is_a_band_and_crossing_it_is_marked(qtbot: QtBot) -> None:
    recording, _ = shop()
    view = shown(qtbot, recording, QUEUE)
    warn_above(qtbot, view, 110)
    view.draw()
    (band,) = view.depths.curves.bands
    assert band.words == "ready above 110"
    assert not band.is_crossed
    recording.at += 1
    recording.depth("payments.q", "ready", [115.0], until=NOW + 1)
    view.draw()
    assert view.depths.curves.bands[0].is_crossed
    assert view.depths.legend.entries["ready"].accessibleName().endswith("above its limit")
    choose(qtbot, view.depths, "ready", "Warn no more")
    view.draw()
    assert view.depths.curves.bands == ()
    assert not view.depths.legend.is_above("ready")


def test_that_a_limit_is_of_one_thing_in_every_chart_of_it(qtbot: QtBot) -> None:
    recording, _ = shop()
    recording.depth("other", "ready", [200.0] * 9)
    view = shown(qtbot, recording, QUEUE)
    view.halves.show_pins([Pin(("queue:other", QUEUE), "depths")])
    warn_above(qtbot, view, 50)
    view.draw()
    (chart,) = view.board.charts
    (band,) = chart.plot.curves.bands
    assert band.is_crossed
    assert not chart.plot.legend.is_above(line_name("ready", 0, "queue:other"))
    assert chart.plot.legend.is_above(line_name("ready", 1, QUEUE))
    view.show_selection("queue:other")
    view.draw()
    assert view.depths.curves.bands == ()


def test_that_a_line_gets_another_colour_and_the_usual_one_again(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0], QUEUE)
    before = view.depths.curves.strip.pixmap.toImage()
    choose(qtbot, view.depths, "ready", "Colour")
    dialog = view.depths.findChild(QColorDialog)
    assert dialog is not None
    dialog.setCurrentColor(QColor("#ff00ff"))
    dialog.accept()
    view.draw()
    assert view.tastes.colours == {READY: "#ff00ff"}
    assert view.depths.curves.strip.pixmap.toImage() != before
    choose(qtbot, view.depths, "ready", "Usual colour")
    view.draw()
    assert view.depths.curves.strip.pixmap.toImage() == before


def test_that_a_limit_of_a_time_is_in_seconds(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0], QUEUE)
    plot = view.times.plot
    assert plot.number(plot.drawn(0.25)) == pytest.approx(0.25)
    assert (plot.unit, plot.variant) == ("s", "handling")


@pytest.mark.usefixtures("qapp")
def test_that_tastes_survive_the_settings_and_nonsense_does_not() -> None:
    tastes, again = Tastes(), Tastes()
    tastes.choose_colour(READY, "#102030")
    tastes.limit(READY, 12.5)
    again.read(tastes.as_text())
    assert (again.colours, again.limits) == (tastes.colours, tastes.limits)
    again.read("")
    again.read('{"colours": {"a": "no colour"}, "limits": {"a": "x", "b": NaN}}')
    assert (again.colours, again.limits) == ({}, {})
