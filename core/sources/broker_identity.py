"""Which broker it is: its HTTP surfaces have to be those of the broker that speaks AMQP.

The URLs of the surfaces are inferred or typed; on a machine with several brokers they easily lead to
another one, whose numbers would look true. What can be compared (3.10 and 4.0): AMQP tells the
cluster's name when a connection opens, the management API tells it with the names of all nodes, and
Prometheus with one node's name and an id of the cluster. While nobody has named the cluster, each
node tells a name of its own: its node name with the machine's full host name. Brokers that agree in
all that cannot be told apart.
"""

from collections.abc import Callable, Collection
from threading import Event, Lock

import pika

from core.clock import Clock
from core.endpoints import Endpoints
from core.sources.http import SurfaceError
from core.sources.link import LINK_ERRORS, open_link
from core.wording import tr

_PATIENCE_SECONDS = 6.0
"""How long a surface waits for the first word of another one; a login rarely takes longer."""
_ASK_AGAIN_SECONDS = 30.0


class BrokerIdentity:
    """What is known of the broker that speaks AMQP; the sources of a session share it."""

    def __init__(
        self, endpoints: Endpoints, clock: Clock, ask: Callable[[Endpoints], str] | None = None
    ) -> None:
        self._endpoints = endpoints
        self._clock = clock
        self._ask = ask or asked
        self._name = ""
        self._heard = Event()
        self._nodes: frozenset[str] = frozenset()
        self._listed = Event()
        self._ids: set[str] = set()
        self._asking = Lock()
        self._ask_again_at = 0.0

    @property
    def name(self) -> str:
        """The cluster's name as AMQP has told it; empty while it has not."""
        return self._name

    def told(self, name: str) -> None:
        """AMQP has told the cluster's name; an empty one says that it does not."""
        self._name = name or self._name
        self._heard.set()

    def give_up(self) -> None:
        """AMQP does not answer, or nobody is to wait for anything any longer."""
        self._heard.set()
        self._listed.set()

    def meet_api(self, name: str, nodes: Collection[str], url: str) -> None:
        """A management API has told the cluster's name and all its nodes.

        Blocks until AMQP has answered once. Raises SurfaceError when it is another broker's.
        """
        self._heard.wait(_PATIENCE_SECONDS)

        def is_ours() -> bool:
            return name == self._name or any(_may_be_called(node, self._name) for node in nodes)

        self._accept(is_ours, name, url, "--management-url")
        self._nodes = frozenset(nodes)
        self._listed.set()

    def meet_node(self, name: str, node: str, cluster_id: str, url: str) -> None:
        """A node's Prometheus endpoint has told its cluster's name, its own and the cluster's id.

        Blocks until AMQP has answered once, and where the names do not tell, the management API.
        Raises SurfaceError when it is another broker's.
        """
        self._heard.wait(_PATIENCE_SECONDS)

        def is_called_ours() -> bool:
            return name == self._name or _may_be_called(node, self._name)

        def is_ours() -> bool:
            return is_called_ours() or cluster_id in self._ids or node in self._nodes

        if self._name and not is_ours() and self._endpoints.management is not None:
            self._listed.wait(_PATIENCE_SECONDS)
            self._listed.set()
        self._accept(is_ours, name, url, "--prometheus-url")
        if cluster_id and self._name:
            self._ids.add(cluster_id)

    def _accept(self, is_ours: Callable[[], bool], name: str, url: str, option: str) -> None:
        if not (name and self._name) or is_ours():
            return
        self._ask_again()
        if not is_ours():
            at = f"{self._endpoints.host}:{self._endpoints.port}"
            raise SurfaceError(
                tr(
                    "{url} is another broker's: its cluster is {cluster!r}, "
                    "that of AMQP at {at} is {ours!r}",
                    url=url,
                    cluster=name,
                    at=at,
                    ours=self._name,
                ),
                tr(
                    "name the URL that belongs to this broker with {option}, or turn it off "
                    "({option} off)",
                    option=option,
                ),
                status=200,
            )

    def _ask_again(self) -> None:
        """The cluster may have got another name since the connection was opened."""
        with self._asking:
            if self._clock() >= self._ask_again_at:
                self._ask_again_at = self._clock() + _ASK_AGAIN_SECONDS
                self.told(self._ask(self._endpoints))


def asked(endpoints: Endpoints) -> str:
    """The cluster's name, by a connection of a moment; empty when there is none."""
    try:
        link = open_link(endpoints, "identity")
    except LINK_ERRORS:
        return ""
    try:
        return cluster_name(link)
    finally:
        link.close()


def cluster_name(link: "pika.BlockingConnection") -> str:
    """What the broker called its cluster when the connection was opened; empty if it did not."""
    properties = link._impl.server_properties or {}  # noqa: SLF001 - no other way in pika 1.4
    name = properties.get("cluster_name", "")
    return name if isinstance(name, str) else name.decode("utf-8", "replace")


def _may_be_called(node: str, name: str) -> bool:
    """Whether a nameless cluster calls itself so on that node: `rabbit@host.example.com`."""
    own, _, host = node.partition("@")
    called, _, full_host = name.partition("@")
    short = host.partition(".")[0]
    return own == called and short in ("localhost", full_host.partition(".")[0])
