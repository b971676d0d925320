from core.fact_log import logged
from core.key_counts import KeyCounts
from core.message_facts import Flag, Kind
from tests.core.seen_facts import SHOP, published, seen

HEARD = Flag.ACKS_UNSEEN


def told(counts: KeyCounts) -> dict[str, tuple[int, int, int]]:
    return {one.routing_key: (one.times, one.told, one.nowhere) for one in counts}


def test_that_keys_are_counted_with_how_many_no_queue_took() -> None:
    counts = KeyCounts()
    counts.take(
        logged(
            published(1, 1000.0, routing_key="a", flags=HEARD, amount=2),
            published(2, 1001.0, routing_key="a", flags=HEARD),
            published(3, 1002.0, routing_key="b"),
        )
    )
    counts.take(logged(published(4, 1003.0, routing_key="a", flags=HEARD, amount=1)))
    assert told(counts) == {"a": (3, 3, 1), "b": (1, 0, 0)}
    assert next(iter(counts)).since == 1000.0
    assert not counts.missed


def test_that_what_is_returned_went_to_no_queue_and_is_not_counted_twice() -> None:
    counts = KeyCounts()
    back = seen(Kind.RETURNED, party=SHOP, exchange="orders", routing_key="new", queue="")
    counts.take(logged(published(1, flags=Flag.MANDATORY), back))
    assert told(counts) == {"new": (1, 1, 1)}


def test_that_of_very_many_keys_the_rarest_are_forgotten_and_counts_are_at_least() -> None:
    counts = KeyCounts(most=2)
    counts.take(logged(*(published(n, routing_key=key) for n, key in enumerate("aab"))))
    assert not counts.missed
    counts.take(logged(published(4, routing_key="c")))
    assert told(counts) == {"a": (2, 0, 0)}
    assert counts.missed
