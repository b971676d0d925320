"""Which broker it is: its HTTP surfaces have to be those of the broker that speaks AMQP.

The URLs of the surfaces are inferred or typed; on a machine with several brokers they easily lead to
another one, whose numbers would look true. Every surface tells its cluster's name: AMQP in the
server properties, the management API in its overview, Prometheus in `rabbitmq_identity_info`
(3.10 and 4.0). Brokers of one name cannot be told apart by it.
"""

from collections.abc import Callable
from threading import Event, Lock

import pika

from core.clock import Clock
from core.endpoints import Endpoints
from core.sources.http import SurfaceError
from core.sources.link import LINK_ERRORS, open_link

_PATIENCE_SECONDS = 6.0
"""How long a surface waits for the first word of AMQP; a login takes longer to fail only rarely."""
_ASK_AGAIN_SECONDS = 30.0


class BrokerIdentity:
    """The cluster's name as AMQP tells it; the sources of a session share it across threads."""

    def __init__(
        self, endpoints: Endpoints, clock: Clock, ask: Callable[[Endpoints], str] | None = None
    ) -> None:
        self._endpoints = endpoints
        self._clock = clock
        self._ask = ask or asked
        self._name = ""
        self._heard = Event()
        self._asking = Lock()
        self._ask_again_at = 0.0

    def told(self, name: str) -> None:
        """AMQP has told the name, or that there is no telling (an empty one)."""
        self._name = name or self._name
        self._heard.set()

    def give_up(self) -> None:
        """Nobody is to wait for it any longer."""
        self._heard.set()

    def check(self, name: str, surface: str, option: str) -> None:
        """Compare with the name that a surface tells. Raises SurfaceError when it is another.

        Blocks until AMQP has answered once. Where AMQP tells no name nothing can be compared.
        """
        self._heard.wait(_PATIENCE_SECONDS)
        if self._agrees(name) or self._agrees_by_now(name):
            return
        at = f"{self._endpoints.host}:{self._endpoints.port}"
        raise SurfaceError(
            f"{surface} is another broker's: its cluster is {name!r}, "
            f"that of AMQP at {at} is {self._name!r}",
            f"name the URL that belongs to this broker with {option}, or turn it off "
            f"({option} off)",
            status=200,
        )

    def _agrees(self, name: str) -> bool:
        return not (name and self._name) or name == self._name

    def _agrees_by_now(self, name: str) -> bool:
        """A cluster may have got another name since the connection was opened."""
        with self._asking:
            if self._clock() >= self._ask_again_at:
                self._ask_again_at = self._clock() + _ASK_AGAIN_SECONDS
                self.told(self._ask(self._endpoints))
        return self._agrees(name)


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
