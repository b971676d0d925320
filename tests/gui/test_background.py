import threading

import pytest
from pytestqt.qtbot import QtBot

from gui.background import Background


def unexpected(error: Exception) -> None:
    pytest.fail(repr(error))


def test_that_the_outcome_arrives_on_the_gui_thread(qtbot: QtBot) -> None:
    seen: list[tuple[str, threading.Thread]] = []
    work: Background[str] = Background(
        "test",
        lambda: "done",
        lambda out: seen.append((out, threading.current_thread())),
        unexpected,
    )

    work.start()
    qtbot.waitUntil(lambda: bool(seen))

    assert seen == [("done", threading.main_thread())]


def test_that_an_error_is_handed_over_instead_of_raised(qtbot: QtBot) -> None:
    errors: list[Exception] = []

    def fail() -> None:
        raise ValueError("no")

    Background("test", fail, lambda _: None, errors.append).start()
    qtbot.waitUntil(lambda: bool(errors))

    assert str(errors[0]) == "no"


def test_that_steps_arrive_in_order_before_the_outcome(qtbot: QtBot) -> None:
    seen: list[str] = []

    def count() -> str:
        for number in "123":
            work.report(lambda number=number: seen.append(number))  # type: ignore[misc]
        return "end"

    work: Background[str] = Background("test", count, seen.append, unexpected)
    work.start()
    qtbot.waitUntil(lambda: "end" in seen)

    assert seen == ["1", "2", "3", "end"]


def test_that_a_forgotten_outcome_reaches_nobody(qtbot: QtBot) -> None:
    seen: list[str] = []
    free = threading.Event()
    work: Background[bool] = Background(
        "test", lambda: free.wait(5), lambda _: seen.append("late"), unexpected
    )
    after: Background[None] = Background(
        "test", lambda: None, lambda _: seen.append("after"), unexpected
    )

    work.start()
    work.forget()
    free.set()
    work._thread.join()
    after.start()
    qtbot.waitUntil(lambda: bool(seen))

    assert seen == ["after"]


def test_that_what_the_work_held_ends_on_the_gui_thread(qtbot: QtBot) -> None:
    ended: list[threading.Thread] = []

    class Held:
        def __del__(self) -> None:
            ended.append(threading.current_thread())

    def begin() -> None:
        held, free = Held(), threading.Event()

        def hold() -> Held:
            free.wait(5)
            return held

        work: Background[Held] = Background("test", hold, lambda _: None, unexpected)
        work.start()
        work.forget()
        free.set()

    begin()
    qtbot.waitUntil(lambda: bool(ended))

    assert ended == [threading.main_thread()]
