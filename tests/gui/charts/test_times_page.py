import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.selection import Selection
from gui import theme
from gui.charts.view import ChartsView
from tests.gui.charts.recorded import NOW, PUBLISH, Recording

QUEUE = "queue:payments.q"


def busy() -> Recording:
    recording = Recording()
    recording.edge(*PUBLISH)
    recording.edge("deliver", QUEUE, "service:payments")
    for second in range(NOW - 200, NOW):
        recording.took("confirm", [0.001, 0.002], second)
        recording.took("wait", [0.05], second)
        recording.took("handling", [0.02, 0.03, 0.2], second)
    return recording


def shown(
    qtbot: QtBot, recording: Recording, selection: Selection = None, bar: QWidget | None = None
) -> ChartsView:
    view = ChartsView(recording, bar)
    qtbot.addWidget(view)
    view.resize(950, 260)
    view.show_selection(selection)
    with qtbot.waitExposed(view):
        view.show()
    QTest.mouseClick(view.header.pages["times"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not view.times.is_behind())
    view.draw()
    return view


def legend_of(view: ChartsView) -> dict[str, str]:
    return {name: entry.value for name, entry in view.times.plot.legend.entries.items()}


def can_be_chosen(view: ChartsView) -> list[str]:
    return [name for name, button in view.times.buttons.items() if button.isEnabled()]


def test_that_percentiles_are_drawn_with_their_values(qtbot: QtBot) -> None:
    view = shown(qtbot, busy(), QUEUE)

    assert view.shows_times
    assert view.header.title.text() == "queue payments.q"
    assert legend_of(view) == {"p50": "30 ms", "p90": "200 ms", "p99": "200 ms", "max": "200 ms"}
    assert set(view.times.plot.curves.strip.drawn_runs) == {"p50", "p90", "p99", "max"}
    assert (view.times.plot.axis.bottom, view.times.plot.axis.top) == (-2, 0)
    assert view.times.histogram.words == "600 messages in sight"
    assert "p99 200 ms" in view.times.histogram.accessibleDescription()


def test_that_another_measure_is_a_click_away(qtbot: QtBot) -> None:
    view = shown(qtbot, busy())
    assert can_be_chosen(view) == ["confirm", "wait", "handling"]

    QTest.mouseClick(view.times.buttons["confirm"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not view.times.is_behind())
    view.draw()

    assert view.times.measure == "confirm"
    assert legend_of(view)["max"] == "2.0 ms"
    assert view.times.histogram.colour == "confirm"


@pytest.mark.parametrize(
    ("selection", "here", "measure"),
    [
        (PUBLISH, ["confirm"], "confirm"),
        ("exchange:shop", ["confirm", "wait"], "wait"),
        (QUEUE, ["wait", "handling"], "handling"),
        (("route", "exchange:shop", QUEUE), ["wait"], "wait"),
    ],
)
def test_that_only_what_happens_there_can_be_chosen(
    qtbot: QtBot, selection: Selection, here: list[str], measure: str
) -> None:
    view = shown(qtbot, busy(), selection)

    assert can_be_chosen(view) == here
    assert view.times.measure == measure
    assert view.times.buttons[view.times.measure].isChecked()


def test_that_what_was_wanted_comes_back_where_there_is_such(qtbot: QtBot) -> None:
    view = shown(qtbot, busy(), PUBLISH)
    view.show_selection(QUEUE)

    assert view.times.measure == "handling"


def test_that_without_single_messages_it_says_what_is_needed(qtbot: QtBot) -> None:
    recording, bar = Recording(), QWidget()
    view = shown(qtbot, recording, bar=bar)

    assert "through the proxy" in view.times.plot.words
    assert "firehose" in view.times.plot.words
    assert (view.times.histogram.isVisible(), bar.isVisible()) == (False, True)

    recording.took("handling", [0.5] * 3, NOW - 3)
    view.draw()

    assert view.times.plot.words == ""
    assert (view.times.histogram.isVisible(), bar.isVisible()) == (True, False)


def test_that_the_firehose_alone_leaves_only_the_proxy_to_wish_for(qtbot: QtBot) -> None:
    recording = Recording()
    recording.took("wait", [0.5] * 3, NOW - 3)
    view = shown(qtbot, recording, QUEUE)
    assert view.times.plot.words.startswith("No deliver to ack was seen here")
    assert "Only the proxy sees it" in view.times.plot.words

    QTest.mouseClick(view.times.buttons["wait"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not view.times.is_behind())
    view.draw()

    assert view.times.plot.words == ""
    assert legend_of(view)["p50"] == "498 ms"  # to one per cent


def test_that_what_cannot_be_timed_says_so(qtbot: QtBot) -> None:
    view = shown(qtbot, busy(), ("bind", "exchange:shop", "exchange:other"))

    assert view.times.plot.words.startswith("Nothing can be timed here")


def test_that_pause_holds_the_picture_and_resume_loses_nothing(qtbot: QtBot) -> None:
    recording = busy()
    view = shown(qtbot, recording, QUEUE)
    view.set_paused(True)
    view.draw()
    frozen = view.times.plot.curves.strip.pixmap.toImage()
    recording.at += 30
    recording.took("handling", [7.0] * 9, NOW + 28)
    view.draw()
    assert view.times.plot.curves.strip.pixmap.toImage() == frozen
    assert legend_of(view)["max"] == "200 ms"

    view.set_paused(False)
    view.draw()

    assert legend_of(view)["max"] == "6.9 s"  # to one per cent


def test_that_a_change_of_page_keeps_the_part_of_time(qtbot: QtBot) -> None:
    view = shown(qtbot, busy(), QUEUE)
    QTest.mouseClick(view.header.range_button("15 min"), Qt.MouseButton.LeftButton)
    assert view.times.plot.time_range == (-900.0, 0.0)

    QTest.mouseClick(view.header.pages["rates"], Qt.MouseButton.LeftButton)

    assert not view.shows_times
    assert view.rates.time_range == (-900.0, 0.0)
    assert view.rates.isVisible()


def test_that_the_cursor_tells_the_values_of_its_second(qtbot: QtBot) -> None:
    view = shown(qtbot, busy(), QUEUE)
    QTest.keyClick(view, Qt.Key.Key_Left)

    readout = view.times.plot.curves.readout
    assert readout is not None
    assert [row.text for row in readout.rows] == ["30 ms", "200 ms", "200 ms", "200 ms"]


def test_that_the_histogram_tells_of_the_bar_under_the_mouse(qtbot: QtBot) -> None:
    view = shown(qtbot, busy(), QUEUE)
    histogram = view.times.histogram
    assert histogram.isVisible()
    middle = histogram.height() // 2
    told = set()
    for x in range(0, histogram.width(), 3):
        QTest.mouseMove(histogram, QPoint(x, middle))
        QApplication.processEvents()
        told.add(histogram.words)

    assert {"200 (33%)", "400 (67%)"} & {words.partition(": ")[2] for words in told}


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_that_bars_are_drawn_in_both_themes(qtbot: QtBot, mode: theme.Mode) -> None:
    theme.set_mode(mode)
    try:
        view = shown(qtbot, busy(), QUEUE)
        image = view.times.histogram.grab().toImage()
        colours = {image.pixelColor(x, image.height() - 30).name() for x in range(image.width())}
    finally:
        theme.set_mode("system")

    assert len(colours) > 2


def test_that_a_narrow_page_says_what_is_needed_without_the_bar(qtbot: QtBot) -> None:
    bar = QWidget()
    view = shown(qtbot, Recording(), bar=bar)
    assert bar.isVisible()
    view.times.place(400, 260)
    view.draw()
    assert not bar.isVisible()
    assert "Ctrl+Shift+L" in view.times.plot.words
