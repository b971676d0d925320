from core.closings import Closings
from core.facts import ObjectTotals
from core.graph import UNKNOWN_SERVICE, Edge

ROUTE = Edge("route", "exchange:shop", "queue:a")
ORDERS = Edge("publish", "service:orders", "exchange:shop")
BILLING = Edge("deliver", "queue:a", "service:billing")
NOBODYS = Edge("publish", UNKNOWN_SERVICE, "exchange:shop")


def lacking(*readings: tuple[str, int]) -> set[Edge | str]:
    """What may lack some after readings of channels, named as their services, and of closings."""
    closings = Closings()
    for channels, closed in readings:
        totals = ObjectTotals(
            at=1000.0,
            exchanges={},
            queues={},
            publishes={},
            deliveries={},
            routes={},
            channels={name: {} for name in channels.split()},
            detailed=False,
            period=5.0,
            closed=closed,
        )
        closings.take(totals, lambda name: None if name == "?" else f"service:{name}")
    edges = {"route": ROUTE, "orders": ORDERS, "billing": BILLING, "?": NOBODYS}
    return {name for name, edge in edges.items() if closings.may_lack(edge)}


def test_that_nothing_is_missing_while_everybody_stays() -> None:
    assert not lacking(("orders billing", 7), ("orders billing", 7))


def test_that_a_channel_that_closes_leaves_others_alone() -> None:
    assert lacking(("orders billing", 7), ("billing", 7)) == {"route", "orders", "?"}
    assert lacking(("orders billing", 7), ("billing", 7), ("billing", 8)) == {
        "route",
        "orders",
        "?",
    }


def test_that_a_channel_that_nobody_saw_or_names_may_have_been_anybodys() -> None:
    everything = {"route", "orders", "billing", "?"}
    assert lacking(("orders", 7), ("orders", 8)) == everything
    assert lacking(("orders ?", 7), ("orders", 8)) == everything


def test_that_a_broker_that_counts_anew_has_forgotten_no_closing() -> None:
    assert lacking(("orders", 7), ("orders", 0)) == set()
    assert lacking(("orders", 7), ("orders", 1)) == {"route", "orders", "billing", "?"}
