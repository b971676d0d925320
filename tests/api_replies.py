"""A management API that replies with what a real RabbitMQ 3.10.8 said of its vhost `research`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.local_http import Answer

DATA = Path(__file__).parent / "data" / "api-3.10.8"
PUBLISHER = "127.0.0.1:33872 -> 127.0.0.1:5672 (1)"
CONSUMER = "127.0.0.1:33854 -> 127.0.0.1:5672 (1)"

OVERVIEW = {
    "rabbitmq_version": "3.10.8",
    "cluster_name": "lab@vm",
    "rates_mode": "basic",
    "listeners": [
        {"node": "lab@localhost", "protocol": "amqp", "port": 5672},
        {"node": "lab@localhost", "protocol": "http/prometheus", "port": 15692},
    ],
}
TOTAL = {"publish": 1412, "confirm": 1229, "deliver": 1007, "ack": 826, "disk_reads": 3}
_FILES = {
    "/api/exchanges/research": "exchanges",
    "/api/queues/research": "queues",
    "/api/queues": "queues",
    "/api/queues/research/billing": "queue_billing",
    "/api/bindings/research": "bindings",
    "/api/vhosts/research/connections": "connections",
    "/api/vhosts/research/channels": "channels",
    "/api/channels": "channels",
    "/api/consumers/research": "consumers",
    f"/api/channels/{PUBLISHER}": "channel_pub",
    f"/api/channels/{CONSUMER}": "channel_con",
}


def reply(name: str) -> Any:
    """What the broker said, decoded."""
    return json.loads((DATA / f"{name}.json").read_text())


def replies(**instead: Any) -> Callable[[str], Answer | bytes]:
    """The API; `instead` gives other replies, by the last part of a path, or a whole Answer."""

    def answer(path: str) -> Answer | bytes:
        where = unquote(urlsplit(path).path)
        for name, value in instead.items():
            if where == f"/api/{name}" or where.split("/")[2:3] == [name]:
                return value if isinstance(value, Answer) else json.dumps(value).encode()
        if where == "/api/overview":
            return json.dumps(OVERVIEW).encode()
        if where == "/api/vhosts":
            return json.dumps(
                [{"name": "/"}, {"name": "research", "message_stats": TOTAL}]
            ).encode()
        if where in ("/api/policies/research", "/api/policies", "/api/nodes"):
            return b"[]"
        if where in _FILES:
            return (DATA / f"{_FILES[where]}.json").read_bytes()
        return Answer(b'{"error":"Object Not Found","reason":"Not Found"}', status=404)

    return answer
