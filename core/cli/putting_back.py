"""Before anything else: what a Flowscope that was killed has left on is put back, and said."""

from core.cli.options import say
from core.endpoints import Endpoints
from core.sources.tracing_mender import TracingMender


def put_back_beside(endpoints: Endpoints) -> None:
    """Begin, beside the command; the process does not end before it is done."""
    TracingMender(endpoints, lambda restored: say(restored.text)).start()
