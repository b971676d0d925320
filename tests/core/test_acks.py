import math

import pytest

from core.acks import Acks, ChannelAcks
from core.facts import ObjectTotals, Readings
from tests.simulated_node import Line, Scraper, SimulatedNode

AT = 1_000.0


class Watched:
    """A node that is read once a second."""

    def __init__(self) -> None:
        self.acks, self.node = Acks(), SimulatedNode()
        self.now = AT
        self._scraper = Scraper(self.node)

    def read(self, seconds: int = 1, *, restarted: bool = False) -> None:
        for _ in range(seconds):
            self.now += 1.0
            self.take(self._scraper.read(self.now, restarted=restarted))

    def take(self, readings: Readings) -> None:
        for _ in self.acks.taking(readings):
            pass

    def channel(self, line: Line) -> ChannelAcks:
        found = {process: channel for process, channel, _ in self.acks.by_process()}
        return found[self.node.pid(line)]

    def still(self, line: Line) -> float:
        [until] = {until for _, _, until in self.acks.by_process()}
        return until - self.channel(line).still_since


def holding(unacked: int = 5, read: bool = True) -> tuple[Watched, Line]:
    watched = Watched()
    line = watched.node.client("billing")
    watched.node.deliver(line, "orders", unacked)
    line.unacked = unacked
    if read:
        watched.read()
    return watched, line


def test_that_time_passes_while_nothing_is_acked() -> None:
    watched, line = holding()
    watched.read(12)

    assert watched.still(line) == pytest.approx(12.0, abs=0.02)
    assert watched.still(line) <= 12.0
    assert watched.channel(line).longest_pause == 0.0


def test_that_what_happened_before_is_not_claimed() -> None:
    watched, line = holding()

    assert watched.still(line) <= 0.0
    assert watched.channel(line).handed_since == 0


def test_that_an_ack_ends_a_pause() -> None:
    watched, line = holding()
    watched.read(7)
    watched.node.deliver(line, "orders", 1, "ack")
    watched.read()

    assert watched.still(line) == pytest.approx(0.0, abs=0.02)
    assert watched.channel(line).longest_pause == pytest.approx(8.0, abs=0.02)


def test_that_long_pauses_are_forgotten() -> None:
    watched, line = holding()
    watched.read(60)
    for _ in range(9):
        watched.node.deliver(line, "orders", 1, "ack")
        watched.read(2)

    assert watched.channel(line).longest_pause == pytest.approx(2.0, abs=0.02)


def test_that_who_holds_nothing_is_not_still() -> None:
    watched, line = holding()
    line.unacked = 0
    watched.read(30)
    line.unacked = 1
    watched.read(3)

    assert watched.still(line) == pytest.approx(3.0, abs=1.02)


def test_that_deliveries_are_counted_since_the_last_ack() -> None:
    watched, line = holding()
    watched.node.deliver(line, "orders", 4)
    watched.node.deliver(line, "orders", 2, "get")
    watched.node.deliver(line, "orders", 9, "deliver_no_ack")
    watched.read()

    assert watched.channel(line).handed_since == 6
    assert watched.channel(line).handed_at == pytest.approx(watched.now, abs=0.02)


def test_that_only_queues_that_can_be_meant_are_named() -> None:
    watched, line = holding()
    watched.node.deliver(line, "done", 3)
    watched.node.deliver(line, "done", 3, "ack")
    watched.read()

    assert watched.channel(line).queues == ["orders"]


def test_that_a_channel_that_closed_is_gone() -> None:
    watched, line = holding()
    watched.node.close(line)
    watched.node.collect()
    watched.read()

    assert list(watched.acks.by_process()) == []


def test_that_after_a_restart_it_begins_anew() -> None:
    watched, line = holding()
    watched.read(20)
    watched.read(restarted=True)

    assert watched.still(line) == pytest.approx(0.0, abs=0.02)


def test_that_what_is_no_number_says_nothing() -> None:
    watched, line = holding(read=False)
    readings = watched._scraper.read(AT)
    readings.values[:] = math.nan
    watched.take(readings)

    assert watched.channel(line).unacked == 0


def totals(at: float, ack: int, unacked: int = 5) -> ObjectTotals:
    return ObjectTotals(
        at=at,
        channels={"c (1)": {"deliver": ack + unacked, "ack": ack}},
        exchanges={},
        queues={},
        publishes={},
        deliveries={},
        routes={},
        detailed=False,
        period=5.0,
        unacked={"c (1)": unacked},
    )


def test_that_totals_of_the_api_are_believed_two_intervals_later() -> None:
    acks = Acks()
    for second in range(0, 30, 5):
        acks.take_totals(totals(AT + second, ack=7))
    [(name, channel, until)] = acks.by_name()

    assert name == "c (1)"
    assert channel.unacked == 5
    assert until - channel.still_since == 15.0
    assert channel.queues == []


def test_that_acks_in_the_totals_are_seen() -> None:
    acks = Acks()
    for second, ack in ((0, 7), (5, 7), (10, 8)):
        acks.take_totals(totals(AT + second, ack))
    [(_, channel, _)] = acks.by_name()

    assert channel.still_since == AT + 10
    assert channel.longest_pause == 10.0
