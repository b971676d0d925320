"""What changed on the broker, on the time axis: which marks, and what a click or a key does."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from core.topology_log import Entry, TopologyLog
from gui.charts.marks import Mark, Marks, mark_near
from gui.charts.plot import Plot
from gui.charts.stretch import Stretch
from tests.gui.charts.recorded import NOW
from tests.gui.charts.test_view import shop, shown

MINUTE = Stretch(-60, 0)


def log_of(*changes: tuple[float, str]) -> TopologyLog:
    log = TopologyLog()
    for ago, verb in changes:
        log.add(Entry(NOW - ago, verb, "queue", f"q{ago:g}", by="guest"))
    return log


def within(log: TopologyLog, width: float = 600) -> tuple[Mark, ...]:
    return Marks(log).within(MINUTE, NOW, width)


def test_that_a_change_is_where_its_time_is() -> None:
    (mark,) = within(log_of((90, "appeared"), (15, "vanished")))
    assert mark.x == 450
    assert mark.sign == "\N{MINUS SIGN}"
    assert mark.words() == ("\N{MINUS SIGN} queue q15 vanished by guest",)


def test_that_dense_changes_are_one_mark_with_their_number() -> None:
    marks = within(log_of(*((30 - n / 100, "appeared") for n in range(12)), (10, "changed")))
    assert [(mark.sign, len(mark.entries)) for mark in marks] == [("12", 12), ("~", 1)]
    assert marks[0].words() == ("+ 12 \N{MULTIPLICATION SIGN} queue appeared",)


def test_that_marks_come_apart_in_a_wider_plot() -> None:
    log = log_of((30, "appeared"), (29, "appeared"))
    assert len(within(log)) == 1
    assert len(within(log, 6000)) == 2


def test_that_the_loss_of_the_broker_is_told_before_all_else() -> None:
    (mark,) = within(log_of((30.2, "appeared"), (30, "lost"), (29.9, "vanished")))
    assert mark.sign == "!"


def test_that_a_log_out_of_order_is_put_in_order() -> None:
    log = log_of((10, "appeared"), (50, "vanished"))
    assert [mark.x for mark in within(log)] == [100, 500]


def test_that_a_place_has_the_nearest_mark_or_none() -> None:
    marks = within(log_of((50, "appeared"), (10, "vanished")))
    assert mark_near(marks, 496, 5) == marks[1]
    assert mark_near(marks, 300, 5) is None
    assert mark_near((), 300, 5) is None


def place(plot: Plot, mark: Mark, y: int = 7) -> QPoint:
    at = plot.curves.mapToScene(QPointF(mark.x, y))
    place: QPoint = plot.canvas.mapFromScene(at)
    return place


def test_that_a_click_on_a_sign_asks_for_the_log_and_no_other(qtbot: QtBot) -> None:
    recording, _ = shop()
    entry = recording.changed(100, "vanished")
    view = shown(qtbot, recording)
    (mark,) = view.rates.curves.marks
    wanted = QSignalSpy(view.change_wanted)
    at = place(view.rates, mark)
    viewport = view.rates.canvas.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at + QPoint(60, 40))
    assert wanted.count() == 0
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert wanted.at(0) == [entry]


def test_that_the_cursor_tells_what_changed_then(qtbot: QtBot) -> None:
    recording, _ = shop()
    recording.changed(100, "vanished", name="payments.q")
    view = shown(qtbot, recording)
    view.rates.pointed.emit(-100.0)
    for plot in (view.rates, view.depths):
        readout = plot.curves.readout
        assert readout is not None
        assert readout.notes == ("\N{MINUS SIGN} queue payments.q vanished",)
    assert "queue payments.q vanished; publish 10.0/s" in view.accessibleDescription()


def test_that_keys_go_from_change_to_change_and_into_the_log(qtbot: QtBot) -> None:
    recording, _ = shop()
    early, late = recording.changed(400, "appeared"), recording.changed(50, "vanished")
    view = shown(qtbot, recording)
    wanted = QSignalSpy(view.change_wanted)
    QTest.keyClick(view, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert view.lead.cursor_at == pytest.approx(-50)
    QTest.keyClick(view, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert view.lead.cursor_at == pytest.approx(-400)
    assert view.lead.stretch.oldest < -400 < view.lead.stretch.newest
    view.draw()
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_M)
    assert view.lead.cursor_at == pytest.approx(-50)
    view.draw()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert [wanted.at(n)[0] for n in range(wanted.count())] == [early, late]


def test_that_a_change_appears_while_live(qtbot: QtBot) -> None:
    recording, _ = shop()
    view = shown(qtbot, recording)
    assert view.rates.curves.marks == ()
    recording.changed(1, "lost", "broker", "")
    view.refresh()
    qtbot.waitUntil(lambda: [mark.sign for mark in view.rates.curves.marks] == ["!"])


def of_queue(*changes: tuple[float, str]) -> tuple[Mark, ...]:
    """The marks of queue q, of changes of queues that long ago."""
    log = TopologyLog()
    for ago, name in changes:
        log.add(Entry(NOW - ago, "appeared", "queue", name))
    return Marks(log).within(MINUTE, NOW, 600, ("queue:q",))


def test_that_changes_of_something_else_make_no_mark() -> None:
    (own,) = of_queue((40, "p"), (10, "q"))
    assert own.words() == ("+ queue q appeared",)


def test_that_a_consumer_that_left_another_queue_of_the_same_service_makes_no_mark() -> None:
    log = TopologyLog()
    for queue in ("q", "p"):
        log.add(Entry(NOW - 10, "vanished", "consumer", f"t of {queue}", service="pay"))
    (mark,) = Marks(log).within(MINUTE, NOW, 600, ("queue:q",))
    assert mark.words() == ("\N{MINUS SIGN} consumer t of q vanished", "and 1 change elsewhere")
    assert Marks(log).within(MINUTE, NOW, 600, ("queue:r",)) == ()


def test_that_one_goes_from_change_to_change_of_what_is_charted() -> None:
    log = TopologyLog()
    for ago, name in ((40, "q"), (30, "p"), (20, "q")):
        log.add(Entry(NOW - ago, "appeared", "queue", name))
    marks = Marks(log)
    assert marks.beside(NOW, -1, ("queue:p",)) == NOW - 30
    assert marks.beside(NOW - 20, -1, ("queue:q",)) == NOW - 40
    assert marks.beside(NOW - 40, 1, ("queue:q",)) == NOW - 20
    assert marks.beside(NOW - 20, 1, ("queue:q",)) is None


def test_that_a_mark_counts_its_own_changes_and_tells_of_others() -> None:
    (mark,) = of_queue((11, "p"), (10, "q"), (9.8, "r"))
    assert (mark.sign, mark.x) == ("+", 500)
    assert mark.words() == ("+ queue q appeared", "and 2 changes elsewhere")


def test_that_all_changes_are_of_the_whole_broker() -> None:
    assert len(within(log_of((30, "appeared"), (5, "changed")))) == 2


def test_that_a_connection_is_of_its_service_as_soon_as_that_is_known() -> None:
    log, peers = TopologyLog(), dict[str, tuple[str, ...]]()
    log.add(Entry(NOW - 30, "appeared", "connection", "10.0.0.1:5000"))
    marks = Marks(log)
    marks.peers_of = lambda service: peers.get(service, ())
    assert not marks.within(MINUTE, NOW, 600, ("service:pay",))
    peers["service:pay"] = ("10.0.0.1:5000",)
    log.add(Entry(NOW - 1, "appeared", "queue", "p"))
    assert marks.within(MINUTE, NOW, 600, ("service:pay",))
