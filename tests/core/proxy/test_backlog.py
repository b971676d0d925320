"""Copies wait their turn, bounded, and what is too much is said."""

from math import inf

from core.fact_log import FactLog
from core.proxy import backlog as limits
from core.proxy.backlog import Backlog, Watched
from tests.core.proxy.talk import CLIENT, Piece, handshake, opened, publish, told


def watched(backlog: Backlog, *pieces: Piece) -> Watched:
    one = backlog.watch("a -> b", "a")
    tell(one, *handshake(), *opened(), *pieces)
    return one


def tell(one: Watched, *pieces: Piece) -> None:
    for side, data in pieces:
        (one.client_said if side is CLIENT else one.broker_said)(data)


def facts(backlog: Backlog, log: FactLog, until: float = inf) -> list[str]:
    backlog.read(until)
    return [fact for fact in told(list(log.take())) if "opened" not in fact]


def test_that_pieces_are_read_in_order_with_the_time_at_which_they_came() -> None:
    log, times = FactLog(), iter(range(1000))
    backlog = Backlog(log, lambda: float(next(times)))
    one = watched(backlog, publish())
    one.ended(by_client=True)
    backlog.read(inf)

    assert [fact.at for fact in log.take()] == [6.0, 8.0, 9.0, 10.0, 10.0]
    assert backlog.waiting == 0


def test_that_a_slice_ends_in_time_and_the_next_goes_on() -> None:
    log = FactLog()
    backlog = Backlog(log)
    watched(backlog, (CLIENT, publish()[1] * 3))
    slices = 0
    while backlog.read(0.0):
        slices += 1

    assert slices > 3
    assert told(list(log.take()))[-3:] == ["published 1", "published 2", "published 3"]


def test_that_too_much_is_looked_away_from_until_little_waits() -> None:
    log = FactLog()
    backlog = Backlog(log)
    one = watched(backlog)
    facts(backlog, log)
    tell(one, *[publish(bytes(100_000))] * (limits.ENOUGH // 100_000 + 2))
    seen = facts(backlog, log)
    tell(one, publish())

    assert seen[0] == "lost_sight"
    assert facts(backlog, log)[-1].startswith("published ")


def test_that_what_is_far_too_much_is_dropped_and_never_grows() -> None:
    log = FactLog()
    backlog = Backlog(log)
    one = watched(backlog)
    for _ in range(limits.TOO_MUCH // 1_000_000 + 20):
        tell(one, publish(bytes(1_000_000)))
    most = backlog.waiting

    assert most < limits.TOO_MUCH + 2_000_000
    assert facts(backlog, log)[-1] == "lost_sight"
    assert backlog.waiting == 0
    tell(one, publish())
    assert facts(backlog, log) == []


def test_that_nobody_looks_when_nobody_listens() -> None:
    log = FactLog()
    backlog = Backlog(log)
    one = watched(backlog)
    facts(backlog, log)
    backlog.is_heard = lambda: False
    tell(one, publish(), publish())
    unheard = facts(backlog, log)
    backlog.is_heard = lambda: True
    tell(one, publish())

    assert unheard == ["lost_sight"]
    assert facts(backlog, log) == ["published 3"]


def test_that_it_says_how_little_waits() -> None:
    log = FactLog()
    backlog = Backlog(log)
    one = watched(backlog)
    facts(backlog, log)
    eases = [backlog.ease()]
    for _ in range(6):
        tell(one, publish(bytes(limits.ENOUGH // 8)))
        eases.append(backlog.ease())

    assert eases[0] == 1
    assert eases[1:5] == sorted(eases[1:5], reverse=True)
    assert eases[-2:] == [0, 0]
