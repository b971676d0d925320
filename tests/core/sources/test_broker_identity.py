import pytest

from core.endpoints import endpoints
from core.sources.broker_identity import BrokerIdentity
from core.sources.http import SurfaceError
from tests.reports import identity

HERE = endpoints("amqp://guest:hunter2@broker.example:5673/shop", None, None, {})
API = "http://127.0.0.1:15672"


def ours(name: str, now: str = "", management: str | None = "off") -> BrokerIdentity:
    """The identity of a broker whose AMQP tells that name, and `now` when it is asked again."""
    here = endpoints("amqp://guest:hunter2@broker.example:5673/shop", management, "off", {})
    known = BrokerIdentity(here, lambda: 1.0, lambda _: now)
    known.told(name)
    return known


@pytest.mark.parametrize(
    ("amqp", "name", "node"),
    [
        ("shop", "shop", "rabbit@a"),
        ("", "shop", "rabbit@a"),
        ("shop", "", "rabbit@a"),
        ("rabbit@a.example.com", "rabbit@b.example.com", "rabbit@a"),
        ("rabbit@a.example.com", "shop", "rabbit@a.example.com"),
        ("rabbit@vm", "rabbit@other", "rabbit@localhost"),
    ],
)
def test_that_a_surface_of_the_same_broker_is_accepted(amqp: str, name: str, node: str) -> None:
    ours(amqp).meet_api(name, ["rabbit@z", node], API)
    ours(amqp).meet_node(name, node, "id", "http://a:15692")


@pytest.mark.parametrize(
    ("amqp", "name", "node"),
    [
        ("shop", "research", "rabbit@a"),
        ("rabbit@a.example.com", "rabbit@b.example.com", "rabbit@b"),
        ("rabbit@vm", "other@vm", "other@localhost"),
    ],
)
def test_that_a_surface_of_another_broker_is_not(amqp: str, name: str, node: str) -> None:
    with pytest.raises(SurfaceError):
        ours(amqp).meet_api(name, [node], API)
    with pytest.raises(SurfaceError):
        ours(amqp).meet_node(name, node, "id", "http://a:15692")


def test_that_it_says_which_brokers_these_are_and_what_to_do() -> None:
    with pytest.raises(SurfaceError) as error:
        ours("rabbit@a").meet_api("rabbit@b", ["rabbit@b"], API)
    assert error.value.why == (
        "http://127.0.0.1:15672 is another broker's: its cluster is 'rabbit@b', "
        "that of AMQP at broker.example:5673 is 'rabbit@a'"
    )
    assert error.value.mend_or("enable the plugin") == (
        "name the URL that belongs to this broker with --management-url, "
        "or turn it off (--management-url off)"
    )


def test_that_nodes_of_a_nameless_cluster_belong_together() -> None:
    by_list = ours("rabbit@a", management="http://127.0.0.1:15672")
    by_list.meet_api("rabbit@b", ["rabbit@a", "rabbit@b"], API)
    by_list.meet_node("rabbit@b", "rabbit@b", "", "http://b:15692")
    by_id = ours("rabbit@a")
    by_id.meet_node("rabbit@a", "rabbit@a", "id", "http://a:15692")
    by_id.meet_node("rabbit@b", "rabbit@b", "id", "http://b:15692")
    with pytest.raises(SurfaceError):
        by_id.meet_node("rabbit@c", "rabbit@c", "another", "http://c:15692")


def test_that_a_cluster_that_was_renamed_meanwhile_is_still_the_same() -> None:
    renamed = ours("old", now="new")
    renamed.meet_api("new", ["rabbit@a"], API)
    renamed.meet_node("new", "rabbit@a", "id", "http://a:15692")


def test_that_amqp_is_asked_again_only_now_and_then() -> None:
    asked: list[str] = []
    now = [100.0]

    def ask(_: object) -> str:
        asked.append("a")
        return "a"

    known = BrokerIdentity(HERE, lambda: now[0], ask)
    known.told("a")
    for seconds in (0.0, 1.0, 28.0, 2.0):
        now[0] += seconds
        with pytest.raises(SurfaceError):
            known.meet_api("b", ["rabbit@b"], API)
    assert len(asked) == 2


def test_that_nothing_is_compared_when_amqp_does_not_answer() -> None:
    silent = identity()
    silent.give_up()
    silent.meet_api("b", ["rabbit@b"], API)
    silent.meet_node("c", "rabbit@c", "id", "http://c:15692")
