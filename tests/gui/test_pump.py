import pytest
from pytestqt.qtbot import QtBot

from core.clock import now
from core.facts import DeclarationChanged
from gui import pump as module
from gui.pump import Pump
from tests.gui.inspector.watched import watched


@pytest.mark.usefixtures("qapp")
def test_that_what_waits_is_folded_and_told_once() -> None:
    session = watched()
    pump = Pump(session)
    told: list[None] = []
    pump.updated.connect(lambda: told.append(None))
    for name in ("a", "b"):
        fact = DeclarationChanged(at=now(), what="queue.created", name=name, by="guest")
        session._put(fact)

    pump.pump()

    assert len(told) == 1
    assert [entry.name for entry in session.log.entries] == ["a", "b"]


@pytest.mark.usefixtures("qapp")
def test_that_nothing_new_is_told_at_most_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    pump = Pump(watched())
    told: list[None] = []
    pump.updated.connect(lambda: told.append(None))
    for at in (10.0, 10.1, 10.9, 11.0, 11.5):
        monkeypatch.setattr(module, "monotonic", lambda at=at: at)
        pump.pump()

    assert len(told) == 2


def test_that_it_beats_only_between_start_and_stop(qtbot: QtBot) -> None:
    pump = Pump(watched())

    pump.start()
    with qtbot.waitSignal(pump.updated):
        pass
    pump.stop()

    assert not pump._timer.isActive()
