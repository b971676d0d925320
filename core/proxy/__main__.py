"""`python -m core.proxy HOST PORT UPSTREAM FACTS`: started by its source.

UPSTREAM is JSON; FACTS is `facts`, or `contents` where also those of messages are asked for.
"""

import sys

import msgspec

from core.proxy.process import run
from core.proxy.server import Upstream

if __name__ == "__main__":
    _, host, port, upstream, told = sys.argv
    where = msgspec.json.decode(upstream, type=Upstream)
    run(host, int(port), where, told == "contents")
