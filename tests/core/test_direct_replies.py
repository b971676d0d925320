from dataclasses import replace
from typing import Any

from core.direct_replies import REPLY_PREFIX, DirectReplies, lost_share, may_be_replies
from core.fact_log import logged
from core.graph import Edge, FlowGraph
from core.message_facts import Flag, Kind, MessageFact
from core.topology import Queue, Topology
from tests.core.seen_facts import BILLING, SHOP, published, seen

REPLY = REPLY_PREFIX + "g1h2AA"
HERE = "exchange:"


def here(key: str, at: float = 1000.0, **more: Any) -> MessageFact:
    """Published to the default exchange; the firehose tells a queue also where there is none."""
    about = {"exchange": "", "routing_key": key, "flags": Flag.ACKS_UNSEEN}
    return published(0, at, **about | more)


def shares_of(replies: DirectReplies, now: float = 1007.0) -> dict[str, float]:
    services = {SHOP.connection: "service:shop", BILLING.connection: "service:billing"}
    topology = Topology(queues={"there.q": Queue(name="there.q")})
    found = replies.lost_shares(topology, now, services.get)
    return {service: share for (_, service, _), share in found.items()}


def shares(*facts: MessageFact) -> dict[str, float]:
    replies = DirectReplies()
    replies.take(logged(*facts))
    return shares_of(replies)


def test_that_only_drops_at_the_default_exchange_may_be_direct_replies() -> None:
    graph = FlowGraph()
    default = graph.edge("publish", "service:rpc", HERE)
    assert may_be_replies(graph, default, "drop_unroutable")
    assert lost_share(graph, default, "drop_unroutable") is None
    assert not may_be_replies(graph, default, "return_unroutable")
    assert not may_be_replies(
        graph, Edge("publish", "service:rpc", "exchange:x"), "drop_unroutable"
    )


def test_that_drops_may_be_replies_unless_all_were_heard_to_be_none() -> None:
    graph = FlowGraph()
    edge = graph.edge("publish", "service:rpc", HERE)
    for share in (1.0, 0.5, 0.0):
        graph.lost_shares = {edge.key: share}
        assert may_be_replies(graph, edge, "drop_unroutable") == (share < 1.0)
        assert lost_share(graph, edge, "drop_unroutable") == share


def test_that_routing_keys_tell_what_is_lost_from_replies_service_by_service() -> None:
    facts = [here("gone.q"), here(REPLY), here(REPLY), here(REPLY), here("gone.q", party=BILLING)]
    assert shares(*facts) == {"service:shop": 0.25, "service:billing": 1.0}
    assert shares(here(REPLY)) == {"service:shop": 0.0}


def test_that_a_queue_that_only_begins_alike_is_no_reply() -> None:
    assert shares(here("amq.rabbitmq.reply-to")) == {"service:shop": 1.0}


def test_that_what_did_not_go_there_or_arrived_says_nothing() -> None:
    got = seen(Kind.DELIVERED, queue="short.q")
    assert not shares(here("there.q", amount=1), here("k", exchange="shop"))
    assert not shares(here("short.q", amount=1), got)


def test_that_of_the_newest_messages_nobody_can_tell_yet() -> None:
    assert not shares(here("new.q", at=1002.0))


def test_that_what_was_heard_long_ago_says_nothing_of_now() -> None:
    replies = DirectReplies()
    replies.take(logged(here("gone.q")))
    assert shares_of(replies) == {"service:shop": 1.0}
    replies.take(logged(here(REPLY, at=1020.0)))
    assert shares_of(replies, 1027.0) == {"service:shop": 0.0}
    assert not shares_of(replies, 1050.0)


def test_that_after_a_loss_or_with_too_many_keys_it_is_listened_anew() -> None:
    replies = DirectReplies(most=1)
    replies.take(logged(here("gone.q")))
    replies.take(replace(logged(), lost=1))
    assert not shares_of(replies)
    replies.take(logged(here("one.q"), here("two.q")))
    replies.take(logged(here(REPLY)))
    assert shares_of(replies) == {"service:shop": 0.0}


def test_that_returned_messages_are_not_taken_for_drops_among_replies() -> None:
    graph = FlowGraph()
    edge = graph.edge("publish", "service:rpc", HERE)
    graph.count_with(edge)
    graph.lost_shares = {edge.key: 0.5}
    graph.tally.credit(edge.counters["return_unroutable"], 1)
    assert lost_share(graph, edge, "drop_unroutable") is None
