"""Brokers and users that let Flowscope see less: it says why, and no number is wrong."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from core.endpoints import endpoints
from core.graph import UNKNOWN_SERVICE
from tests.integration.clients import Client, by_place, lower_bounds, reported, watching, wrong
from tests.integration.commands import surfaces
from tests.integration.conftest import NodeWith
from tests.integration.diagnoses import Said, check, doctor
from tests.integration.shop import Ledger
from tests.integration.users import ALL, READ, User, user
from tests.private_node import PrivateNode

MANAGEMENT, PROMETHEUS, EVENTS = (
    "rabbitmq_management",
    "rabbitmq_prometheus",
    "rabbitmq_event_exchange",
)
NO_TAG = {"management": ("closed to this user", "set_user_tags")}
OWN_ONLY = {"management": ("its own connections only", "set_user_tags <user> monitoring")}
NO_EVENTS = {"event_exchange": ("no permissions in vhost '/'", "set_permissions -p '/'")}
NO_EVENTS_BUT_A_LOGIN = {
    "event_exchange": ("lacks a permission in vhost '/'", "set_permissions -p '/'")
}
NO_FIREHOSE = {"firehose": ("lacks a permission in vhost", "set_permissions -p")}
RIGHTS: dict[str, tuple[str, dict[str, str], dict[str, str] | None, Said]] = {
    "no declaring in the default vhost": ("monitoring", ALL, READ, NO_EVENTS_BUT_A_LOGIN),
    "read only": ("monitoring", READ, READ, NO_EVENTS_BUT_A_LOGIN | NO_FIREHOSE),
    "one vhost": ("monitoring", ALL, None, NO_EVENTS),
    "management": ("management", ALL, ALL, OWN_ONLY),
    "no tag": ("", ALL, ALL, NO_TAG),
}
"""Tags, permissions in the watched vhost and in the default one, and what the doctor says."""


@contextlib.contextmanager
def user_with(node: PrivateNode, vhost: str, rights: str) -> Iterator[tuple[User, Said]]:
    tags, here, there, said = RIGHTS[rights]
    with user(node, vhost, tags) as somebody:
        somebody.allow(vhost, here)
        if there is not None:
            somebody.allow("/", there)
        yield somebody, said


@pytest.mark.usefixtures("vhost_url")
@pytest.mark.parametrize("rights", RIGHTS)
def test_that_a_user_with_fewer_rights_is_told_what_is_missing(
    node: PrivateNode, vhost_name: str, rights: str
) -> None:
    with user_with(node, vhost_name, rights) as (somebody, said):
        code, found, _ = doctor(*surfaces(node, somebody.url()))
    assert code == 1
    check(found, said)


@pytest.mark.parametrize("rights", ["one vhost", "management", "no tag"])
def test_that_a_user_with_fewer_rights_sees_no_wrong_number(
    node: PrivateNode, vhost_name: str, vhost_url: str, rights: str
) -> None:
    with user_with(node, vhost_name, rights) as (somebody, said):
        result, ledger = worked(node, vhost_url, somebody.url())
    assert_true(result, ledger)
    check(result["capabilities"], said)


def worked(
    node: PrivateNode, url: str, watched_as: str = "", **switched: bool
) -> tuple[Any, Ledger]:
    """What a window reports in which services that were there before and one that was not work."""
    ledger = Ledger()
    orders, billing = Client(url, "orders-1", ledger), Client(url, "billing", ledger)
    orders.channel.exchange_declare("shop", "topic")
    for queue in ("a.q", "b.q"):
        orders.channel.queue_declare(queue)
        orders.channel.queue_bind(queue, "shop", "order.*")
    orders.channel.queue_declare("c.q", arguments={"x-dead-letter-exchange": "amq.fanout"})
    url_, management, prometheus = surfaces(node, watched_as or url, **switched)[1::2]
    try:
        with watching(endpoints(url_, management, prometheus)) as (_, window):
            orders.publish("shop", "order.new", "a.q", "b.q", amount=5)
            orders.publish("", "c.q", "c.q", amount=3)
            orders.ask("a.q", "b.q", "c.q")
            billing.consume("a.q", 4)
            cron = Client(url, "cron-1", ledger)
            cron.publish("shop", "order.old", "a.q", "b.q", amount=2)
            cron.get("b.q", 3)
            cron.close()
            window.end()
            return window.as_json(), ledger
    finally:
        for client in (orders, billing):
            client.channel.queue_delete("c.q")
            client.close()


def ends(edge: Any) -> tuple[str, str]:
    return edge["from"], edge["to"]


def assert_true(result: Any, ledger: Ledger) -> None:
    """No number is wrong; and where everything was seen, all that happened is in it.

    Lower bounds are then only where channels without a name may have counted for any service.
    """
    assert not wrong(result, ledger)
    if result["complete"]:
        nobodys = {end for e in result["edges"] for end in ends(e) if UNKNOWN_SERVICE in ends(e)}
        assert all(nobodys & {*bound} for bound in lower_bounds(result))
        assert by_place(reported(result)) == by_place(ledger.counts())


def test_that_the_management_api_alone_has_no_wrong_number(
    node: PrivateNode, vhost_url: str
) -> None:
    """A service that was never listed is of nobody, and makes lower bounds of others.

    What it did last may be swept away by the broker before it is sampled: 5 were told for 7 once.
    """
    result, ledger = worked(node, vhost_url, prometheus=False)
    assert_true(result, ledger)
    assert not result["complete"]
    said, truth = reported(result), ledger.counts()
    key = ("publish", "service:orders", "exchange:", "publish")
    assert 0 < said.get(key, 1) <= truth[key]
    for queue in ("a.q", "b.q"):
        edge = ("route", "exchange:shop", f"queue:{queue}")
        assert said[*edge, "publish"] in (5, truth[*edge, "publish"])
        assert edge in lower_bounds(result)
    assert said["deliver", "queue:a.q", "service:billing", "ack"] == 4
    assert result["window_s"] >= 5


def test_that_what_the_broker_sweeps_away_before_it_is_sampled_leaves_lower_bounds(
    node_with: NodeWith,
) -> None:
    """RabbitMQ does so every two minutes; here it is told to."""
    node = node_with((MANAGEMENT, PROMETHEUS, EVENTS))
    ledger = Ledger()
    orders, cron = Client(node.amqp_url, "orders", ledger), Client(node.amqp_url, "cron", ledger)
    orders.channel.queue_declare("swept.q")
    with watching(endpoints(node.amqp_url, node.management_url, "off")) as (_, window):
        orders.publish("", "swept.q", "swept.q", amount=5)
        cron.publish("", "swept.q", "swept.q", amount=2)
        cron.ask("swept.q")
        cron.close()
        node.control("eval", "rabbit_core_metrics_gc ! start_gc.")
        window.end()
        result = window.as_json()
    orders.channel.queue_delete("swept.q")
    orders.close()
    assert not wrong(result, ledger)
    assert not result["complete"]
    edge = ("route", "exchange:", "queue:swept.q")
    assert 0 < reported(result)[*edge, "publish"] <= 7
    assert edge in lower_bounds(result)


def test_that_the_management_api_alone_knows_everything_of_one_service(
    node: PrivateNode, vhost_url: str
) -> None:
    books = Ledger()
    orders = Client(vhost_url, "orders", books)
    orders.channel.queue_declare("a.q")
    where = endpoints(vhost_url, node.management_url, "off")
    with watching(where) as (_, window):
        for _ in range(3):
            orders.publish("", "a.q", "a.q", amount=5)
            orders.get("a.q", 2)
        orders.ask("a.q")
        window.end()
        result = window.as_json()
    orders.close()
    assert result["complete"]
    assert reported(result) == books.counts()
    assert not lower_bounds(result)
    (published,) = [edge for edge in result["edges"] if edge["kind"] == "publish"]
    assert published["rates"]["publish"] * result["window_s"] == pytest.approx(15, abs=0.1)


# -- nodes ---------------------------------------------------------------------------------------


def test_that_without_the_management_plugin_services_are_known_by_their_events(
    node_with: NodeWith,
) -> None:
    node = node_with((PROMETHEUS, EVENTS))
    code, found, _ = doctor(*surfaces(node, node.amqp_url))
    assert code == 1
    check(found, {"management": ("nothing listens", "rabbitmq-plugins enable rabbitmq_management")})
    result, ledger = worked(node, node.amqp_url)
    assert_true(result, ledger)
    queues = {n["name"] for n in result["nodes"] if n["kind"] == "queue"}
    assert queues == {"a.q", "b.q", "c.q"}
    if result["complete"]:
        mine = {key: count for key, count in reported(result).items() if "service:cron" in key}
        assert mine == {k: count for k, count in ledger.counts().items() if "service:cron" in k}


def test_that_detailed_rates_alone_count_every_edge_or_say_at_least(node_with: NodeWith) -> None:
    node = node_with((MANAGEMENT,), "management.rates_mode = detailed")
    code, found, _ = doctor(*surfaces(node, node.amqp_url))
    assert code == 1
    missing = {
        "prometheus": ("nothing listens", "rabbitmq-plugins enable rabbitmq_prometheus"),
        "event_exchange": ("is not enabled", "rabbitmq-plugins enable rabbitmq_event_exchange"),
    }
    check(found, missing)
    assert "rates_mode detailed" in found["management"]["detail"]
    result, ledger = worked(node, node.amqp_url)
    assert not wrong(result, ledger)
    assert not result["complete"]  # cron came and went between two polls
    truth = {key: count for key, count in ledger.counts().items() if "service:cron" not in key}
    quiet = {key: c for key, c in truth.items() if not {"exchange:shop", "queue:b.q"} & {*key}}
    said = reported(result)
    assert {key: said.get(key) for key in quiet} == quiet
    assert {e["provenance"] for e in result["edges"] if any(e["counts"].values())} == {"counted"}


@pytest.mark.parametrize("prometheus", [True, False])
def test_that_a_broker_that_counts_nothing_has_no_zeros(
    node_with: NodeWith, prometheus: bool
) -> None:
    node = node_with((MANAGEMENT, PROMETHEUS), "management.rates_mode = none")
    counts_nothing = ("rates_mode = none", "management.rates_mode = basic")
    code, found, _ = doctor(*surfaces(node, node.amqp_url))
    assert code == 1
    off = ("is not enabled", "rabbitmq-plugins enable rabbitmq_event_exchange")
    check(found, {"management": counts_nothing, "event_exchange": off})
    result, _ = worked(node, node.amqp_url, prometheus=prometheus)
    assert not result["complete"]
    for edge in result["edges"]:
        if edge["kind"] != "dead_letter":
            assert set(edge["counts"].values()) == {None}
            assert edge["provenance"] == "unknown"
    check({"management": result["capabilities"]["management"]}, {"management": counts_nothing})


def test_that_without_statistics_the_declarations_are_still_read(node_with: NodeWith) -> None:
    node = node_with(
        (MANAGEMENT, PROMETHEUS, EVENTS), "management_agent.disable_metrics_collector = true"
    )
    switched_off = {"management": ("statistics are switched off", "disable_metrics_collector")}
    code, found, _ = doctor(*surfaces(node, node.amqp_url))
    assert code == 1
    check(found, switched_off)
    result, ledger = worked(node, node.amqp_url)
    assert result["complete"]  # nothing collects the rows of channels that close
    assert_true(result, ledger)
    kinds = {edge["kind"] for edge in result["edges"]}
    assert kinds == {"publish", "route", "deliver", "dead_letter"}
    consumers = {n["name"]: n["consumers"] for n in result["nodes"] if n["kind"] == "queue"}
    assert consumers == dict.fromkeys(("a.q", "b.q", "c.q"))
