"""The demo on the broker inside this process: nothing else is needed to see exact numbers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.demo.demo import ALARM, SCENARIOS, Demo, OwnBroker
from core.demo.system import System
from core.flow_window import FlowWindow
from core.session import Session
from core.troubles import Trouble
from tests.core.demo.bookkeeping import all_up, noted, truth, until, until_quiet
from tests.integration.clients import pump_until, reported

KINDS = {"publish", "route", "deliver", "dead_letter", "alternate", "bind"}


@contextmanager
def running(demo: Demo) -> Iterator[System]:
    demo.start()
    try:
        assert demo.system is not None
        yield demo.system
    finally:
        demo.stop()


@pytest.mark.timeout(120)
def test_that_flow_equals_the_books_without_any_other_broker() -> None:
    demo = Demo(OwnBroker(), speed=5.0)
    with running(demo) as system:
        until(lambda: all_up(system))
        system.hold()
        assert demo.endpoints is not None
        session = Session(demo.endpoints)
        window = FlowWindow(session)
        session.start()
        try:
            window.warm_up()
            until_quiet(system)
            before = truth(system)
            window.begin()
            system.go()
            until(lambda: noted(system, "publish") > 1_000, 60)
            system.hold()
            until_quiet(system)
            window.end()
            result = window.as_json()
        finally:
            session.stop()
        after = truth(system)
    counted = {key: n - before.get(key, 0) for key, n in after.items()}
    assert reported(result) == {key: n for key, n in counted.items() if n}
    assert result["complete"]
    assert {edge["kind"] for edge in result["edges"]} == KINDS


@pytest.mark.timeout(120)
def test_that_its_own_broker_can_be_restarted() -> None:
    said: list[str] = []
    demo = Demo(OwnBroker(), tell=said.append)
    with running(demo) as system:
        until(lambda: all_up(system))
        assert tuple(one.name for one in demo.scenarios) == SCENARIOS
        restart = demo.scenarios[-1]
        restart.start()
        until(lambda: not restart.is_on)
        starts = {one.starts for one in system.services.values()}
        acked = noted(system, "ack")
        until(lambda: noted(system, "ack") > acked)
    assert starts == {2}
    assert "payments-2: is back" in said


def test_that_ending_twice_or_before_the_start_is_fine() -> None:
    demo = Demo(OwnBroker())
    demo.stop()
    demo.stop()
    assert demo.scenarios == []


@pytest.mark.timeout(120)
def test_that_a_memory_alarm_blocks_who_publishes_until_it_is_over() -> None:
    demo = Demo(OwnBroker())
    with running(demo) as system:
        until(lambda: all_up(system))
        assert demo.endpoints is not None
        session = Session(demo.endpoints)
        session.start()
        try:
            (alarm,) = (one for one in demo.scenarios if one.name == ALARM)
            pump_until(session, lambda: "service:storefront" in session.graph.nodes)
            assert not blocked(session)
            alarm.start()
            pump_until(session, lambda: "service:storefront" in blocked(session), 60)
            assert all(one.source == "topology" for one in blocked(session).values())
            alarm.stop()
            pump_until(session, lambda: not blocked(session), 60)
            before = noted(system, "publish")
            until(lambda: noted(system, "publish") > before)
        finally:
            session.stop()


def blocked(session: Session) -> dict[object, Trouble]:
    return {one.at: one for one in session.graph.troubles if one.kind == "blocked"}
