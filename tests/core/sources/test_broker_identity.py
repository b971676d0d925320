import pytest

from core.endpoints import endpoints
from core.sources.broker_identity import BrokerIdentity
from core.sources.http import SurfaceError
from tests.reports import identity

HERE = endpoints("amqp://guest:hunter2@broker.example:5673/shop", environment={})


@pytest.mark.parametrize(("amqp", "surface"), [("a", "a"), ("", "b"), ("a", ""), ("", "")])
def test_that_one_name_or_an_untold_one_passes(amqp: str, surface: str) -> None:
    identity(amqp, now=amqp).check(surface, "http://b", "--management-url")


def test_that_another_name_says_which_brokers_these_are_and_what_to_do() -> None:
    ours = BrokerIdentity(HERE, lambda: 1.0, lambda _: "rabbit@a")
    ours.told("rabbit@a")
    with pytest.raises(SurfaceError) as error:
        ours.check("rabbit@b", "http://127.0.0.1:15672", "--management-url")
    assert error.value.why == (
        "http://127.0.0.1:15672 is another broker's: its cluster is 'rabbit@b', "
        "that of AMQP at broker.example:5673 is 'rabbit@a'"
    )
    assert error.value.mend_or("enable the plugin") == (
        "name the URL that belongs to this broker with --management-url, "
        "or turn it off (--management-url off)"
    )


def test_that_a_cluster_that_was_renamed_meanwhile_is_still_the_same() -> None:
    renamed = identity("old", now="new")
    renamed.check("new", "http://b", "--management-url")
    renamed.check("new", "http://b", "--management-url")


def test_that_amqp_is_asked_again_only_now_and_then() -> None:
    asked: list[str] = []
    now = [100.0]

    def ask(_: object) -> str:
        asked.append("a")
        return "a"

    ours = BrokerIdentity(HERE, lambda: now[0], ask)
    ours.told("a")
    for seconds in (0.0, 1.0, 28.0, 2.0):
        now[0] += seconds
        with pytest.raises(SurfaceError):
            ours.check("b", "http://b", "--prometheus-url")
    assert len(asked) == 2


def test_that_nothing_is_compared_when_amqp_does_not_answer() -> None:
    ours = BrokerIdentity(HERE, lambda: 1.0, lambda _: "")
    ours.give_up()
    ours.check("b", "http://b", "--prometheus-url")
