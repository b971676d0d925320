"""The two brokers that are compared, each with the vhost and the users of the scripts."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from core.broker.node import Node
from core.broker.permissions import Permission
from tests.integration.differential.stage import LIMITED, STRANGER, VHOST
from tests.private_node import PrivateNode

OWN_NAMES = "^mine"


@contextlib.contextmanager
def embedded() -> Iterator[int]:
    """The embedded broker in a thread of its own; yields its port."""
    ready: asyncio.Queue[None] = asyncio.Queue()
    ports: list[int] = []
    listening = threading.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        node = Node()
        prepare(node)
        ports.append((await node.start()).port)
        listening.set()
        await ready.get()
        await node.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), name="embedded")
    thread.start()
    try:
        assert listening.wait(10)
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(ready.put_nowait, None)
        thread.join(10)
        loop.close()


def prepare(node: Node) -> None:
    """Give an embedded broker what the scripts count on."""
    broker = node.broker
    broker.add_vhost(VHOST, "guest")
    broker.permit(broker.users["guest"], VHOST, Permission(), "guest")
    limited = broker.add_user(LIMITED, LIMITED)
    broker.permit(limited, VHOST, Permission(OWN_NAMES, OWN_NAMES, OWN_NAMES), "guest")
    broker.add_user(STRANGER, STRANGER)


@contextlib.contextmanager
def rabbitmq(node: PrivateNode) -> Iterator[int]:
    """A RabbitMQ node; yields its port."""
    for user in (LIMITED, STRANGER):
        node.request("PUT", f"/api/users/{user}", {"password": user, "tags": ""})
    with node.vhost(VHOST):
        own = dict.fromkeys(("configure", "write", "read"), OWN_NAMES)
        node.request("PUT", f"/api/permissions/{VHOST}/{LIMITED}", own)
        yield node.amqp_port
    for user in (LIMITED, STRANGER):
        node.request("DELETE", f"/api/users/{user}")
