"""`python -m core.proxy HOST PORT UPSTREAM`: started by its source, which writes UPSTREAM in JSON."""

import sys

import msgspec

from core.proxy.process import run
from core.proxy.server import Upstream

if __name__ == "__main__":
    _, host, port, upstream = sys.argv
    run(host, int(port), msgspec.json.decode(upstream, type=Upstream))
