"""`flowscope publish --preview`: where a message would go, told as JSON, with nothing sent."""

from typing import Any

from core.cli.options import complain, print_json
from core.directory import PENDING, Directory
from core.endpoints import Endpoints
from core.publishing import Publish
from core.route_preview import Preview, preview
from core.routes import Routes
from core.sources.blind_spots import tells_clients
from core.sources.http import SurfaceError
from core.sources.management import MEND_PLUGIN, ManagementApi
from core.topology import Topology
from core.variables import sample


def look_ahead(endpoints: Endpoints, publish: Publish) -> int:
    """Print where it would go; the exit status: 0 when a queue surely gets it."""
    try:
        topology = _read(endpoints)
    except SurfaceError as error:
        complain(f"where it would go is not known: {error.why}", error.mend_or(MEND_PLUGIN))
        return 2
    directory = Directory(endpoints.vhost)
    directory.take(topology)
    message = sample(publish) if publish.fills_in else publish
    found = preview(Routes(topology), message, directory.hidden_queues)
    print_json(_told(found, topology, directory))
    return 0 if found.verdict == "queues" else 1


def _read(endpoints: Endpoints) -> Topology:
    """What is declared, and who is connected where somebody tells. Raises SurfaceError."""
    api = ManagementApi(endpoints)
    try:
        topology, _ = api.topology(with_clients=tells_clients(api.overview()))
    finally:
        api.close()
    return topology


def _told(found: Preview, topology: Topology, directory: Directory) -> dict[str, Any]:
    told = found.as_json()
    for row in told["queues"]:
        row["services"] = _services(topology, directory, row["queue"])
    return told


def _services(topology: Topology, directory: Directory, queue: str) -> list[str] | None:
    """Who consumes there; None when nobody tells."""
    if not topology.tells_clients:
        return None
    connections = {one.connection for one in topology.consumers_by_queue.get(queue, ())}
    known = (one for one in connections if directory.service_of(one) not in (None, PENDING))
    return sorted({directory.named(one).name for one in known})
