"""The node that the integration tests stand on is really there, and really ours alone."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pika
import pytest

from tests.integration.conftest import NodeWith
from tests.private_node import PrivateNode

PEER = Path(__file__).parent / "node"

NODEJS_ROUND_TRIP = """
const amqp = require("amqplib");
(async () => {
  const connection = await amqp.connect(process.env.URL);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue("js", { autoDelete: true });
  channel.sendToQueue("js", Buffer.from("from Node.js"));
  await channel.waitForConfirms();
  const message = await channel.get("js", { noAck: true });
  process.stdout.write(message.content.toString());
  await connection.close();
})();
"""


def publish(url: str, queue: str, body: bytes) -> None:
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        channel.queue_declare(queue, durable=True)
        channel.confirm_delivery()
        channel.basic_publish("", queue, body, pika.BasicProperties(delivery_mode=2))


def get(url: str, queue: str) -> object:
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        return connection.channel().basic_get(queue, auto_ack=True)[2]


@pytest.fixture
def own_node(broker_root: Path) -> Iterator[PrivateNode]:
    node = PrivateNode(root=broker_root, plugins=()).start()
    yield node
    node.stop()


def test_that_each_test_has_a_vhost_of_its_own(
    node: PrivateNode, vhost_name: str, vhost_url: str
) -> None:
    publish(vhost_url, "q", b"hello")

    assert get(vhost_url, "q") == b"hello"
    assert vhost_name in [vhost["name"] for vhost in node.request("GET", "/api/vhosts")]


def test_that_a_node_without_management_runs_beside(node: PrivateNode, node_with: NodeWith) -> None:
    bare = node_with(plugins=())

    assert bare is node_with(plugins=[])
    assert bare.amqp_port != node.amqp_port
    publish(bare.amqp_url, "q", b"bare")
    with pytest.raises(ConnectionRefusedError):
        bare.request("GET", "/api/overview")


def test_that_a_node_keeps_durable_messages_until_it_is_stopped(own_node: PrivateNode) -> None:
    publish(own_node.amqp_url, "kept", b"x")
    own_node.halt()
    own_node.start()
    folder, process = own_node._folder, own_node._process

    assert get(own_node.amqp_url, "kept") == b"x"
    own_node.stop()

    assert folder is not None
    assert process is not None
    assert not folder.exists()
    assert process.returncode is not None


def test_that_a_nodejs_client_can_be_a_peer(vhost_url: str) -> None:
    done = subprocess.run(
        ["node", "-e", NODEJS_ROUND_TRIP],
        cwd=PEER,
        env={**os.environ, "URL": vhost_url},
        stdout=subprocess.PIPE,
        timeout=30,
        check=True,
    )

    assert done.stdout == b"from Node.js"
