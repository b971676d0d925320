"""What policies and the operator's policies make of a queue's limits, on a real broker."""

from urllib.parse import quote

import pytest

from core.endpoints import Endpoints
from core.sources.management import ManagementApi
from tests.embedded_node import EMBEDDED
from tests.integration.firehose.listening import wait_until
from tests.integration.shop import connect
from tests.private_node import PrivateNode

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(EMBEDDED, reason="the embedded broker has no operator policies"),
]


def test_that_the_smallest_limit_is_the_one_that_holds(
    node: PrivateNode, where: Endpoints, vhost_url: str, vhost_name: str
) -> None:
    vhost = quote(vhost_name, safe="")
    policy = {"pattern": "^jobs", "apply-to": "queues"}
    dead_letters = {"dead-letter-exchange": "dlx", "max-length": 30}
    node.request("PUT", f"/api/policies/{vhost}/dl", {**policy, "definition": dead_letters})
    guard = {**policy, "definition": {"max-length": 10}}
    node.request("PUT", f"/api/operator-policies/{vhost}/guard", guard)
    api = ManagementApi(where)
    with connect(vhost_url, "boss") as link:
        channel = link.channel()
        channel.queue_declare("jobs", arguments={"x-max-length": 50})
        for _ in range(40):
            channel.basic_publish("", "jobs", b"one")

        def held() -> int:
            return int(channel.queue_declare("jobs", passive=True).method.message_count)

        wait_until(lambda: held() == 10)
        topology, _ = api.topology()
    api.close()

    queue = topology.queues["jobs"]
    assert (queue.policy, queue.operator_policy) == ("dl", "guard")
    assert (queue.max_length, queue.dead_letter_exchange) == (10, "dlx")
