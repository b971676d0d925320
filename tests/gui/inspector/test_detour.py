from core.topology import Binding, Exchange, Topology
from gui.inspector.detour import detour_words


def topology(*bindings: tuple[str, str, str], alternate: str | None = None) -> Topology:
    """Exchanges a, b and c, and bindings to exchanges of one letter or to queues."""
    return Topology(
        exchanges={
            name: Exchange(name=name, type="topic", alternate=alternate if name == "a" else None)
            for name in "abc"
        },
        bindings=tuple(
            Binding(
                source=source,
                destination=destination,
                destination_type="exchange" if len(destination) == 1 else "queue",
                routing_key=key,
            )
            for source, destination, key in bindings
        ),
    )


def words(of: Topology) -> str:
    return detour_words(of, "a", "jobs", "queue")


def test_that_an_alternate_exchange_is_told_as_the_way() -> None:
    told = words(topology(("b", "jobs", ""), alternate="b"))

    assert told == (
        "not bound to a itself: messages get there by way of b, the alternate exchange of a, "
        "which routes them there (binding key (empty)). "
        "RabbitMQ counts them for a, where they were published"
    )


def test_that_a_chain_of_exchanges_is_told_in_its_order() -> None:
    told = words(topology(("a", "b", "x.#"), ("b", "c", "x.y"), ("c", "jobs", "k")))

    assert "b, which is bound to a (binding key x.#), then c, which is bound to b" in told
    assert "binding key k" in told


def test_that_exchanges_that_feed_each_other_come_to_an_end() -> None:
    assert "no binding leads there now" in words(topology(("a", "b", ""), ("b", "a", "")))


def test_that_what_is_gone_is_said_to_be_gone() -> None:
    assert "no binding leads there now" in words(topology())
    others = Topology(exchanges={"b": Exchange(name="b", type="topic")})
    assert "not declared any more" in words(others)


def test_that_nothing_is_said_to_be_gone_when_no_topology_was_read() -> None:
    assert words(Topology()) == "not known: nothing tells which bindings there are"
