from functools import partial
from time import thread_time

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.turn import FULL_S, Due, Room


def work(seconds: float) -> None:
    until = thread_time() + seconds
    while thread_time() < until:
        pass


@pytest.fixture(autouse=True)
def fresh_turn(qapp: QApplication) -> None:
    Room().is_there()  # from now on turns are known
    qapp.processEvents()


def test_that_a_turn_in_which_much_was_done_has_no_room() -> None:
    room = Room()
    assert room.is_there()

    work(FULL_S)

    assert not room.is_there()


def test_that_there_is_room_in_the_next_turn(qapp: QApplication) -> None:
    room = Room()
    work(FULL_S)
    assert not room.is_there()

    qapp.processEvents()

    assert room.is_there()


def test_that_nobody_waits_for_ever() -> None:
    room = Room()
    work(FULL_S)

    assert True in [room.is_there() for _ in range(5)]


def test_that_what_is_due_together_is_done_one_after_the_other() -> None:
    owner, done = QObject(), list[str]()

    def dear(name: str) -> None:
        done.append(name)
        work(FULL_S)

    dues = [Due(owner, partial(dear, name)) for name in "abc"]
    counts = []
    for due in dues:
        due.start(0)
    while any(due.isActive() for due in dues):
        before = len(done)
        QApplication.processEvents()
        counts.append(len(done) - before)

    assert sorted(done) == ["a", "b", "c"]
    assert max(counts) == 1


def test_that_what_is_due_is_done_once(qtbot: QtBot) -> None:
    owner, done = QObject(), list[int]()
    due = Due(owner, lambda: done.append(1))

    due.start(0)
    qtbot.waitUntil(lambda: bool(done))
    QApplication.processEvents()

    assert done == [1]
    assert not due.isActive()
