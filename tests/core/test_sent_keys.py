from core.fact_log import logged
from core.message_facts import Flag
from core.sent_keys import SentKeys
from tests.core.seen_facts import published


def test_that_the_newest_keys_come_first_with_how_often_and_since_when() -> None:
    keys = SentKeys()
    keys.take(logged(published(1, 1000.0, routing_key="a"), published(2, 1001.0, routing_key="b")))
    keys.take(logged(published(3, 1002.0, routing_key="a", message_id="m-3")))
    told = [(one.routing_key, one.times, one.since, one.at, one.message_id) for one in keys]
    assert told == [("a", 2, 1000.0, 1002.0, "m-3"), ("b", 1, 1001.0, 1001.0, "")]


def test_that_what_would_be_returned_and_what_queues_took_is_left_out() -> None:
    keys = SentKeys()
    keys.take(logged(published(1, flags=Flag.MANDATORY), published(2, amount=1)))
    assert list(keys) == []


def test_that_the_oldest_keys_are_forgotten() -> None:
    keys = SentKeys(most=2)
    keys.take(logged(*(published(n, routing_key=f"k{n}") for n in (1, 2, 3))))
    assert [one.routing_key for one in keys] == ["k3", "k2"]
