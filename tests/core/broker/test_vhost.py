"""The way of a message through exchanges, and what goes with what is deleted."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amqp.fields import field_of
from core.broker.policies import Policy
from core.broker.vhost import Routed
from tests.core.broker.clients import FakeChannel, Hours, connected


def furnished(*exchanges: str, queues: str = "") -> FakeChannel:
    """A channel of a vhost with fanout exchanges and queues."""
    channel = connected().channel()
    for name in exchanges:
        channel.requests.declare_exchange(name, "fanout")
    for name in queues:
        channel.requests.declare_queue(name)
    return channel


def depths(channel: FakeChannel) -> dict[str, int]:
    queues = channel.connection.vhost.queues
    return {name: queue.message_count for name, queue in queues.items()}


def alternate(channel: FakeChannel, name: str, to: str) -> None:
    arguments = {"alternate-exchange": field_of(to)}
    channel.requests.declare_exchange(name, "direct", arguments=arguments)


def test_that_exchanges_in_a_circle_route_once() -> None:
    channel = furnished("a", "b", queues="q")
    for source, destination in (("a", "b"), ("b", "a"), ("a", "a")):
        channel.requests.bind("exchange", destination, source, "")
    channel.requests.bind("queue", "q", "a", "")
    channel.requests.bind("queue", "q", "b", "")

    assert channel.publish("a", "") is Routed.SOMEWHERE
    assert depths(channel) == {"q": 1}


def test_that_an_alternate_exchange_gets_what_nobody_else_does() -> None:
    channel = furnished("lost", queues="qr")
    alternate(channel, "x", "lost")
    channel.requests.bind("queue", "q", "x", "k")
    channel.requests.bind("queue", "r", "lost", "")
    channel.publish("x", "k")
    channel.publish("x", "unknown")

    assert depths(channel) == {"q": 1, "r": 1}


def test_that_alternate_exchanges_in_a_circle_come_to_an_end() -> None:
    channel = furnished()
    alternate(channel, "x", "y")
    alternate(channel, "y", "x")

    assert channel.publish("x", "") is Routed.NOWHERE


def test_that_a_binding_counts_from_the_next_message_on() -> None:
    channel = furnished("x", queues="qr")
    channel.requests.bind("queue", "q", "x", "")
    channel.publish("x", "")
    channel.requests.bind("queue", "r", "x", "")
    channel.publish("x", "")
    channel.requests.unbind("queue", "q", "x", "")
    channel.publish("x", "")
    channel.requests.delete_queue("r")

    assert channel.publish("x", "") is Routed.NOWHERE
    assert depths(channel) == {"q": 2}


def test_that_a_queue_gets_a_message_with_copies_once() -> None:
    channel = furnished(queues="qr")
    channel.requests.bind("queue", "q", "amq.direct", "a")
    channel.requests.bind("queue", "q", "amq.direct", "b")
    channel.requests.bind("queue", "r", "amq.direct", "c")
    channel.publish("amq.direct", "a", headers={"CC": ["b"], "BCC": ["c"]})

    assert depths(channel) == {"q": 1, "r": 1}


def test_that_an_exchange_with_auto_delete_goes_with_its_last_binding() -> None:
    channel = furnished("feeder", queues="q")
    channel.requests.declare_exchange("x", "fanout", auto_delete=True)
    channel.requests.bind("exchange", "x", "feeder", "")
    channel.requests.bind("queue", "q", "x", "")
    channel.requests.delete_queue("q")

    vhost = channel.connection.vhost
    assert "x" not in vhost.exchanges
    assert vhost.exchanges["feeder"].bindings == {}
    assert vhost.bound_to == {}


@pytest.mark.parametrize("mandatory", [True, False])
def test_that_each_published_message_is_counted(mandatory: bool) -> None:
    channel = furnished("x", queues="q")
    channel.confirm = True
    channel.publish("x", "", mandatory=mandatory)
    channel.requests.bind("queue", "q", "x", "")
    channel.publish("x", "", mandatory=mandatory)
    counts = channel.counts.published["x"]

    assert (counts.publish, counts.confirm) == (2, 2)
    assert (counts.return_unroutable, counts.drop_unroutable) == (mandatory, not mandatory)
    assert counts.routed == {"q": 1}


def test_that_counts_of_what_is_gone_linger_and_go_on_when_it_is_back() -> None:
    hours = Hours()
    connection = connected(hours)
    channel = connection.channel()
    vhost = connection.vhost
    channel.requests.declare_queue("q")
    channel.publish("", "q")
    channel.requests.delete_queue("q")
    assert vhost.exchange_counts[""].routed == {"q": 1}

    channel.requests.declare_queue("q")
    channel.publish("", "q")
    hours.pass_by(6000)
    assert vhost.exchange_counts[""].routed == {"q": 2}

    channel.requests.delete_queue("q")
    hours.pass_by(6000)
    assert vhost.exchange_counts[""].routed == {}
    assert channel.counts.published[""].routed == {}


def policy(definition: dict[str, Any], **options: Any) -> Policy:
    return Policy(options.pop("name", "p"), options.pop("pattern", "^q"), definition, **options)


def test_that_a_policy_applies_at_once_and_the_strongest_wins() -> None:
    hours = Hours()
    channel = connected(hours).channel()
    vhost = channel.connection.vhost
    channel.requests.declare_queue("q")
    for body in "abc":
        channel.publish("", "q", body)

    vhost.set_policy(policy({"max-length": 2}), "guest")
    assert vhost.queues["q"].message_count == 2
    vhost.set_policy(policy({"message-ttl": 10}, name="ttl", priority=1), "guest")
    channel.publish("", "q", "d")
    assert vhost.queues["q"].message_count == 3
    hours.pass_by(11)
    assert vhost.queues["q"].message_count == 3, "the head never expires"

    vhost.clear_policy(vhost.policies["ttl"], "guest")
    assert vhost.queues["q"].message_count == 2
    assert vhost.queues["q"].policy is vhost.policies["p"]


def test_that_a_policy_gives_an_alternate_exchange() -> None:
    channel = furnished("x", "lost", queues="q")
    channel.requests.bind("queue", "q", "lost", "")
    definition = {"alternate-exchange": "lost"}
    channel.connection.vhost.set_policy(policy(definition, pattern="^x$"), "guest")
    channel.publish("x", "")

    assert depths(channel) == {"q": 1}


NAMES = st.sampled_from("abc")


@given(
    st.lists(st.tuples(NAMES, NAMES), max_size=8),
    st.lists(st.tuples(NAMES, st.sampled_from("pqr")), max_size=8),
    NAMES,
)
def test_that_a_message_reaches_exactly_the_queues_that_a_way_leads_to(
    between: list[tuple[str, str]], bound: list[tuple[str, str]], start: str
) -> None:
    channel = furnished("a", "b", "c", queues="pqr")
    for source, destination in between:
        channel.requests.bind("exchange", destination, source, "")
    for source, queue in bound:
        channel.requests.bind("queue", queue, source, "")
    reached = {start}
    while more := {to for at, to in between if at in reached} - reached:
        reached |= more

    channel.publish(start, "")

    expected = {queue for at, queue in bound if at in reached}
    assert {name for name, depth in depths(channel).items() if depth} == expected
    assert set(depths(channel).values()) <= {0, 1}
