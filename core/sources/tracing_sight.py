"""What can be said of tracing without touching it: whether it is on, and who listens."""

from contextlib import closing

from core.endpoints import Endpoints
from core.sources.http import SurfaceError
from core.sources.tracing import Tracing
from core.sources.tracing_duty import pending, shown_time
from core.sources.tracing_records import Records


def tracing_words(endpoints: Endpoints, records: Records | None = None) -> str:
    """Whether tracing is on right now, who listens, and what a crash left to be put back."""
    if endpoints.management is None:
        return "only the management API tells whether tracing is on, and can switch it on"
    try:
        words = [_words_of_now(endpoints)]
    except SurfaceError as error:
        return f"whether tracing is on cannot be told: {error.why}"
    words += (
        f"Flowscope switched tracing of vhost '{record.vhost}' on at {shown_time(record.at)} and "
        "was killed: any command or window that watches this broker puts it back"
        for record in pending(endpoints, records or Records())
    )
    return "; ".join(words)


def _words_of_now(endpoints: Endpoints) -> str:
    with closing(Tracing(endpoints)) as tracing:
        tracing.meet()
        nodes = [node for node in tracing.nodes if tracing.state(node).tracing]
        listeners = sorted(tracing.listeners().others)
    if not nodes:
        return "tracing is off; Flowscope switches it on only when asked for"
    return (
        f"tracing is on right now (node {', '.join(nodes)}) and every message pays for it; "
        f"{_heard_by(listeners)}"
    )


def _heard_by(queues: list[str]) -> str:
    if not queues:
        return "nobody listens"
    return f"listening: queue {', '.join(queues)}"
