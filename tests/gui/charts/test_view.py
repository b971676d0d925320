from math import nan

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import numbers
from core.graph import Edge
from core.selection import Selection
from gui import theme
from gui.charts.clock_scale import stretch_words
from gui.charts.stretch import Stretch
from gui.charts.view import ChartsView
from tests.gui.charts.recorded import NOW, PUBLISH, Recording

QUEUE = "queue:payments.q"


def shop() -> tuple[Recording, Edge]:
    recording = Recording()
    publish = recording.edge(*PUBLISH)
    deliver = recording.edge("deliver", QUEUE, "service:payments")
    recording.rate(publish, "publish", [10.0] * 400)
    recording.rate(publish, "confirm", [8.0] * 400)
    recording.rate(deliver, "ack", [5.0] * 400)
    recording.depth("payments.q", "ready", [100.0] * 400)
    return recording, publish


def shown(qtbot: QtBot, recording: Recording, selection: Selection = None) -> ChartsView:
    view = ChartsView(recording)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show_selection(selection)
    with qtbot.waitExposed(view):
        view.show()
    view.draw()
    return view


def legend_of(view: ChartsView) -> dict[str, str]:
    return {name: entry.value for name, entry in view.rates.legend.entries.items()}


def test_that_the_whole_broker_is_charted_when_nothing_is_selected(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    assert view.header.title.text() == "Whole broker"
    assert legend_of(view) == {
        "publish": "10.0/s",
        "confirm": "8.0/s",
        "return_unroutable": "? unknown",
        "deliver": "? unknown",
        "ack": "5.0/s",
        "redeliver": "? unknown",
    }
    assert view.depths.legend.entries["ready"].value == "100"


def test_that_a_line_without_values_is_listed_and_not_drawn(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    assert view.rates.shown_lines == ("publish", "confirm", "ack")
    assert "redeliver" not in view.rates.curves.strip.drawn_runs


def test_that_an_edge_shows_only_its_own_lines(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0], PUBLISH)
    assert view.header.title.text() == "service orders publishes to exchange shop"
    assert list(legend_of(view)) == ["publish", "confirm", "return_unroutable"]
    assert not view.depths.isVisible()


def test_that_dropped_messages_appear_when_there_are_some(qtbot: QtBot) -> None:
    recording, publish = shop()
    recording.rate(publish, "drop_unroutable", [2.0] * 9)
    assert legend_of(shown(qtbot, recording))["drop_unroutable"] == "2.0/s"


def test_that_a_missed_poll_is_a_gap_in_the_drawn_line(qtbot: QtBot) -> None:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "publish", [10.0] * 40 + [nan] * 8 + [12.0] * 40)
    view = shown(qtbot, recording, PUBLISH)
    before, after = view.rates.curves.strip.drawn_runs["publish"]
    second = (view.rates.curves.strip.pixmap.width()) / 300
    assert after[0][0] - before[0][-1] == pytest.approx(9 * second)


def test_that_a_value_that_is_gone_is_a_question_mark_and_not_zero(qtbot: QtBot) -> None:
    recording, _ = shop()
    recording.at += 60
    view = shown(qtbot, recording)
    assert legend_of(view)["publish"] == "?"


def test_that_the_value_axis_begins_at_zero_and_holds_the_peak(qtbot: QtBot) -> None:
    recording, publish = shop()
    recording.rate(publish, "publish", [480.0])
    view = shown(qtbot, recording)
    assert view.rates.top == 600.0
    ((_, rows),) = view.rates.curves.strip.drawn_runs["publish"]
    assert rows.min() > 0


def test_that_pause_holds_the_picture_and_resume_loses_nothing(qtbot: QtBot) -> None:
    recording, publish = shop()
    view = shown(qtbot, recording)
    QTest.mouseClick(view.header.pause, Qt.MouseButton.LeftButton)
    frozen = view.rates.curves.strip.pixmap.toImage()
    recording.at += 30
    recording.rate(publish, "publish", [20.0] * 30, until=NOW + 30)
    view.refresh()
    view.draw()
    assert view.rates.curves.strip.pixmap.toImage() == frozen
    assert legend_of(view)["publish"] == "10.0/s"
    assert view.header.note.text() == "Paused 30 s, recording goes on"
    QTest.mouseClick(view.header.pause, Qt.MouseButton.LeftButton)
    view.draw()
    assert not view.is_paused
    assert view.header.note.text() == ""
    assert view.rates.lines.between(NOW - 1, NOW + 30)[0].tolist() == [10.0] * 2 + [20.0] * 30
    assert legend_of(view)["publish"] == "20.0/s"


def test_that_space_pauses_and_resumes(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.is_paused
    assert view.header.pause.isChecked()
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not view.is_paused


def test_that_a_paused_line_survives_the_end_of_its_edge(qtbot: QtBot) -> None:
    recording, _ = shop()
    view = shown(qtbot, recording, PUBLISH)
    view.set_paused(True)
    recording.graph.remove_edge(PUBLISH)
    view.draw()
    assert view.rates.lines.between(NOW, NOW)[0].tolist() == [10.0]


def test_that_a_click_in_the_legend_hides_the_line(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    QTest.mouseClick(view.rates.legend.entries["confirm"], Qt.MouseButton.LeftButton)
    view.draw()
    assert view.rates.shown_lines == ("publish", "ack")
    assert list(view.rates.curves.strip.drawn_runs) == ["publish", "ack"]


@pytest.mark.parametrize(("words", "seconds"), [("1 min", 60), ("15 min", 900), ("60 min", 3600)])
def test_that_a_range_button_shows_that_much_of_the_past(
    qtbot: QtBot, words: str, seconds: int
) -> None:
    view = shown(qtbot, shop()[0])
    QTest.mouseClick(view.header.range_button(words), Qt.MouseButton.LeftButton)
    view.draw()
    assert view.rates.time_range == pytest.approx((-seconds, 0))
    assert view.depths.time_range == pytest.approx((-seconds, 0))
    ((columns, _),) = view.rates.curves.strip.drawn_runs["publish"]
    width = view.rates.curves.strip.pixmap.width()
    expected = max(width * (1 - 400 / seconds), 0)
    assert max(columns[0], 0) == pytest.approx(expected, abs=width / 50)


def test_that_zooming_is_said_and_can_be_undone(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.rates.set_time_range(-120, -60)
    view.rates.looked.emit()
    assert stretch_words(NOW - 120, NOW - 60) in view.header.reset.text()
    QTest.mouseClick(view.header.reset, Qt.MouseButton.LeftButton)
    assert view.rates.time_range == pytest.approx((-300, 0))
    assert view.header.reset.isHidden()


def test_that_the_wheel_zooms_time_while_live_and_never_the_values(qtbot: QtBot) -> None:
    recording, publish = shop()
    view = shown(qtbot, recording)
    viewport = view.rates.canvas.viewport()
    at = QPointF(viewport.width() / 2, viewport.height() / 2)
    turn = QWheelEvent(
        at,
        viewport.mapToGlobal(at),
        QPoint(),
        QPoint(0, 480),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, turn)
    oldest, newest = view.rates.time_range
    assert -300 < oldest < newest < 0
    assert view.depths.time_range == pytest.approx((oldest, newest))
    assert view.header.reset.text().startswith(numbers.clock(NOW + oldest))
    recording.at += 1
    recording.rate(publish, "publish", [10.0], until=NOW + 1)
    view.draw()
    assert view.rates.time_range == pytest.approx((oldest - 1, newest - 1))
    assert view.rates.canvas.getPlotItem().viewRange()[1] == [0, view.rates.top]


def test_that_the_cursor_tells_time_and_values_in_both_plots(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    viewport = view.rates.canvas.viewport()
    QTest.mouseMove(viewport, QPoint(viewport.width() // 2, viewport.height() // 2))
    qtbot.waitUntil(lambda: view.rates.curves.readout is not None)
    rates, depths = view.rates.curves.readout, view.depths.curves.readout
    assert rates is not None
    assert depths is not None
    assert rates.title == depths.title
    assert rates.title.endswith("ago")
    assert {row.look.name: row.text for row in rates.rows}["publish"] == "10.0/s"
    assert [row.text for row in depths.rows] == ["100"]


def test_that_the_cursor_says_question_mark_in_a_gap(qtbot: QtBot) -> None:
    recording, _ = shop()
    recording.at += 20
    view = shown(qtbot, recording)
    QTest.keyClick(view, Qt.Key.Key_Left)
    readout = view.rates.curves.readout
    assert readout is not None
    assert readout.title == f"{numbers.clock(NOW + 15)}, 5 s ago"
    assert {row.text for row in readout.rows} == {"?"}
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.rates.curves.readout is None


def test_that_an_empty_graph_says_so_in_words(qtbot: QtBot) -> None:
    view = shown(qtbot, Recording())
    assert view.rates.words.startswith("No traffic is known yet.")


def test_that_a_selection_that_is_gone_says_so(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0], "queue:old")
    assert view.rates.words.startswith("This is no longer there.")


def test_that_another_selection_shows_nothing_of_the_first(qtbot: QtBot) -> None:
    recording, _ = shop()
    other = recording.edge("publish", "service:billing", "exchange:shop")
    recording.rate(other, "publish", [3.0] * 10)
    view = shown(qtbot, recording, PUBLISH)
    view.show_selection(other.key)
    view.draw()
    values = view.rates.lines.between(NOW - 299, NOW)[0]
    assert np.nanmax(values) == 3.0
    assert np.isfinite(values).sum() == 10


def test_that_a_name_is_never_taken_for_markup(qtbot: QtBot) -> None:
    recording = Recording()
    recording.edge("publish", "service:<b>orders</b>", "exchange:shop")
    view = shown(qtbot, recording, "service:<b>orders</b>")
    assert view.header.title.text() == "service <b>orders</b>"
    assert view.header.title.textFormat() == Qt.TextFormat.PlainText


def test_that_a_hidden_view_draws_nothing(qtbot: QtBot) -> None:
    recording, _ = shop()
    view = shown(qtbot, recording)
    view.hide()
    before = view.statistics().draws
    view.refresh()
    view.draw()
    assert view.statistics().draws == before


def test_that_a_live_second_scrolls_instead_of_drawing_all(qtbot: QtBot) -> None:
    recording, publish = shop()
    view = shown(qtbot, recording, PUBLISH)
    full = view.statistics().full_draws
    recording.at += 1
    recording.rate(publish, "publish", [10.0], until=NOW + 1)
    view.draw()
    assert view.statistics().full_draws == full
    assert view.statistics().scrolls > 0


def test_that_refresh_draws_by_itself_and_not_at_once(qtbot: QtBot) -> None:
    recording, publish = shop()
    view = shown(qtbot, recording, PUBLISH)
    draws = view.statistics().draws
    recording.at += 1
    recording.rate(publish, "publish", [44.0], until=NOW + 1)
    view.refresh()
    assert view.statistics().draws == draws
    qtbot.waitUntil(lambda: legend_of(view)["publish"] == "44.0/s")


def test_that_another_theme_redraws_the_curves(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    theme.set_mode("light")
    try:
        view.draw()
        light = view.rates.curves.strip.pixmap.toImage()
        theme.set_mode("dark")
        view.draw()
        assert view.rates.curves.strip.pixmap.toImage() != light
    finally:
        theme.set_mode("system")


def test_that_the_plots_stand_beside_each_other_in_a_wide_dock(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    assert view.rates.y() < view.depths.y()
    view.resize(1200, 240)
    qtbot.waitUntil(lambda: view.rates.y() == view.depths.y())


def test_that_what_is_told_of_the_past_goes_with_the_past(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.look(Stretch(-900.0, -600.0))
    view.point_at(-700.0)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.lead.stretch == Stretch(-300.0, 0.0)
    assert view.lead.cursor_at is None
    assert view.rates.curves.readout is None


def test_that_a_cursor_that_is_in_sight_stays(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    view.point_at(-20.0)
    view.show_range(60.0)
    assert view.lead.cursor_at == -20.0


def test_that_the_legend_of_rates_says_over_which_time_they_are(qtbot: QtBot) -> None:
    view = shown(qtbot, shop()[0])
    assert "Over one second; rates at edges" in view.rates.legend.entries["publish"].toolTip()
    assert "Over one second" not in view.depths.legend.entries["ready"].toolTip()
