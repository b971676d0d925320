import pytest

from core.ack_flow import ConsumerKey, PublisherKey
from core.graph import node_id
from core.lanes.holders import Holder, QueueKey
from core.lanes.scope import Scope, scope_of
from core.selection import Selection


def own_node(_: str, service: str) -> str:
    """The node of a service that nobody but itself has named."""
    return node_id("service", service)


BILLING = ConsumerKey("/", "billing.q", "billing", "c", 1, "t")
SHIPPING = ConsumerKey("/", "shipping.q", "shipping", "d", 1, "t")
SHOP = PublisherKey("/", "shop", "orders")
QUEUE = QueueKey("/", "billing.q")
ALL = (BILLING, SHIPPING, SHOP, QUEUE)


@pytest.mark.parametrize(
    ("selection", "taken"),
    [
        (None, ALL),
        ("queue:billing.q", (BILLING, QUEUE)),
        ("service:shipping", (SHIPPING,)),
        ("service:shop", (SHOP,)),
        ("exchange:orders", (SHOP,)),
        (("deliver", "queue:billing.q", "service:billing"), (BILLING, QUEUE)),
        (("deliver", "queue:billing.q", "service:shipping"), (QUEUE,)),
        (("publish", "service:shop", "exchange:orders"), (SHOP,)),
        (("route", "exchange:orders", "queue:billing.q"), (BILLING, QUEUE)),
        (("dead_letter", "queue:billing.q", "exchange:dlx"), (BILLING, QUEUE)),
        (("bind", "exchange:orders", "exchange:other"), ALL),
    ],
)
def test_that_a_selection_takes_the_lanes_that_it_is_about(
    selection: Selection, taken: tuple[Holder, ...]
) -> None:
    scope = scope_of(selection, "/")

    assert tuple(key for key in ALL if scope.takes(key, own_node)) == taken


def test_that_other_vhosts_are_never_taken() -> None:
    assert not any(Scope("other").takes(key, own_node) for key in ALL)


def test_that_a_service_is_known_by_the_node_of_its_connection() -> None:
    scope = scope_of("service:invoices", "/")

    assert scope.takes(BILLING, lambda connection, _: f"service:{'invoices' * (connection == 'c')}")
