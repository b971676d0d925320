"""What services were seen to cause for each other: by name, with rates, and with what is missing."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from core import seen_hops
from core.ack_flow import AckFlow
from core.fact_log import logged
from core.flow import Flow
from core.message_facts import Flag, Kind, MessageFact, Party
from core.seen_hop import SeenHop, SeenWay
from core.topology import Connection, Topology

ENDS = ("service:shop", "service:billing")


@dataclass
class Sight:
    """Who looks, and at whom not."""

    is_listening: bool = True
    hears_everything: bool = True
    unseen: set[str] = field(default_factory=set)

    def sees_all_of(self, connection: str) -> bool:
        return connection not in self.unseen


class Watched:
    """Services that a broker lists, and what is seen of their messages."""

    def __init__(self, *connected: str) -> None:
        self.flow, self.ack_flow, self.sight = Flow("v"), AckFlow(), Sight()
        self.at, self._tag = 1000.0, 0
        self.hops = seen_hops.SeenHops(self.flow, self.ack_flow, self.sight, lambda: self.at)
        self.list(*(connected or ("shop-1", "billing-1")))

    def list(self, *connected: str, tells_clients: bool = True) -> None:
        """These are connected now."""
        found = {name: Connection(name=name, vhost="v", provided_name=name) for name in connected}
        self.flow.fold_topology(Topology(connections=found, tells_clients=tells_clients))

    def pass_on(
        self, many: int, source: str = "shop-1", target: str = "billing-1", **more: Any
    ) -> None:
        """Messages are published and delivered."""
        for _ in range(many):
            self._tag += 1
            self.see(Kind.PUBLISHED, source)
            self.see(Kind.DELIVERED, target, **{"queue": "q", **more})

    def see(self, kind: Kind, connection: str, **more: Any) -> None:
        service = more.pop("service", connection.rpartition("-")[0])
        party = Party(connection, service, vhost="v")
        about = {"exchange": "x", "message_id": f"m{self._tag}", "tag": self._tag, "channel": 1}
        fact = MessageFact(kind=kind, at=self.at, party=party, **{**about, **more})
        self.ack_flow.fold(logged(fact))

    def mark(self, seconds: float = 1.0) -> None:
        self.at += seconds
        self.hops.mark()

    @property
    def seen(self) -> dict[tuple[str, str], SeenHop]:
        return self.flow.graph.seen_hops

    def hop(self) -> SeenHop:
        return self.seen[ENDS]


def test_that_a_hop_has_counts_rates_and_ways() -> None:
    watched = Watched()
    watched.mark()
    watched.pass_on(2)
    watched.mark()
    watched.pass_on(3, queue="other", flags=Flag.NO_ACK)
    watched.pass_on(1)
    watched.see(Kind.ACKED, "billing-1")
    watched.mark()

    assert watched.seen.keys() == {ENDS}
    assert watched.hop().counts == {"deliver": 3, "deliver_no_ack": 3, "redeliver": 0, "ack": 1}
    assert watched.hop().rates["deliver_no_ack"] == pytest.approx(3.0)
    assert watched.hop().delivered == 6
    assert watched.hop().ways == (SeenWay("x", "other", 3), SeenWay("x", "q", 3))
    assert not watched.hop().at_least
    assert not watched.hop().total_at_least
    assert watched.hop().how == (
        "seen message by message in the proxy, which has listened for 2 s;"
        " what passed before or elsewhere is not in it"
    )


def test_that_a_rate_is_of_the_last_seconds_and_known_from_the_second_look_on() -> None:
    watched = Watched()
    watched.pass_on(100)
    watched.mark()
    assert watched.hop().rate is None

    for _ in range(10):
        watched.pass_on(2)
        watched.mark()
    assert watched.hop().rate == pytest.approx(2.0)
    watched.mark(5.0)
    watched.mark(5.0)
    assert watched.hop().rate == 0.0


def test_that_it_is_not_looked_more_often_than_once_a_second() -> None:
    watched = Watched()
    watched.mark()
    watched.pass_on(1)
    watched.mark(0.4)
    assert not watched.seen
    watched.mark(0.7)
    assert watched.hop().delivered == 1


def test_that_instances_of_a_service_count_together_and_what_is_forgotten_stays() -> None:
    watched = Watched("shop-1", "shop-2", "billing-1", "billing-2")
    watched.pass_on(1)
    watched.pass_on(2, "shop-2", "billing-2")
    watched.mark()
    watched.list()
    watched.mark()

    assert watched.hop().delivered == 3


def test_that_a_connection_that_no_list_shows_is_of_whom_it_says_itself() -> None:
    watched = Watched("billing-1")
    watched.pass_on(1)
    watched.mark()

    assert watched.seen.keys() == {ENDS}


def test_that_deliveries_to_somebody_who_is_not_known_make_everything_a_bound() -> None:
    watched = Watched()
    watched.pass_on(1)
    watched.pass_on(1, target="elsewhere")
    watched.mark()

    assert watched.seen.keys() == {ENDS}
    assert watched.hop().total_at_least


def test_that_a_name_that_comes_late_is_no_new_traffic() -> None:
    watched = Watched("billing-1")
    watched.mark()
    for number in range(50):
        watched.see(Kind.PUBLISHED, "shop-1", service="", message_id=f"n{number}")
        watched.see(Kind.DELIVERED, "billing-1", queue="q", message_id=f"n{number}", tag=number)
    watched.mark()
    assert not watched.seen
    watched.mark(6.0)
    watched.list("billing-1", "shop-1")
    watched.mark()

    assert (watched.hop().delivered, watched.hop().rate) == (50, 0.0)


def test_that_messages_of_nobody_make_a_bound_and_the_rate_one_only_for_a_while() -> None:
    watched = Watched()
    watched.pass_on(1)
    watched.see(Kind.DELIVERED, "billing-1", queue="q", tag=77, message_id="")
    watched.mark()
    assert watched.hop().total_at_least

    for _ in range(8):
        watched.pass_on(1)
        watched.mark()
    assert watched.hop().total_at_least
    assert not watched.hop().at_least


def test_that_a_connection_beside_the_proxy_makes_bounds() -> None:
    watched = Watched("shop-1", "billing-1", "billing-2")
    watched.sight.unseen = {"billing-2"}
    watched.pass_on(1)
    watched.mark()
    assert watched.hop().at_least

    watched.list("shop-1", "billing-1")
    watched.mark()
    assert not watched.hop().at_least
    assert watched.hop().total_at_least


def test_that_a_publisher_beside_the_proxy_does_not() -> None:
    watched = Watched("shop-1", "mail-1", "billing-1")
    watched.sight.unseen = {"mail-1"}
    watched.pass_on(1)
    watched.mark()

    assert not watched.hop().total_at_least


def test_that_without_a_list_of_clients_everything_is_a_bound() -> None:
    watched = Watched()
    watched.list("shop-1", "billing-1", tells_clients=False)
    watched.pass_on(1)
    watched.mark()

    assert watched.hop().at_least


def test_that_facts_that_were_lost_make_everything_a_bound() -> None:
    watched = Watched()
    watched.pass_on(1)
    watched.ack_flow.life.lost = 1
    watched.mark()

    assert watched.hop().total_at_least


def test_that_flowscope_itself_is_not_shown() -> None:
    watched = Watched("shop-1", "billing-1", "flowscope:tap")
    watched.pass_on(1)
    watched.pass_on(5, target="flowscope:tap")
    watched.mark()

    assert watched.seen.keys() == {ENDS}
    assert not watched.hop().total_at_least


def test_that_the_firehose_sees_no_acks() -> None:
    watched = Watched()
    watched.pass_on(2, flags=Flag.ACKS_UNSEEN)
    watched.mark()
    assert watched.hop().counts == {"deliver": 2, "redeliver": 0}
    assert watched.hop().where == "firehose"

    watched.pass_on(1)
    watched.mark()
    assert watched.hop().where == "both"
    assert watched.hop().counts["deliver"] == 3
    assert "ack" not in watched.hop().counts


def test_that_the_end_of_listening_leaves_counts_and_no_rates() -> None:
    watched = Watched()
    watched.pass_on(2)
    watched.mark()
    watched.mark()
    assert watched.hop().rate is not None

    watched.sight.is_listening = False
    watched.mark()
    assert (watched.hop().delivered, watched.hop().rate) == (2, None)
    assert watched.hop().how == (
        "seen message by message in the proxy while it listened, for 2 s;"
        " what passed before, after or elsewhere is not in it"
    )
    before = watched.flow.graph.values
    watched.mark(100.0)
    assert watched.flow.graph.values == before

    watched.sight.is_listening = True
    watched.pass_on(7)
    watched.mark()
    assert watched.hop().rate is None
    watched.mark()
    assert (watched.hop().rate, watched.hop().seconds) == (0.0, 3.0)


def test_that_of_many_connections_only_the_services_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seen_hops, "_MOST_PAIRS", 4)
    monkeypatch.setattr(seen_hops, "_MOST_PASSAGES", 5)
    watched = Watched()
    for number in range(12):
        watched.list(f"shop-{number}", "billing-1")
        watched.pass_on(3, f"shop-{number}", queue=f"amq.gen-{number}")
        watched.mark()

    assert watched.hop().delivered == 36
    assert len(watched.ack_flow.pairs.counts) <= 5
    assert len(watched.hop().ways) <= 11
    assert SeenWay("", "", 36 - sum(w.delivered for w in watched.hop().ways if w.queue)) in (
        watched.hop().ways
    )
