from collections.abc import Callable, Iterator
from threading import Event

import pytest

from core.clock import now
from core.sources.thread import PollingThread, fault_words

PATIENCE = 10.0


class Poller:
    """Counts its polls and lets a test wait for them."""

    def __init__(self, pause: float, period: float) -> None:
        self.beats: list[float] = []
        self.faults: list[Exception] = []
        self.again = Event()
        self._answer = (pause, period)
        self.thread = PollingThread("test", self._poll, self.faults.append)

    def _poll(self) -> tuple[float, float]:
        self.beats.append(now())
        self.again.set()
        return self._answer

    def wait_for_beat(self) -> None:
        assert self.again.wait(PATIENCE)
        self.again.clear()


@pytest.fixture
def start() -> Iterator[Callable[[float, float], Poller]]:
    """Makes pollers, and ends them after the test."""
    started: list[Poller] = []

    def started_poller(pause: float, period: float) -> Poller:
        started.append(Poller(pause, period))
        started[-1].thread.start()
        started[-1].wait_for_beat()
        return started[-1]

    yield started_poller
    for poller in started:
        poller.thread.stop()
        poller.thread.join(PATIENCE)


Start = Callable[[float, float], Poller]


def test_that_it_polls_again_and_again(start: Start) -> None:
    poller = start(0.0, 0.01)
    for _ in range(3):
        poller.wait_for_beat()
    assert all(b - a >= 0.009 for a, b in zip(poller.beats, poller.beats[1:], strict=False))


def test_that_a_poke_brings_the_next_poll_forward(start: Start) -> None:
    poller = start(0.0, 3600.0)
    poller.thread.poke()
    poller.wait_for_beat()


def test_that_a_poke_waits_until_the_pause_is_over(start: Start) -> None:
    poller = start(0.05, 3600.0)
    poller.thread.poke()
    poller.wait_for_beat()
    assert poller.beats[1] - poller.beats[0] >= 0.049


def test_that_a_thread_that_sleeps_ends_at_once_when_told(start: Start) -> None:
    for pause in (0.0, 3600.0):
        poller = start(pause, 3600.0)
        poller.thread.stop()
        poller.thread.join(PATIENCE)
        assert not poller.thread._thread.is_alive()


def test_that_a_stop_just_before_a_poll_is_not_slept_through() -> None:
    """The poll that is about to begin clears the poke that came with the stop."""
    polled = Event()

    def poll() -> tuple[float, float]:
        thread.stop()
        thread._poked.clear()
        polled.set()
        return 0.0, 3600.0

    thread = PollingThread("test", poll, print)
    thread.start()
    assert polled.wait(PATIENCE)
    thread.join(1.0)
    alive = thread._thread.is_alive()
    thread.stop()
    thread.join(PATIENCE)
    assert not alive


def test_that_a_thread_that_never_began_can_be_ended() -> None:
    thread = PollingThread("test", lambda: (0.0, 0.0), print)
    thread.stop()
    thread.join(PATIENCE)


def test_that_a_fault_of_our_own_is_told_and_does_not_end_the_thread() -> None:
    told = Event()
    faults: list[Exception] = []

    def poll() -> tuple[float, float]:
        raise ValueError("a reply that nobody expected")

    def on_fault(fault: Exception) -> None:
        faults.append(fault)
        told.set()

    thread = PollingThread("test", poll, on_fault)
    thread.start()
    assert told.wait(PATIENCE)
    assert thread._thread.is_alive()
    thread.stop()
    thread.join(PATIENCE)
    why, mend = fault_words(faults[0])
    assert "a reply that nobody expected" in why
    assert mend
