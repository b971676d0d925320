from core.topology import Binding, Connection, Consumer, Exchange, Queue, Topology


def shop() -> Topology:
    return Topology(
        exchanges={"": Exchange(name=""), "orders": Exchange(name="orders", type="topic")},
        queues={"billing": Queue(name="billing"), "audit": Queue(name="audit")},
        bindings=(
            Binding(source="", destination="billing", routing_key="billing"),
            Binding(source="orders", destination="billing", routing_key="order.*"),
            Binding(source="orders", destination="audit", routing_key="#"),
            Binding(source="orders", destination="archive", destination_type="exchange"),
        ),
        connections={"c1": Connection(name="c1", provided_name="billing-1")},
        consumers=(Consumer(tag="t", queue="billing", channel="c1 (1)", connection="c1"),),
    )


def test_that_look_ups_find_what_leaves_and_what_ends() -> None:
    topology = shop()
    assert len(topology.bindings_by_source["orders"]) == 3
    assert [b.source for b in topology.bindings_by_queue["billing"]] == ["", "orders"]
    assert "archive" not in topology.bindings_by_queue
    assert topology.consumers_by_queue["billing"][0].tag == "t"
    assert "audit" not in topology.consumers_by_queue


def test_that_exchanges_that_the_broker_publishes_to_itself_are_known() -> None:
    topology = Topology(
        exchanges={"a": Exchange(name="a", alternate="unrouted")},
        queues={"q": Queue(name="q", dead_letter_exchange=""), "r": Queue(name="r")},
        bindings=(
            Binding(source="a", destination="b", destination_type="exchange"),
            Binding(source="a", destination="q"),
        ),
    )
    assert topology.fed_from_inside == {"b", "unrouted", ""}


def test_that_the_order_of_arguments_does_not_make_another_binding() -> None:
    one = Binding(source="h", destination="q", arguments={"a": 1, "b": 2})
    other = Binding(source="h", destination="q", arguments={"b": 2, "a": 1})
    assert one.identity == other.identity
