from core.flow_words import told
from core.troubles import Trouble
from tests.core.seen_between import look, seen
from tests.core.test_hops import two_shops
from tests.gui.flow.sample_graphs import Broker, for_a_while, shop, wide


def lines(broker: Broker) -> list[str]:
    return told(broker.graph, "amqp://guest@localhost/shop", "2026-11-23 14:00:00").splitlines()


def test_that_it_says_what_and_when_and_how_much_there_is() -> None:
    assert lines(two_shops())[:2] == [
        "Flow of amqp://guest@localhost/shop at 2026-11-23 14:00:00",
        "4 services, 2 exchanges, 2 queues; 0 problems",
    ]


def test_that_each_service_says_what_it_publishes_and_for_whom_it_causes_work() -> None:
    told_ = lines(two_shops())
    at = told_.index("- orders: 1 connection")

    assert told_[at + 1 : at + 5] == [
        "  - publishes to exchange events: 4.0/s",
        "  - publishes to exchange direct: 3.0/s",
        "  - causes work for service payments: 3.0/s delivered",
        "  - may cause work for audit: no counter tells how much",
    ]


def test_that_what_was_observed_is_said_beside_what_counters_prove() -> None:
    broker = two_shops()
    pays, audits = ("service:orders", "service:payments"), ("service:orders", "service:audit")
    look(broker, pays, total_at_least=True)
    broker.graph.seen_hops |= {audits: seen(7, rates={}, is_listening=False)}
    told_ = lines(broker)
    at = told_.index("- orders: 1 connection")
    how = "seen message by message in the proxy"

    assert told_[at + 3 : at + 6] == [
        "  - observed to cause work for service audit: 7 delivered, not observed now"
        f" ({how} while it listened, for 1 min;"
        " what passed before, after or elsewhere is not in it)",
        "  - causes work for service payments: 3.0/s delivered",
        "  - observed to cause work for service payments: at least 30 delivered, 2.0/s"
        f" ({how}, which has listened for 1 min; what passed before or elsewhere is not in it)",
    ]


def test_that_a_queue_says_both_sides() -> None:
    told_ = lines(two_shops())
    at = told_.index("- pay.q: 0 ready, 0 unacked, 1 consumer")

    assert told_[at + 1 : at + 3] == [
        "  - delivers to service payments: 3.0/s, 3.0/s acked",
        "  - exchange direct routes to it: 3.0/s",
    ]


def test_that_what_hurts_comes_first() -> None:
    broker = shop()
    broker.graph.troubles = (
        Trouble("queue:search.bulk", "no_consumer", "warning", "nobody takes 48213"),
        Trouble("queue:mail.retry", "growing", "notice", "grows"),
    )
    told_ = lines(broker)

    assert told_[1].endswith("; 1 problem, 1 worth a look")
    assert told_[3:5] == [
        "Problems",
        "- Problem: queue search.bulk: nobody takes 48213",
    ]


def test_that_what_is_not_known_is_not_told_as_nothing() -> None:
    told_ = "\n".join(lines(for_a_while(shop())))

    assert "exchange shop.events routes to it: rate unknown" in told_
    assert "reports.daily: ? ready, ? unacked" in told_
    assert "routes to queue stock.release: nothing now" in told_


def test_that_a_consumer_that_acks_nothing_is_heard() -> None:
    broker = Broker()
    broker.edge("deliver", broker.queue("q"), broker.service("s"), deliver=2.0, ack=0.0)
    broker.tick()
    broker.tick(5.0)

    assert "  - delivers to service s: 2.0/s, nothing now acked" not in lines(broker)
    assert "  - delivers to service s: 2.0/s, none acked" in lines(broker)


def test_that_a_name_cannot_add_a_line() -> None:
    broker = Broker()
    broker.queue("a\nProblems")

    assert "- a\\nProblems: 0 ready, 0 unacked, 1 consumer" in lines(broker)


def test_that_auto_ack_is_no_missing_ack() -> None:
    broker = Broker()
    broker.edge("deliver", broker.queue("q"), broker.service("s"), deliver_no_ack=2.0, ack=0.0)
    broker.tick()
    broker.tick()

    assert "  - delivers to service s: 2.0/s, 2.0/s with auto-ack" in lines(broker)


def test_that_of_very_many_the_busiest_are_told_and_the_rest_is_counted() -> None:
    told_ = lines(wide(1600, 2400))

    assert "- and 150 more that are quieter" in told_
    assert len(told_) < 6_000
