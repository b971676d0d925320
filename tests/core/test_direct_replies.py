from dataclasses import replace
from typing import Any

from core.direct_replies import REPLY_PREFIX, DirectReplies, lost_share, may_be_replies
from core.fact_log import logged
from core.graph import Edge, FlowGraph
from core.message_facts import Flag, MessageFact
from tests.core.seen_facts import BILLING, SHOP, published

REPLY = REPLY_PREFIX + "g1h2AA"
HERE = "exchange:"


def here(key: str, at: float = 1000.0, **more: Any) -> MessageFact:
    """Published to the default exchange, and given to no queue."""
    about = {"exchange": "", "routing_key": key, "flags": Flag.ACKS_UNSEEN}
    return published(0, at, **about | more)


def shares(*facts: MessageFact, now: float = 1001.0) -> dict[str, float]:
    replies = DirectReplies()
    replies.take(logged(*facts))
    services = {SHOP.connection: "service:shop", BILLING.connection: "service:billing"}
    return {key[1]: share for key, share in replies.lost_shares(now, services.get).items()}


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


def test_that_what_is_not_counted_as_dropped_there_says_nothing() -> None:
    assert not shares(
        here("a.q", amount=1), here("gone.q", flags=Flag.MANDATORY), here("k", exchange="shop")
    )


def test_that_what_was_heard_long_ago_says_nothing_of_now() -> None:
    assert shares(here("gone.q"), here(REPLY, at=1010.0), now=1010.0) == {"service:shop": 0.5}
    replies = DirectReplies()
    replies.take(logged(here("gone.q")))
    replies.take(logged(here(REPLY, at=1020.0)))
    assert list(replies.lost_shares(1020.0, lambda _: "service:shop").values()) == [0.0]
    assert not replies.lost_shares(1040.0, lambda _: "service:shop")


def test_that_after_a_loss_it_is_listened_anew() -> None:
    replies = DirectReplies()
    replies.take(logged(here("gone.q")))
    replies.take(replace(logged(), lost=1))
    assert not replies.lost_shares(1001.0, lambda _: "service:shop")
