"""The preview against RabbitMQ itself: vhosts that nobody made up, and who really gets what."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pika
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pika.exceptions import ChannelClosedByBroker

from core.publishing import Publish
from core.route_preview import Preview, preview
from core.routes import Routes
from core.sources import management_json as read
from core.topology import Topology
from tests.embedded_node import needs_rabbitmq
from tests.integration.conftest import NodeWith
from tests.private_node import PLUGINS, PrivateNode
from tests.route_plans import CHOOSING, QUEUES, TYPES, Plan, plans

VHOST = "foretold"
EXAMPLES = int(os.environ.get("FLOWSCOPE_RANDOM_ROUTES", "30"))
CHOOSERS = ("rabbitmq_consistent_hash_exchange", "rabbitmq_random_exchange", "rabbitmq_sharding")

pytestmark = [needs_rabbitmq, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def choosing_node(node_with: NodeWith) -> PrivateNode:
    """A node with exchanges that hand each message to one of their bindings."""
    return node_with(plugins=(*PLUGINS, *CHOOSERS))


@contextmanager
def declared(link: pika.BlockingConnection, plan: Plan) -> Iterator[None]:
    """All of a plan, and nothing of it afterwards."""
    try:
        declare(link.channel(), plan)
        yield
    finally:
        channel = link.channel()
        for one in plan.exchanges:
            channel.exchange_delete(one.name)
        for queue in QUEUES:
            channel.queue_delete(queue)
        channel.close()


def declare(channel: Any, plan: Plan) -> None:
    for queue in QUEUES:
        channel.queue_declare(queue)
    for one in plan.exchanges:
        arguments = {} if one.alternate is None else {"alternate-exchange": one.alternate}
        channel.exchange_declare(one.name, one.type, internal=one.internal, arguments=arguments)
    for bound in plan.bindings:
        bind = channel.queue_bind if bound.kind == "queue" else channel.exchange_bind
        bind(bound.destination, bound.source, bound.key, bound.arguments)
    channel.close()


def topology_of(node: PrivateNode) -> Topology:
    """What the management API tells of the vhost."""
    kinds = ("policies", "exchanges", "queues", "bindings")
    rows = {kind: list(read.rows(node.request("GET", f"/api/{kind}/{VHOST}"))) for kind in kinds}
    policies = read.Policies(rows["policies"])
    return Topology(
        exchanges=read.by_name(read.exchange_of(row, policies) for row in rows["exchanges"]),
        queues=read.by_name(read.queue_of(row, policies) for row in rows["queues"]),
        bindings=tuple(read.binding_of(row) for row in rows["bindings"]),
    )


def depths(channel: Any) -> dict[str, int]:
    return {name: channel.queue_declare(name, passive=True).method.message_count for name in QUEUES}


def routed(link: pika.BlockingConnection, message: Publish) -> set[str] | None:
    """The queues that get a message; None when the broker refuses it."""
    channel = link.channel()
    channel.confirm_delivery()
    before = depths(channel)
    publish: Any = channel.basic_publish
    try:
        publish(message.exchange, message.routing_key, b"", message.wire())
    except ChannelClosedByBroker:
        return None
    after = depths(channel)
    channel.close()
    return {name for name in QUEUES if after[name] > before[name]}


def check(found: Preview, real: set[str] | None) -> None:
    """What is foretold as certain happens, what may happen may, and nothing else does."""
    assert (found.verdict == "refused") == (real is None)
    if real is None:
        return
    certain = {taker.queue for taker in found.takers if taker.certain}
    assert certain <= real <= {taker.queue for taker in found.takers}
    if not any(word in found.headline for word in ("erhaps", "ne of")):
        assert certain == real
    if "One of" in found.headline:
        assert len(real) == 1
    if found.verdict == "nobody":
        assert real == set()


def test_that_the_preview_is_what_rabbitmq_does(choosing_node: PrivateNode) -> None:
    with (
        choosing_node.vhost(VHOST) as url,
        pika.BlockingConnection(pika.URLParameters(url)) as link,
    ):
        played = []

        @settings(
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(plans((*TYPES, *TYPES, *CHOOSING)))
        def play(plan: Plan) -> None:
            with declared(link, plan):
                routes = Routes(topology_of(choosing_node))
                for message in plan.messages:
                    check(preview(routes, message), routed(link, message))
            played.append(plan)

        play()
        assert len(played) >= EXAMPLES
