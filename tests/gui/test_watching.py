from pytestqt.qtbot import QtBot

from gui.watching import Watching
from tests.gui.closed_port import nowhere
from tests.gui.inspector.watched import watched


def test_that_a_session_is_pumped_until_it_ends(qtbot: QtBot) -> None:
    watching = Watching()
    session = watched()

    with qtbot.waitSignal(watching.updated):
        watching.take(session)
    assert watching.status().phase == "watching"
    assert watching.status().where == session.endpoints.shown

    with qtbot.waitSignal(watching.quiet):
        watching.end()
    assert watching.status().phase == "idle"
    assert not watching.is_ending


def test_that_another_broker_takes_the_place_of_the_first(qtbot: QtBot) -> None:
    watching = Watching()
    changes: list[object] = []
    watching.changed.connect(lambda: changes.append(watching.session))
    first, second = watched(), watched()

    watching.take(first)
    with qtbot.waitSignal(watching.quiet):
        watching.take(second)

    assert changes == [first, None, second]
    with qtbot.waitSignal(watching.quiet):
        watching.end()


def test_that_a_broker_that_is_not_there_is_lost_with_the_reason(qtbot: QtBot) -> None:
    watching = Watching()

    watching.watch(nowhere())
    qtbot.waitUntil(lambda: watching.status().phase == "lost")

    assert "refused" in watching.status().trouble
    with qtbot.waitSignal(watching.quiet, timeout=10_000):
        watching.end()


def test_that_what_fails_to_end_is_told(qtbot: QtBot) -> None:
    watching = Watching()

    with qtbot.waitSignal(watching.troubled) as seen:
        watching.finish(lambda: [][0])

    assert "did not end as it should" in str(seen.args)
    assert not watching.is_ending
