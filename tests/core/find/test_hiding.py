from core.find.flow_things import FlowThings
from core.find.hiding import LINGER_SECONDS, Hiding, Mode, left_out
from core.find.matching import matching
from core.find.parser import parse
from tests.gui.flow.sample_graphs import Broker, shop


def hidden(broker: Broker, text: str, mode: Mode, *, idle: bool = False) -> set[str]:
    """What is left out: names of nodes, `source>target` for edges."""
    things = FlowThings(broker.graph)
    things.refresh(broker.at)
    expression = parse(text)
    found = None if expression is None else matching(expression, things)
    nodes, edges = things.keys(left_out(things, found, mode, idle=idle))
    name = {node.id: node.name for node in things.nodes}
    return {*(name[node] for node in nodes), *(f"{name[s]}>{name[t]}" for _, s, t in edges)}


def names(broker: Broker) -> set[str]:
    return {node.name for node in broker.graph.nodes.values()}


def test_that_only_what_fits_stays() -> None:
    broker = shop()

    assert names(broker) - hidden(broker, "orders", "only") == {
        "orders",
        "orders.new",
        "orders.paid",
    }


def test_that_an_edge_that_fits_keeps_its_ends() -> None:
    broker = shop()

    out = hidden(broker, "edge:* returned > 0", "only")
    assert names(broker) - out == {"mobile-api", "shop.events"}


def test_that_what_fits_can_be_shown_with_what_it_is_joined_with() -> None:
    broker = shop()

    assert names(broker) - hidden(broker, "queue:payments.requests", "around") == {
        "payments.requests",
        "payments",
        "dead-letters",
    }


def test_that_what_fits_can_be_hidden() -> None:
    broker = shop()

    assert hidden(broker, "type:fanout", "without") == {"broadcast", "unroutable"}
    assert hidden(broker, "from:web-shop", "without") == {"web-shop>shop.events"}


def test_that_idle_things_go_beside_what_is_sought() -> None:
    broker = shop()

    assert "stock.release" in hidden(broker, "", "only", idle=True)
    assert hidden(broker, "", "only") == set()
    assert "stock.release" in hidden(broker, "type:fanout", "without", idle=True)


def settled(
    hiding: Hiding, broker: Broker, text: str, now: float, *, at_once: bool = False
) -> set[str]:
    things = FlowThings(broker.graph)
    things.refresh(now)
    expression = parse(text)
    assert expression is not None
    left = hiding.want(things, matching(expression, things), now, at_once=at_once)
    return {key.partition(":")[2] for key in left if isinstance(key, str)}


def test_that_what_the_user_hides_goes_at_once_and_what_changes_a_little_later() -> None:
    broker, hiding = shop(), Hiding()
    assert settled(hiding, broker, "queue:stock", 10.0, at_once=True) == {
        "stock.reserve",
        "stock.release",
    }

    both = "queue:stock or queue:lost"
    assert "lost.and.found" not in settled(hiding, broker, both, 11.0)
    assert "lost.and.found" not in settled(hiding, broker, both, 11.0 + LINGER_SECONDS / 2)
    assert "lost.and.found" in settled(hiding, broker, both, 11.0 + LINGER_SECONDS)


def test_that_what_is_wanted_again_is_back_at_once() -> None:
    broker, hiding = shop(), Hiding()
    settled(hiding, broker, "queue:stock", 10.0, at_once=True)

    assert settled(hiding, broker, "queue:stock.reserve", 10.5) == {"stock.reserve"}
    assert settled(hiding, broker, "queue:stock", 11.0) == {"stock.reserve"}


def test_that_what_was_never_shown_does_not_appear_before_it_goes() -> None:
    broker, hiding = shop(), Hiding()
    settled(hiding, broker, "queue:stock", 10.0, at_once=True)
    broker.queue("stock.new")

    assert "stock.new" in settled(hiding, broker, "queue:stock", 10.2)
