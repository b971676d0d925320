from core.parts import Held, Sources
from core.topology import Binding, Exchange, Queue, Topology


def topology(*bindings: Binding, alternate: str | None = None) -> Topology:
    return Topology(
        exchanges={
            name: Exchange(name=name, type="fanout", alternate=alternate) for name in ("x",)
        },
        queues={"q": Queue(name="q")},
        bindings=bindings,
    )


def test_that_a_queue_is_reached_through_bindings_of_all_times() -> None:
    sources = Sources()
    sources.take(topology(Binding(source="x", destination="q")))
    sources.take(topology(Binding(source="y", destination="q")))
    assert sources.reach("x", "q")
    assert sources.reach("y", "q")
    assert not sources.reach("z", "q")
    assert sources.reach("", "q")


def test_that_exchanges_hand_on_to_others() -> None:
    sources = Sources()
    onwards = Binding(source="y", destination="x", destination_type="exchange")
    sources.take(topology(Binding(source="x", destination="q"), onwards))
    assert sources.reach("y", "q")
    sources.take(topology(Binding(source="lost", destination="q"), alternate="lost"))
    assert sources.reach("x", "q")


CONSUMER = ("c", "tag", "q")


def held(*times: float) -> Held:
    found = Held()
    for at in times:
        found.take(frozenset({CONSUMER}), at)
    return found


def test_that_a_consumer_that_stays_is_known() -> None:
    assert held(1.0, 2.0).queue_of("c", 1.5) == "q"
    assert held(1.0, 2.0).queue_of("c", 0.5) is None
    assert held(1.0).queue_of("other", 2.0) is None


def test_that_a_consumer_of_two_queues_is_not() -> None:
    found = held(1.0)
    found.take(frozenset({CONSUMER, ("c", "other", "r")}), 2.0)
    found.take(frozenset({CONSUMER}), 9.0)
    assert found.queue_of("c", 2.0) is None
    assert found.queue_of("c", 3.0) == "q"


def test_that_a_consumer_that_went_and_came_is_not() -> None:
    found = held(1.0)
    found.take(frozenset(), 2.0)
    found.take(frozenset({CONSUMER}), 3.0)
    assert found.queue_of("c", 2.5) is None


def test_that_what_the_broker_tells_of_a_queue_is_heeded() -> None:
    found = held(1.0, 9.0)
    found.change("q", 5.0)
    assert found.queue_of("c", 4.0) is None
    assert found.queue_of("c", 6.0) == "q"
