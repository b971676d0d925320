"""What can be said of tracing without touching it: whether it is on, and who listens."""

from contextlib import closing

from core.endpoints import Endpoints
from core.sources.http import SurfaceError
from core.sources.tracing import Tracing
from core.sources.tracing_duty import pending, shown_time
from core.sources.tracing_records import Records
from core.wording import tr


def tracing_words(endpoints: Endpoints, records: Records | None = None) -> str:
    """Whether tracing is on right now, who listens, and what a crash left to be put back."""
    if endpoints.management is None:
        return tr("only the management API tells whether tracing is on, and can switch it on")
    try:
        words = [_words_of_now(endpoints)]
    except SurfaceError as error:
        return tr("whether tracing is on cannot be told: {why}", why=error.why)
    words += (
        tr(
            "Flowscope switched tracing of vhost '{vhost}' on at {time} and was killed: "
            "any command or window that watches this broker puts it back",
            vhost=record.vhost,
            time=shown_time(record.at),
        )
        for record in pending(endpoints, records or Records())
    )
    return "; ".join(words)


def _words_of_now(endpoints: Endpoints) -> str:
    with closing(Tracing(endpoints)) as tracing:
        tracing.meet()
        nodes = [node for node in tracing.nodes if tracing.state(node).tracing]
        listeners = sorted(tracing.listeners().others)
    if not nodes:
        return tr("tracing is off; Flowscope switches it on only when asked for")
    if not listeners:
        return tr(
            "tracing is on right now (node {nodes}) and every message pays for it; nobody listens",
            nodes=", ".join(nodes),
        )
    return tr(
        "tracing is on right now (node {nodes}) and every message pays for it; "
        "listening: queue {queues}",
        nodes=", ".join(nodes),
        queues=", ".join(listeners),
    )
