from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from core.clock import now
from core.facts import DeclarationChanged
from gui import pump as module
from gui.pump import Pump
from tests.core.driven_session import DrivenSession
from tests.gui.inspector.watched import watched


def test_that_what_waits_is_folded_and_told_once(qtbot: QtBot) -> None:
    session = watched()
    pump = Pump(session)
    told: list[None] = []
    pump.updated.connect(lambda: told.append(None))
    for name in ("a", "b"):
        fact = DeclarationChanged(at=now(), what="queue.created", name=name, by="guest")
        session._put(fact)

    with qtbot.waitSignal(pump.updated):
        pump.pump()

    assert len(told) == 1
    assert [entry.name for entry in session.log.entries] == ["a", "b"]


def test_that_a_flood_is_folded_in_slices_between_which_others_have_their_turn(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLICE_S", 0.0)  # one at a time
    session = watched()
    pump = Pump(session)
    turns: list[int] = []
    other = QTimer()
    other.timeout.connect(lambda: turns.append(len(session.log.entries)))
    for number in range(5):
        session._put(DeclarationChanged(at=now(), what="queue.created", name=f"q{number}", by="x"))
    other.start(0)
    pump.pump()
    qtbot.waitUntil(lambda: len(session.log.entries) == 5)
    other.stop()

    assert 0 < turns[0] < 5


def test_that_views_hear_of_a_flood_that_does_not_end(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLICE_S", 0.0)
    session = watched()
    pump = Pump(session)
    told: list[int] = []

    def flood() -> None:
        told.append(len(session.log.entries))
        pump._told = 0.0
        for _ in range(50):
            session._put(DeclarationChanged(at=now(), what="queue.created", name="q", by="x"))

    pump.updated.connect(flood)
    flood()
    pump.pump()
    qtbot.waitUntil(lambda: len(told) > 10)
    pump.stop()
    assert session.has_more


def test_that_nothing_new_is_told_at_most_once_a_second(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pump = Pump(watched())
    told: list[None] = []
    pump.updated.connect(lambda: told.append(None))
    for at in (10.0, 10.1, 10.9, 11.0, 11.5):
        monkeypatch.setattr(module, "monotonic", lambda at=at: at)
        pump.pump()
        qtbot.waitUntil(lambda: not pump._tell.isActive())

    assert len(told) == 2


def test_that_it_beats_only_between_start_and_stop(qtbot: QtBot) -> None:
    pump = Pump(watched())

    pump.start()
    with qtbot.waitSignal(pump.updated):
        pass
    pump.stop()

    assert not pump._timer.isActive()


def test_that_it_is_judged_in_slices_between_which_others_have_their_turn(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLICE_S", 0.0)
    session = watched()
    pump = Pump(session)
    seen: list[bool] = []
    other = QTimer()
    other.timeout.connect(lambda: seen.append(session.judging.is_under_way))
    other.start(0)
    session._put(DeclarationChanged(at=now(), what="queue.created", name="q", by="x"))
    with qtbot.waitSignal(pump.updated):
        pump.pump()
    other.stop()
    assert True in seen
    assert not session.judging.is_under_way


def test_that_views_hear_of_nothing_that_is_folded_in_part(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLICE_S", 0.0)
    session = DrivenSession()
    pump = Pump(session)
    told: list[bool] = []
    pump.updated.connect(lambda: told.append(session.folding.is_under_way))
    seen: list[bool] = []
    other = QTimer()
    other.timeout.connect(lambda: seen.append(session.folding.is_under_way))
    other.start(0)
    for _ in range(3):
        session.wait(1.0)
        pump.pump()
        qtbot.waitUntil(lambda: not session.has_more and not pump._tell.isActive())
    qtbot.waitUntil(lambda: bool(told))
    other.stop()
    assert True in seen
    assert set(told) == {False}


def test_that_what_comes_while_it_is_judged_is_folded_after_that(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLICE_S", 0.0)
    session = watched()
    pump = Pump(session)
    session._put(DeclarationChanged(at=now(), what="queue.created", name="first", by="x"))
    pump.pump()
    pump._on_judged()
    session._put(DeclarationChanged(at=now(), what="queue.created", name="second", by="x"))
    pump.pump()
    assert session.judging.is_under_way
    assert len(session.log.entries) == 1
    qtbot.waitUntil(lambda: not session.judging.is_under_way)
    pump.pump()
    assert len(session.log.entries) == 2


def test_that_what_is_dear_to_judge_is_judged_less_often(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = watched()
    pump = Pump(session)
    clock = [100.0]
    judged: list[float] = []
    monkeypatch.setattr(module, "monotonic", lambda: clock[0])
    judging = session.diagnosis.judging

    def judge_slowly() -> Iterator[None]:
        judged.append(clock[0])
        yield from judging()
        clock[0] += 0.02

    monkeypatch.setattr(session.diagnosis, "judging", judge_slowly)
    for at in (100.0, 100.1, 101.9, 102.1):
        clock[0] = max(clock[0], at)
        session._put(DeclarationChanged(at=now(), what="queue.created", name="q", by="x"))
        with qtbot.waitSignal(pump.updated):
            pump.pump()
    assert judged == [100.0, 102.1]
