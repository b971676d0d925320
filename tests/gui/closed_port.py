"""A broker that is not there: every attempt is refused at once."""

import socket
from dataclasses import replace

from core.endpoints import Endpoints, endpoints


def nowhere() -> Endpoints:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = endpoints(f"amqp://guest:guest@127.0.0.1:{port}/", "off", "off", environment={})
    return replace(found, management=f"http://127.0.0.1:{port}")
