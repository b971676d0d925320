"""What the charts show of the time before anybody watched: samples, and that they are samples."""

from pytestqt.qtbot import QtBot

from core import numbers
from core.selection import Selection
from gui.charts.csv_text import csv_text
from gui.charts.pin import Pin
from gui.charts.plot import Plot
from gui.charts.view import ChartsView
from tests.gui.charts.recorded import NOW, Recording

QUEUE = "queue:payments.q"
SINCE = NOW - 59


def opened_late() -> Recording:
    """Watched for a minute; the broker has a quarter of an hour."""
    recording = Recording()
    deliver = recording.edge("deliver", QUEUE, "service:payments")
    recording.rate(deliver, "ack", [5.0] * 60)
    recording.depth("payments.q", "ready", [100.0] * 60)
    return recording


def shown(qtbot: QtBot, recording: Recording, selection: Selection = QUEUE) -> ChartsView:
    view = ChartsView(recording)
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show_selection(selection)
    view.show_range(900)
    with qtbot.waitExposed(view):
        view.show()
    view.draw()
    return view


def tell(recording: Recording, view: ChartsView) -> None:
    recording.sampled("payments.q", "ready", [0.0] * 40 + [60.0] * 50)
    view.draw()


def first_column(plot: Plot, line: str = "ready") -> float:
    return float(plot.curves.strip.drawn_runs[line][0][0][0])


def test_that_the_curve_goes_on_to_the_left_once_the_broker_has_told(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording)
    measured = first_column(view.depths)
    tell(recording, view)

    assert recording.asked == ["payments.q"]
    assert first_column(view.depths) < measured / 4
    assert view.depths.legend.entries["ready"].value == "100"


def test_that_samples_look_and_are_called_another_thing(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording)
    plain = view.depths.grab().toImage()
    tell(recording, view)
    before = view.depths.curves.before

    assert before is not None
    assert before.words == "the broker's samples"
    width = view.depths.canvas.area.width()
    assert abs(before.x - width * (900 - 59) / 900) < 2
    assert view.depths.grab().toImage() != plain
    tip = view.depths.legend.entries["ready"].toolTip()
    assert f"Before {numbers.clock(SINCE)}: the broker's own samples." in tip


def test_that_the_cursor_says_what_it_points_at(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording)
    tell(recording, view)
    view.point_at(-300.0)
    readout = view.depths.curves.readout
    assert readout is not None
    assert "the broker's samples, taken at most 70 s apart" in readout.notes
    assert [row.text for row in readout.rows] == ["60"]

    view.point_at(-30.0)
    readout = view.depths.curves.readout
    assert readout is not None
    assert readout.notes == ()


def test_that_a_table_keeps_samples_in_columns_of_their_own(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording)
    tell(recording, view)
    head, *rows = csv_text([view.depths.table()]).splitlines()

    assert head == 'time,ready [messages],"ready, sampled by the broker [messages]"'
    told = [row.split(",")[1:] for row in rows]
    assert sum(1 for measured, _ in told if measured) == 60
    assert {sampled for measured, sampled in told if measured} == {""}
    assert {sampled for _, sampled in told} == {"", "0", "60"}
    assert sum(1 for _, sampled in told if sampled) == 84


def test_that_the_scale_has_room_for_the_past(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording)
    recording.sampled("payments.q", "ready", [5_000.0] * 90)
    view.draw()

    assert view.depths.top >= 5_000


def test_that_a_pinned_chart_of_depths_has_a_past_too(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording, None)
    view.halves.show_pins((Pin((QUEUE,), "depths"),))
    view.draw()
    tell(recording, view)
    (chart,) = view.board.charts

    assert chart.plot.curves.before is not None
    assert first_column(chart.plot) < chart.plot.curves.strip.pixmap.width() / 4


def test_that_it_goes_with_the_time(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording)
    tell(recording, view)
    before = view.depths.curves.before
    recording.depth("payments.q", "ready", [100.0] * 60, until=NOW + 60)
    recording.at += 60
    view.draw()
    after = view.depths.curves.before

    assert before is not None
    assert after is not None
    assert after.x < before.x - 10


def test_that_the_rates_of_a_queue_have_a_past_too(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording)
    measured = first_column(view.rates, "ack")
    recording.sampled("payments.q", "ack", [4.0] * 90)
    view.draw()

    assert first_column(view.rates, "ack") < measured / 4
    assert view.rates.curves.before is not None
    assert view.depths.curves.before is None


def test_that_the_rates_of_one_consumer_are_not_those_of_its_queue(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording, ("deliver", QUEUE, "service:payments"))
    recording.sampled("payments.q", "ack", [4.0] * 90)
    view.draw()

    assert view.rates.curves.before is None


def test_that_a_pinned_chart_of_rates_has_a_past_too(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording, None)
    view.halves.show_pins((Pin((QUEUE,)),))
    view.draw()
    recording.sampled("payments.q", "ack", [4.0] * 90)
    view.draw()

    assert view.board.charts[0].plot.curves.before is not None


def test_that_the_whole_broker_has_a_past(qtbot: QtBot) -> None:
    recording = opened_late()
    view = shown(qtbot, recording, None)
    recording.sampled(None, "ready", [60.0] * 90)
    view.draw()

    assert recording.asked == [None]
    assert view.depths.curves.before is not None
    assert view.rates.curves.before is None
