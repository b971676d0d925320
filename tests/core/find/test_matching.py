import pytest

from core.find.flow_things import IDLE_SECONDS, FlowThings
from core.find.matching import matching
from core.find.parser import parse
from core.troubles import Trouble
from tests.gui.flow.sample_graphs import Broker, for_a_while, shop


def found(broker: Broker, text: str) -> set[str]:
    """Matches: names of nodes, `source>target` for edges."""
    things = FlowThings(broker.graph)
    things.refresh(broker.at)
    expression = parse(text)
    assert expression is not None
    nodes, edges = things.keys(matching(expression, things))
    name = {node.id: node.name for node in things.nodes}
    return {*(name[node] for node in nodes), *(f"{name[s]}>{name[t]}" for _, s, t in edges)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ORDERS", {"orders", "orders.new", "orders.paid"}),
        ("queue:orders", {"orders.new", "orders.paid"}),
        ("queue:*.new", {"orders.new"}),
        ("queue:orders.pai?", {"orders.paid"}),
        ('"<b>"', {"<b>bold</b> & co"}),
        ("exchange:pay*", {"payments"}),
        ("type:quorum", {"payments.requests", "search.bulk"}),
        ("queue:* and not type:classic", {"payments.requests", "search.bulk", "audit.all"}),
        ("!consumers", {"search.bulk", "dead.mail", "lost.and.found"}),
        ("consumers = 0 and ready > 1k", {"search.bulk"}),
        ("unacked >= 100 queue:*", {"payments.requests", "audit.all"}),
        ("connections > 3", {"web-shop"}),
        ("exchange:* and publish = 0", {"dead-letters", "unroutable"}),
        ("returned > 0", {"mobile-api", "shop.events", "mobile-api>shop.events"}),
        ("service:* and redelivered > 5", {"payments"}),
        ("edge:* and rate > 1240 and from:broadcast", {"broadcast>search.products", "broadcast>search.bulk"}),
        ("to:orders.new", {"shop.events>orders.new"}),
        ("connection:web-shop", set()),
        ("channels > 0", set()),
    ],
)  # fmt: skip
def test_that_what_fits_is_found(text: str, names: set[str]) -> None:
    assert found(for_a_while(shop()), text) == names


def test_that_what_is_not_known_fits_neither_a_comparison_nor_its_contrary() -> None:
    broker = shop()

    assert "reports.daily" not in found(broker, "queue:* ready > 0")
    assert "reports.daily" not in found(broker, "queue:* not ready > 0")
    assert "reports.daily" not in found(broker, "queue:* rate < 1")


def test_that_a_lower_bound_fits_only_what_must_be_so() -> None:
    broker = Broker()
    exchange = broker.exchange("shop")
    broker.edge("publish", broker.service("web"), exchange, publish=20.0)
    broker.edge("bind", broker.exchange("inner"), exchange)
    broker.tick()
    broker.tick()

    assert "shop" in found(broker, "rate > 10")
    assert "shop" in found(broker, "rate >= 20")
    assert "shop" in found(broker, "not rate < 15")
    assert "shop" not in found(broker, "rate < 30")
    assert "shop" not in found(broker, "rate = 20")
    assert "shop" not in found(broker, "not rate > 30")


def test_that_nothing_is_known_to_pass_where_nothing_is_counted() -> None:
    broker = Broker()
    broker.queue("first")

    assert found(broker, "rate = 0 or idle or not idle") == set()


def test_that_idle_is_what_nothing_passed_for_a_minute() -> None:
    broker = shop()
    still = {"stock.release", "<b>bold</b> & co"}
    assert found(broker, "idle and queue:*") == still

    broker.rates = dict.fromkeys(broker.rates, 0.0)
    for _ in range(IDLE_SECONDS - 2):
        broker.tick()
    assert found(broker, "idle and queue:*") == still

    for _ in range(2):
        broker.tick()
    assert found(broker, "idle service:*") > {"web-shop", "orders"}


def test_that_a_queue_in_which_something_waits_is_not_idle() -> None:
    broker = Broker()
    broker.queue("backlog", 3, 0, 1)
    broker.queue("held", 0, 3, 1)
    broker.queue("empty", 0, 0, 1)
    broker.edge("publish", broker.service("web"), broker.exchange("x"), publish=1.0)
    broker.tick()
    broker.tick()

    assert found(broker, "idle") == {"empty"}
    assert found(broker, "not idle and queue:*") == {"backlog", "held"}


def test_that_what_hurts_is_found_with_both_ends_of_an_edge() -> None:
    broker = shop()
    at = ("deliver", "queue:payments.requests", "service:payments")
    broker.graph.troubles = (
        Trouble(at, "stuck", "warning", "holds"),  # type: ignore[arg-type]
        Trouble("queue:dead.mail", "growing", "notice", "grows"),
    )

    assert found(broker, "hurts") == {"payments.requests", "payments", "payments.requests>payments"}
    assert found(broker, "notice") == {"dead.mail"}
    assert "dead.mail" in found(broker, "not hurts")


def test_that_what_is_gone_is_found() -> None:
    broker = shop()
    broker.graph.nodes["queue:dead.mail"].present = False

    assert found(broker, "gone") == {"dead.mail"}


def test_that_a_graph_is_read_again_only_when_it_has_changed() -> None:
    broker = shop()
    things = FlowThings(broker.graph)
    assert not things.refresh(broker.at)

    broker.rates = dict.fromkeys(broker.rates, 7.0)
    broker.tick(5.0)
    assert things.refresh(broker.at)
    expression = parse("queue:orders.new rate > 6 rate < 8")
    assert expression is not None
    assert things.keys(matching(expression, things))[0] == ["queue:orders.new"]

    broker.queue("orders.new.too")
    assert things.refresh(broker.at)
    expression = parse("too")
    assert expression is not None
    assert things.keys(matching(expression, things))[0] == ["queue:orders.new.too"]
