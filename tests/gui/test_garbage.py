import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.garbage import THRESHOLDS, Garbage, collect


class Knot:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.myself = self


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[Garbage]:  # noqa: ARG001 - needs the application
    made = Garbage()
    yield made
    made.release()
    gc.disable()  # as all tests have it
    gc.unfreeze()


def litter() -> list[Knot]:
    """More than the youngest generation may have."""
    return [Knot() for _ in range(2 * THRESHOLDS[0])]


def test_that_other_threads_do_not_collect(garbage: Garbage) -> None:  # noqa: ARG001
    knot = Knot()
    gone = weakref.ref(knot)
    del knot
    worker = threading.Thread(target=litter)
    worker.start()
    worker.join()
    assert gone() is not None


def test_that_garbage_is_collected_on_the_gui_thread(qtbot: QtBot, garbage: Garbage) -> None:  # noqa: ARG001
    knot = Knot()
    threads: list[threading.Thread] = []
    weakref.finalize(knot, lambda: threads.append(threading.current_thread()))
    del knot
    kept = litter()
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]
    assert kept


def test_that_what_is_left_of_something_old_and_large_goes_as_well(
    qtbot: QtBot, garbage: Garbage
) -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    gc.collect()
    gc.collect()  # now it is as old as a session that was watched for a while
    del knot
    collect()
    assert gone() is not None

    garbage.clear_out()
    qtbot.waitUntil(lambda: gone() is None)


def test_that_python_collects_by_itself_after_the_end(qtbot: QtBot) -> None:  # noqa: ARG001
    window = QObject()
    garbage = Garbage(window)
    assert not gc.isenabled()
    garbage.release()
    assert gc.isenabled()
    gc.disable()
    gc.unfreeze()
