"""Numbers of the management API alone: right, a lower bound, or unknown."""

from math import inf
from typing import Any

from core.facts import DeclarationChanged, ObjectTotals, Sample
from core.graph import UNKNOWN_SERVICE
from core.topology import Connection, Topology
from tests.core.watched_totals import Watched, begun
from tests.simulated_api import Client


def test_that_one_publisher_to_one_exchange_is_certain() -> None:
    watched, (orders,) = begun("orders")
    for _ in range(3):
        watched.api.publish(orders, "news")
    watched.pass_seconds(5)
    assert watched.counts()["publish", "service:orders", "exchange:news", "publish"] == 3
    assert watched.counts()["route", "exchange:news", "queue:b", "publish"] == 3
    edge = watched.edge("publish", "service:orders", "exchange:news")
    assert (edge.provenance, edge.at_least) == ("derived", False)
    assert watched.flow.api_totals.are_whole


def test_that_a_publisher_that_was_never_listed_is_not_credited_to_another() -> None:
    """51 were counted for 50: the other publisher was the only one that anybody had seen."""
    watched, (orders,) = begun("orders")
    for _ in range(50):
        watched.api.publish(orders, "shop")
    cron = watched.api.open("cron")
    watched.api.publish(cron, "shop")
    watched.api.close(cron)
    watched.pass_seconds(15)
    key = ("publish", "service:orders", "exchange:shop", "publish")
    assert watched.counts()[key] == 50
    assert watched.is_lower_bound(key)
    assert watched.counts()["publish", UNKNOWN_SERVICE, "exchange:shop", "publish"] == 1
    assert watched.counts()["route", "exchange:shop", "queue:a", "publish"] == 51
    assert not watched.flow.api_totals.are_whole


def test_that_a_publisher_that_is_listed_late_is_counted_from_its_start() -> None:
    watched = Watched((0, 0, 0, 4))
    orders = watched.api.open("orders")
    watched.pass_seconds(15)
    watched.begin()
    cron = watched.api.open("cron")
    for client in (orders, cron):
        watched.api.publish(client, "shop")
    watched.pass_seconds(1)
    while watched.api.now % 5:
        assert not watched.wrong()
        watched.pass_seconds(1)
    watched.pass_seconds(5)
    for service in ("orders", "cron"):
        key = ("publish", f"service:{service}", "exchange:shop", "publish")
        assert watched.counts()[key] == 1
        assert not watched.is_lower_bound(key)


def test_that_where_a_publisher_may_have_published_is_shown_without_a_number() -> None:
    watched, (orders, billing) = begun("orders", "billing")
    watched.api.publish(orders, "shop")
    watched.api.publish(billing, "news")
    watched.pass_seconds(10)
    assert not watched.moved("publish")
    for exchange in ("shop", "news"):
        edge = watched.edge("publish", "service:orders", f"exchange:{exchange}")
        assert edge.provenance == "unknown"
        assert edge.how.startswith("orders published 1 in all, here or elsewhere (news, shop)")
    assert watched.counts()["route", "exchange:shop", "queue:a", "publish"] == 1
    watched.pass_seconds(10)
    assert watched.edge("publish", "service:orders", "exchange:shop").counters == {}


def test_that_what_cannot_have_gone_elsewhere_is_said_and_not_shown() -> None:
    watched, (orders, billing) = begun("orders", "billing")
    for _ in range(10):
        watched.api.publish(orders, "shop")
    watched.api.publish(billing, "news")
    watched.pass_seconds(10)
    edge = watched.edge("publish", "service:orders", "exchange:shop")
    assert (edge.provenance, edge.counters) == ("unknown", {})
    assert "; at least 9 passed here; " in edge.how


def test_that_those_who_publish_one_after_the_other_are_told_apart() -> None:
    watched, (orders, billing) = begun("orders", "billing")
    watched.api.publish(orders, "shop")
    watched.pass_seconds(5)
    watched.api.publish(billing, "news")
    watched.pass_seconds(5)
    assert watched.moved("publish") == {
        ("publish", "service:orders", "exchange:shop", "publish"): 1,
        ("publish", "service:billing", "exchange:news", "publish"): 1,
    }


def test_that_one_publisher_to_many_exchanges_is_certain() -> None:
    watched, (orders,) = begun("orders")
    watched.api.publish(orders, "shop", confirm=1)
    watched.api.publish(orders, "news")
    watched.pass_seconds(5)
    assert watched.moved("publish") == {
        ("publish", "service:orders", "exchange:shop", "publish"): 1,
        ("publish", "service:orders", "exchange:news", "publish"): 1,
    }
    shop = watched.edge("publish", "service:orders", "exchange:shop")
    assert watched.flow.graph.count(shop, "confirm") is None
    assert watched.flow.graph.count(shop, "drop_unroutable") == 0


def test_that_confirms_of_what_was_published_before_are_not_credited() -> None:
    watched = Watched()
    orders, billing = watched.api.open("orders"), watched.api.open("billing")
    watched.api.publish(orders, "news")
    watched.pass_seconds(15)
    watched.begin()
    watched.api.confirm(orders, "news")
    watched.api.publish(orders, "shop", confirm=1)
    watched.pass_seconds(5)
    key = ("publish", "service:orders", "exchange:shop")
    assert watched.counts()[*key, "publish"] == 1
    assert (*key, "confirm") not in watched.counts()
    watched.begin()
    watched.pass_seconds(5)
    watched.api.publish(billing, "shop", confirm=1)
    watched.pass_seconds(5)
    assert watched.counts()["publish", "service:billing", "exchange:shop", "confirm"] == 1


def test_that_a_channel_of_one_queue_is_certain_and_one_of_two_is_not() -> None:
    watched = Watched()
    billing, audit = watched.api.open("billing"), watched.api.open("audit")
    for client, queue in ((billing, "a"), (audit, "b"), (audit, "c")):
        watched.api.consume(client, queue)
    watched.pass_seconds(15)
    watched.begin()
    for queue, client in (("a", billing), ("b", audit), ("c", audit)):
        for how in ("deliver", "ack"):
            watched.api.deliver(client, queue, how)
    watched.pass_seconds(5)
    delivered = watched.moved("deliver")
    assert delivered == {
        ("deliver", "queue:a", "service:billing", "deliver"): 1,
        ("deliver", "queue:a", "service:billing", "ack"): 1,
        ("deliver", "queue:b", "service:audit", "deliver"): 1,
        ("deliver", "queue:b", "service:audit", "ack"): 1,
        ("deliver", "queue:c", "service:audit", "deliver"): 1,
        ("deliver", "queue:c", "service:audit", "ack"): 1,
    }


def two_of_two() -> tuple[Watched, list[Client]]:
    """Each of two services consumes a queue of its own."""
    watched = Watched()
    clients = [watched.api.open(service) for service in ("billing", "audit")]
    for client, queue in zip(clients, ("a", "b"), strict=True):
        watched.api.consume(client, queue)
    watched.pass_seconds(15)
    watched.begin()
    return watched, clients


def test_that_consumers_that_stay_are_certain() -> None:
    watched, (billing, audit) = two_of_two()
    for _ in range(4):
        watched.api.deliver(billing, "a")
        watched.api.deliver(audit, "b")
        watched.pass_seconds(3)
    watched.pass_seconds(5)
    assert watched.moved("deliver") == {
        ("deliver", "queue:a", "service:billing", "deliver"): 4,
        ("deliver", "queue:b", "service:audit", "deliver"): 4,
    }


def test_that_a_consumer_of_another_queue_for_a_moment_is_not_overlooked() -> None:
    watched, (billing, audit) = two_of_two()
    watched.api.deliver(billing, "b")
    watched.api.deliver(audit, "b")
    watched.pass_seconds(10)
    assert not watched.wrong()


def test_that_consumers_that_the_broker_told_of_make_a_swap_possible() -> None:
    watched, (billing, audit) = two_of_two()
    for queue in ("a", "b"):
        told = DeclarationChanged(
            at=1_000_000.0 + watched.api.now, what="consumer.created", name="", by="", queue=queue
        )
        watched.flow.fold_declaration(told)
    watched.api.deliver(billing, "b")
    watched.api.deliver(audit, "a")
    watched.pass_seconds(10)
    assert not watched.moved("deliver")


def test_that_a_channel_that_has_got_messages_may_ack_those() -> None:
    watched, (billing, audit) = two_of_two()
    for client, queue in ((billing, "b"), (audit, "a")):
        watched.api.deliver(client, queue, "get")
        watched.api.deliver(client, queue, "ack")
    watched.pass_seconds(10)
    assert not watched.moved("deliver")


def test_that_a_queue_that_was_deleted_has_lower_bounds_only() -> None:
    watched, (billing, _) = two_of_two()
    watched.api.deliver(billing, "a")
    watched.pass_seconds(5)
    gone = DeclarationChanged(at=0.0, what="queue.deleted", name="a", by="")
    watched.flow.fold_declaration(gone)
    watched.pass_seconds(1)
    key = ("deliver", "queue:a", "service:billing", "deliver")
    assert watched.counts()[key] == 1
    assert watched.is_lower_bound(key)


def test_that_statistics_that_begin_anew_leave_lower_bounds() -> None:
    watched, (orders,) = begun("orders")
    watched.api.publish(orders, "shop")
    watched.pass_seconds(5)
    watched.api._sums.clear()
    watched.api._rows.clear()
    watched.pass_seconds(20)
    key = ("publish", "service:orders", "exchange:shop", "publish")
    assert watched.counts()[key] == 1
    assert watched.is_lower_bound(key)


def test_that_what_was_counted_before_watching_does_not_show() -> None:
    watched = Watched()
    orders = watched.api.open("orders")
    for _ in range(50):
        watched.api.publish(orders, "news")
    watched.pass_seconds(15)
    watched.begin()
    watched.pass_seconds(15)
    assert not any(watched.counts().values())


def test_that_our_own_queues_and_channels_take_no_part() -> None:
    watched = Watched()
    watched.flow.hide_queue("c")
    billing, own = watched.api.open("billing"), watched.api.open("flowscope:events")
    watched.pass_seconds(15)
    watched.begin()
    watched.api.deliver(own, "c")
    watched.api.deliver(billing, "a")
    watched.pass_seconds(10)
    key = ("deliver", "queue:a", "service:billing", "deliver")
    assert watched.counts()[key] == 1
    assert not [key for key in watched.counts() if "queue:c" in key]


def test_that_rates_are_those_of_the_brokers_samples() -> None:
    watched, (orders,) = begun("orders")
    for _ in range(20):
        watched.api.publish(orders, "shop")
        watched.pass_seconds(1)
    edge = watched.edge("publish", "service:orders", "exchange:shop")
    assert watched.flow.graph.rate(edge, "publish") == 1.0
    assert watched.flow.graph.count(edge, "publish") == 20
    assert watched.flow.api_totals.seconds("publish") == 20.0


def test_that_a_window_with_nothing_in_it_has_no_length_of_its_own() -> None:
    watched = Watched()
    assert watched.flow.api_totals.seconds("publish") is None
    assert watched.flow.api_totals.read_at == 0.0


def test_that_where_the_interval_is_unknown_nothing_is_settled() -> None:
    watched = Watched()
    api = watched.api
    api.open("orders")
    for _ in range(10):
        api.pass_second()
        watched.flow.fold_topology(Topology(connections={"x": Connection(name="x")}))
        totals = api.totals()
        unknown = {t: Sample(0.0, 0.0) for t in totals.samples}
        watched.flow.api_totals.take(
            ObjectTotals(**{**fields(totals), "period": 0.0, "within": inf, "samples": unknown})
        )
    assert watched.flow.api_totals.read_at == 0.0
    assert watched.flow.api_totals.seconds("publish") is None


def fields(totals: ObjectTotals) -> dict[str, Any]:
    return {name: getattr(totals, name) for name in totals.__slots__}


def test_that_what_was_of_nobody_is_not_counted_twice_when_its_channel_is_listed() -> None:
    watched = Watched((0, 0, 0, 4))
    watched.pass_seconds(15)
    watched.begin()
    watched.pass_seconds(4)
    cron = watched.api.open("cron")
    for _ in range(2):
        watched.api.deliver(cron, "a", "get")
    watched.pass_seconds(2)
    assert watched.counts()["deliver", "queue:a", UNKNOWN_SERVICE, "get"] == 2
    ghost = watched.api.open("ghost")
    watched.api.deliver(ghost, "b", "get")
    watched.api.close(ghost)
    for _ in range(4):
        watched.api.pass_second()  # nobody reads
    for _ in range(15):
        watched.pass_seconds(1)
        assert not watched.wrong()


def test_that_what_nobody_sampled_of_a_channel_before_it_was_swept_away_leaves_lower_bounds() -> (
    None
):
    """5 were told for 7: a client came and went, and the broker's sweep was faster than a sample."""
    watched, (orders, _) = begun("orders", "audit")
    for _ in range(5):
        watched.api.publish(orders, "shop")
    cron = watched.api.open("cron")
    for _ in range(2):
        watched.api.publish(cron, "shop")
    watched.api.close(cron)
    watched.api.sweep()
    watched.pass_seconds(10)
    for queue in ("a", "b"):
        key = ("route", "exchange:shop", f"queue:{queue}", "publish")
        assert watched.counts()[key] == 5
        assert watched.is_lower_bound(key)
    assert not watched.wrong()
    assert not watched.flow.api_totals.are_whole


def test_that_rates_go_on_after_a_channel_has_closed() -> None:
    watched, (orders, cron) = begun("orders", "cron")
    watched.api.close(cron)
    for _ in range(20):
        watched.api.publish(orders, "shop")
        watched.pass_seconds(1)
    graph, edge = watched.flow.graph, watched.edge("route", "exchange:shop", "queue:a")
    exact = watched.edge("publish", "service:orders", "exchange:shop")
    rate = graph.rate(edge, "publish")
    assert rate is not None
    assert rate > 0.5
    assert (edge.at_least, exact.at_least) == (True, False)


def test_that_a_listed_channel_that_closes_leaves_numbers_of_other_services_exact() -> None:
    watched, (orders, cron) = begun("orders", "cron")
    watched.api.publish(orders, "shop")
    watched.pass_seconds(5)
    watched.api.publish(cron, "news")
    watched.pass_seconds(5)
    watched.api.close(cron)
    watched.pass_seconds(10)
    bounds = {
        service: watched.edge("publish", f"service:{service}", f"exchange:{exchange}").at_least
        for service, exchange in (("orders", "shop"), ("cron", "news"))
    }
    assert bounds == {"orders": False, "cron": True}
    watched.begin()
    watched.pass_seconds(10)
    assert watched.flow.api_totals.are_whole
