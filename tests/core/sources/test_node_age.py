import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sources.http import SurfaceError
from core.sources.node_age import NodeAge


def told(uptime: float) -> float:
    """What a node shows: it looks at its uptime every five seconds."""
    return uptime // 5 * 5


def test_that_a_node_that_just_runs_is_the_same() -> None:
    age = NodeAge()
    for at in range(100, 200):
        assert not age.judge(told(at - 60), at)


def test_that_an_uptime_that_runs_backwards_is_a_restart() -> None:
    age = NodeAge()
    assert not age.judge(3600.0, 1000.0)
    assert age.judge(10.0, 1020.0)
    assert not age.judge(10.0, 1021.0)


def test_that_a_restart_during_a_long_outage_is_seen() -> None:
    age = NodeAge()
    assert not age.judge(60.0, 1000.0)
    assert age.judge(120.0, 1300.0)


def test_that_a_node_whose_machine_slept_is_the_same() -> None:
    """Its clock stood still for a minute; its counters go on."""
    age = NodeAge()
    assert not age.judge(3600.0, 1000.0)
    assert not age.judge(3601.0, 1061.0)
    assert not age.judge(3602.0, 1062.0)


def test_that_a_node_that_does_not_tell_is_taken_as_the_same() -> None:
    age = NodeAge()
    assert not age.judge(None, 1000.0)
    assert not age.judge(None, 1001.0)


def test_that_after_an_outage_nothing_is_compared_until_the_node_tells_its_uptime() -> None:
    age = NodeAge()
    age.judge(3600.0, 1000.0)
    age.doubt()
    with pytest.raises(SurfaceError):
        age.judge(None, 1010.0)
    assert age.judge(3.0, 1011.0)


def test_that_a_node_that_never_tells_is_not_waited_for_for_ever() -> None:
    age = NodeAge()
    age.judge(3600.0, 1000.0)
    for _ in range(20):
        age.doubt()
    assert not age.judge(None, 1010.0)


@given(
    st.lists(st.tuples(st.floats(0.2, 30), st.booleans(), st.floats(3, 20)), max_size=20),
    st.floats(0, 5),
)
def test_that_every_restart_is_seen_and_nothing_else(
    steps: list[tuple[float, bool, float]], phase: float
) -> None:
    """A node needs some seconds to boot, runs for a while, and is read only when it is up."""
    age, now, started = NodeAge(), 10_000.0, 9_000.0
    age.judge(told(now - started), now)
    for pause, restarts, boot in steps:
        now += pause
        if restarts:
            started = now = max(now, started + 20.0)
            now += max(boot, 5.0) + phase
        assert age.judge(told(now - started), now) == restarts
