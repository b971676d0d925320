from collections.abc import Callable

from core.demo.demo import SCENARIOS
from core.demo.scenarios import Scenario, broker_restart
from core.demo.system import System
from core.endpoints import endpoints


def scenario(said: list[str]) -> Scenario:
    return Scenario(
        "slow-consumer",
        "It gets slow.",
        lambda work: work(),
        lambda: said.append("begin"),
        lambda: said.append("end"),
    )


def test_that_trouble_is_caused_once_and_ended_once() -> None:
    said: list[str] = []
    one = scenario(said)
    assert one.title == "Slow consumer"
    one.stop()
    one.start()
    one.start()
    states = [one.is_on]
    one.stop()
    one.stop()

    assert [*states, one.is_on] == [True, False]
    assert said == ["begin", "end"]


def test_that_a_restart_is_over_when_everybody_is_back() -> None:
    back: list[Callable[[], None]] = []
    restart = broker_restart(back.append, lambda work: work())
    restart.start()
    states = [restart.is_on]
    back[0]()

    assert [*states, restart.is_on] == [True, False]


def test_that_the_names_are_those_of_the_command_line() -> None:
    system = System(endpoints("amqp://localhost"), restart=lambda: None, alarm=lambda _on: None)
    names = tuple(one.name for one in system.scenarios)
    system.stop()

    assert names == SCENARIOS
    assert all(len(one.promise) > 40 for one in system.scenarios)
