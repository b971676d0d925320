"""The preview says what the embedded broker then does, for vhosts and messages that nobody made up.

What is declared is read as from a real broker: through the JSON of the management API.
"""

import json
from typing import Any

from hypothesis import given, settings

from core.amqp.fields import field_of
from core.broker.refusal import Refusal
from core.publishing import Publish
from core.route_preview import Preview, preview
from core.routes import Routes
from core.sources import management_json as read
from core.topology import Topology
from tests.core.broker.clients import FakeChannel, connected
from tests.core.broker.management.questions import ask
from tests.route_plans import QUEUES, Plan, plans


def built(plan: Plan) -> FakeChannel:
    """A channel of a vhost in which all of a plan is declared."""
    channel = connected().channel()
    for queue in QUEUES:
        channel.requests.declare_queue(queue)
    for one in plan.exchanges:
        arguments = {} if one.alternate is None else {"alternate-exchange": field_of(one.alternate)}
        channel.requests.declare_exchange(
            one.name, one.type, internal=one.internal, arguments=arguments
        )
    for bound in plan.bindings:
        table = {name: field_of(value) for name, value in bound.arguments.items()}
        kind: Any = bound.kind
        channel.requests.bind(kind, bound.destination, bound.source, bound.key, table)
    return channel


def topology_of(channel: FakeChannel) -> Topology:
    """What the management API tells of it."""
    broker = channel.connection.broker

    def rows(path: str) -> list[Any]:
        found: list[Any] = json.loads(json.dumps(ask(broker, f"/{path}/{{vhost}}", vhost="/")))
        return found

    policies = read.Policies(rows("policies"))
    return Topology(
        exchanges=read.by_name(read.exchange_of(row, policies) for row in rows("exchanges")),
        queues=read.by_name(read.queue_of(row, policies) for row in rows("queues")),
        bindings=tuple(read.binding_of(row) for row in rows("bindings")),
    )


def routed(channel: FakeChannel, message: Publish) -> set[str] | None:
    """The queues that get a message; None when the broker refuses it."""
    queues = channel.connection.vhost.queues
    before = {name: queue.message_count for name, queue in queues.items()}
    headers: dict[str, Any] = {"headers": message.headers} if message.headers else {}
    try:
        channel.publish(message.exchange, message.routing_key, **headers)
    except Refusal:
        return None
    return {name for name, queue in queues.items() if queue.message_count > before[name]}


def foretold(found: Preview) -> set[str] | None:
    if found.verdict == "refused":
        return None
    assert all(taker.certain for taker in found.takers)
    return {taker.queue for taker in found.takers}


@settings(max_examples=400)
@given(plans())
def test_that_the_preview_is_what_the_broker_does(plan: Plan) -> None:
    channel = built(plan)
    routes = Routes(topology_of(channel))

    for message in plan.messages:
        assert foretold(preview(routes, message)) == routed(channel, message), message
