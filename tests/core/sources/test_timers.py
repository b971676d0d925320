"""Plans of an I/O loop: each call at most once, at the earliest time asked for."""

from pika.adapters.select_connection import IOLoop

from core.sources.timers import Timers


class Loop:
    """A loop with the calls that it made, which ends after `end`."""

    def __init__(self) -> None:
        self.loop = IOLoop()
        self.timers = Timers(self.loop)
        self.made: list[str] = []

    def note(self) -> None:
        self.made.append("note")

    def end(self) -> None:
        self.made.append("end")
        self.loop.stop()

    def run(self) -> list[str]:
        self.loop.start()
        self.loop.close()
        return self.made


def test_that_a_call_planned_twice_is_made_once() -> None:
    loop = Loop()
    loop.timers.plan(0.0, loop.note)
    loop.timers.plan(0.01, loop.note)
    loop.timers.plan(0.05, loop.end)

    assert loop.run() == ["note", "end"]


def test_that_the_earliest_time_counts() -> None:
    loop = Loop()
    loop.timers.plan(60.0, loop.end)
    loop.timers.plan(0.0, loop.end)

    assert loop.run() == ["end"]


def test_that_a_call_can_plan_itself_again() -> None:
    loop = Loop()

    def again() -> None:
        loop.note()
        if len(loop.made) < 3:
            loop.timers.plan(0.0, again)
        else:
            loop.loop.stop()

    loop.timers.plan(0.0, again)

    assert loop.run() == ["note"] * 3
