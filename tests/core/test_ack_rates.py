"""What each edge says of nacks, rejects and requeues, from counters and from single facts."""

from dataclasses import replace
from typing import Any

from core.answers import Answer, Answers, answers_json
from core.bands import Band
from core.fact_log import logged
from core.facts import TopologyRead
from core.graph import EdgeKey
from core.message_facts import Flag, Kind, MessageFact, Party
from core.topology import Exchange, Queue
from tests.core.driven_session import DrivenSession
from tests.simulated_node import Line, consumer

EDGE: EdgeKey = ("deliver", "queue:orders", "service:billing")
DEAD: EdgeKey = ("dead_letter", "queue:orders", "exchange:dead")


class Shop:
    """A session whose service billing settles ten messages a second, three of them by reject."""

    def __init__(self, prefetch: int = 5) -> None:
        self.session = DrivenSession()
        self.node = self.session.node
        self.line = self.come(prefetch)

    def come(self, prefetch: int = 5) -> Line:
        """Another channel of billing."""
        line = self.node.client("billing")
        self.node.deliver(line, "orders", 1)
        self.node.deliver(line, "orders", 1, "ack")
        self.node.consumers.append(replace(consumer(line, "orders"), prefetch=prefetch))
        self.session.fold(self.node.opened(line))
        return line

    def work(self, seconds: int, rejects: int = 3) -> None:
        for _ in range(seconds):
            self.node.deliver(self.line, "orders", 10)
            self.node.deliver(self.line, "orders", 10 - rejects, "ack")
            self.line.reductions += int(self.session.watch.now) % 5 == 0
            self.session.wait(1.0)
            self.session.pump()

    def see(self, kind: Kind, *tags: int, line: Line | None = None, **more: Any) -> None:
        """Facts of the proxy about a channel of billing."""
        party = Party((line or self.line).connection.name, "billing", vhost="shop")
        at = self.session.watch.now
        about = {"at": at, "party": party, "channel": 1, "queue": "orders", **more}
        facts = [MessageFact(kind=kind, tag=tag, **about) for tag in tags]
        self.session.fold(logged(*facts))

    @property
    def answers(self) -> Answers:
        return self.session.graph.answers.get(EDGE, {})

    @property
    def back(self) -> Answer:
        return self.answers["nack_or_reject"]


def test_that_counters_leave_a_band_for_nacks_and_rejects() -> None:
    shop = Shop()
    shop.work(40)

    assert shop.back.provenance == "derived"
    assert shop.back.rate is not None
    assert shop.back.rate.low <= 3 <= shop.back.rate.high
    assert shop.back.rate.high - shop.back.rate.low < 1
    assert shop.back.is_certain
    assert shop.back.rate_words().startswith("2.")
    assert "unacked" in shop.back.how
    assert "30 s" in shop.back.how


def test_that_at_first_the_rate_is_not_known() -> None:
    shop = Shop()
    shop.session.pump()
    shop.work(2)

    assert shop.back.rate_words() == "?" or not shop.back.is_certain


def test_that_who_only_acks_gives_nothing_back() -> None:
    shop = Shop()
    shop.work(40, rejects=0)

    assert shop.back.rate is not None
    assert shop.back.rate.low == 0
    assert not shop.back.is_certain


def test_that_counting_begins_anew() -> None:
    shop = Shop()
    shop.work(30)
    shop.session.diagnosis.begin()
    shop.work(20)

    assert shop.back.total.low <= 60 <= shop.back.total.high
    assert shop.back.total.high < 80


def test_that_what_a_channel_gave_back_stays_when_it_ends() -> None:
    shop = Shop()
    shop.work(30)
    shop.node.close(shop.line)
    shop.node.collect()
    shop.session.wait(1.0)
    shop.session.pump()

    assert shop.back.total.low <= 90 <= shop.back.total.high
    assert shop.back.at_least
    assert shop.back.rate_words().startswith("≥ ")


def test_that_facts_of_all_connections_are_exact() -> None:
    shop = Shop()
    shop.see(Kind.DELIVERED, *range(1, 9))
    shop.session.wait(1.0)
    shop.see(Kind.ACKED, 1, 2, 3)
    shop.see(Kind.NACKED, 4)
    shop.see(Kind.NACKED, 5, flags=Flag.REQUEUE)
    shop.see(Kind.REJECTED, 6, 7)
    shop.work(2, rejects=0)
    shown = {name: (one.total.low, one.provenance) for name, one in shop.answers.items()}

    assert shown == {
        "ack": (3, "observed"),
        "nack": (2, "observed"),
        "reject": (2, "observed"),
        "requeue": (1, "observed"),
        "redeliver": (0, "observed"),
    }
    assert not any(one.at_least for one in shop.answers.values())
    assert shop.answers["nack"].total_words() == "2"


def test_that_facts_of_some_connections_are_a_lower_bound() -> None:
    shop = Shop()
    shop.come()
    shop.see(Kind.DELIVERED, 1, 2)
    shop.see(Kind.REJECTED, 1)
    shop.work(20)

    assert shop.answers["reject"].at_least
    assert shop.answers["reject"].total_words() == "≥ 1"
    assert shop.back.provenance == "derived"


def test_that_a_firehose_that_sees_no_acks_says_nothing_of_them() -> None:
    shop = Shop()
    shop.see(Kind.DELIVERED, 1, 2, flags=Flag.ACKS_UNSEEN)
    shop.work(20)

    assert "ack" not in shop.answers


def test_that_rates_fall_to_zero_when_it_is_over() -> None:
    shop = Shop()
    shop.see(Kind.DELIVERED, *range(1, 9))
    shop.work(1, rejects=0)
    shop.see(Kind.REJECTED, 1, 2, 3, 4)
    shop.work(1, rejects=0)
    assert shop.answers["reject"].is_certain
    shop.work(8, rejects=0)

    assert shop.answers["reject"].rate == Band(0, 0)
    assert shop.answers["reject"].total == Band(4, 4)


def test_that_dead_letters_that_arrived_are_a_lower_bound() -> None:
    shop = Shop()
    orders = Queue(name="orders", dead_letter_exchange="dead")
    declared = {"queues": {"orders": orders}, "exchanges": {"dead": Exchange(name="dead")}}
    shop.session.fold(
        TopologyRead(at=0.0, topology=shop.node.topology(**declared), broker={}),
    )
    shop.see(Kind.DELIVERED, 1, message_id="m1")
    shop.see(Kind.REJECTED, 1)
    shop.see(Kind.DELIVERED, 1, channel=2, queue="dead.q", message_id="m1", death_queue="orders")
    shop.session.diagnosis.judge()
    graph = shop.session.graph

    assert graph.answers[DEAD]["dead_letter"].total_words() == "≥ 1"


def test_that_programs_are_told_what_is_not_known() -> None:
    shop = Shop()
    shop.work(20)
    shown = answers_json(shop.session.graph, shop.session.graph.edges[EDGE])

    assert shown["nack"] is None
    assert shown["requeue"] is None
    assert shown["nack_or_reject"]["provenance"] == "derived"
    assert shown["nack_or_reject"]["count"]["low"] <= shown["nack_or_reject"]["count"]["high"]
