"""`python -m core.proxy HOST PORT UPSTREAM_HOST UPSTREAM_PORT amqp|amqps`: started by its source."""

import sys

from core.proxy.process import run
from core.proxy.server import Upstream

if __name__ == "__main__":
    _, host, port, to_host, to_port, scheme = sys.argv
    run(host, int(port), Upstream(to_host, int(to_port), scheme == "amqps"))
