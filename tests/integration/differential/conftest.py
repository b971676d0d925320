"""Both brokers, with what the scripts count on."""

from collections.abc import Iterator

import pytest

from tests.integration.differential.brokers import embedded, rabbitmq
from tests.private_node import PrivateNode

FOLLOWED = "3.10."
"""The RabbitMQ that the embedded broker follows; others say some things differently."""


@pytest.fixture(scope="session")
def ports(node: PrivateNode) -> Iterator[tuple[int, int]]:
    """The ports of RabbitMQ and of the embedded broker."""
    version = node.request("GET", "/api/overview")["rabbitmq_version"]
    if not version.startswith(FOLLOWED):
        pytest.skip(f"the embedded broker follows RabbitMQ {FOLLOWED}x; this is {version}")
    with rabbitmq(node) as theirs, embedded() as ours:
        yield theirs, ours
