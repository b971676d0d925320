"""A question to the management API: who asks, for what, and what of it may be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.broker.broker import Broker
from core.broker.exchange import Exchange
from core.broker.parties import Connection
from core.broker.permissions import User
from core.broker.queue import Queue
from core.broker.vhost import Vhost

DEFAULT_EXCHANGE = "amq.default"
"""What the API calls the exchange without a name."""
ADMINISTRATOR = "administrator"
MONITORING = "monitoring"
POLICYMAKER = "policymaker"
MANAGEMENT = "management"
_TAGS: Mapping[str, tuple[frozenset[str], str]] = {
    MANAGEMENT: (
        frozenset({MANAGEMENT, POLICYMAKER, MONITORING, ADMINISTRATOR}),
        "Not management user",
    ),
    POLICYMAKER: (frozenset({POLICYMAKER, ADMINISTRATOR}), "Not policymaker user"),
    MONITORING: (frozenset({MONITORING, ADMINISTRATOR}), "Not monitor user"),
    ADMINISTRATOR: (frozenset({ADMINISTRATOR}), "Not administrator user"),
}


class ApiError(Exception):
    """A reply that is no answer, in RabbitMQ's words."""

    def __init__(self, status: int, error: str, reason: object) -> None:
        super().__init__(f"{status} {error}")
        self.status = status
        self.body = {"error": error, "reason": reason}


def not_there() -> ApiError:
    """Nothing is known by that name."""
    return ApiError(404, "Object Not Found", "Not Found")


def bad_request(reason: object) -> ApiError:
    """The question makes no sense."""
    return ApiError(400, "bad_request", reason)


def not_authorised(reason: str) -> ApiError:
    """This user may not."""
    return ApiError(401, "not_authorised", reason)


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to a request that changes something."""

    status: int = 204
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


CREATED = Done(201)
DONE = Done(204)


@dataclass(frozen=True, slots=True)
class Question:
    """One request, as the handlers see it."""

    broker: Broker
    user: User
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    reason: str = ""
    """The header X-Reason."""

    def require(self, tag: str) -> None:
        """Raises ApiError unless the user has this tag, or one that means more."""
        able, reason = _TAGS[tag]
        if not able & set(self.user.tags):
            raise not_authorised(reason)

    @property
    def sees_all(self) -> bool:
        """May look at the connections of others."""
        return bool(_TAGS[MONITORING][0] & set(self.user.tags))

    @property
    def vhost(self) -> Vhost:
        """The vhost in the path. Raises ApiError."""
        vhost = self.broker.vhosts.get(self.path["vhost"])
        if vhost is None:
            raise not_there()
        if vhost.name not in self.user.permissions:
            raise not_authorised("User not authorised to access virtual host")
        return vhost

    @property
    def vhosts(self) -> list[Vhost]:
        """The vhost in the path or, without one, all that the user may use."""
        if "vhost" in self.path:
            return [self.vhost]
        found = self.broker.vhosts.values()
        return [vhost for vhost in found if vhost.name in self.user.permissions]

    @property
    def exchange(self) -> Exchange:
        """The exchange in the path. Raises ApiError."""
        return self.exchange_called(self.path["exchange"])

    def exchange_called(self, name: str) -> Exchange:
        """Raises ApiError when there is none."""
        found = self.vhost.exchanges.get("" if name == DEFAULT_EXCHANGE else name)
        if found is None:
            raise not_there()
        return found

    @property
    def queue(self) -> Queue:
        """The queue in the path. Raises ApiError."""
        found = self.vhost.queues.get(self.path["queue"])
        if found is None:
            raise not_there()
        return found

    @property
    def connections(self) -> list[Connection]:
        """Those that the user may see."""
        found = sorted(self.broker.connections.values(), key=lambda one: one.name)
        if "vhost" in self.path:
            vhost = self.vhost
            found = [one for one in found if one.vhost is vhost]
        return [one for one in found if self.sees_all or one.user is self.user]

    @property
    def connection(self) -> Connection:
        """The connection in the path. Raises ApiError."""
        found = self.broker.connections.get(self.path["connection"])
        if found is None:
            raise not_there()
        if not self.sees_all and found.user is not self.user:
            raise not_authorised("User not authorised to access object")
        return found

    def wants(self, option: str) -> bool:
        """An option of the query that is true or false."""
        return self.query.get(option) == "true"

    def table(self) -> dict[str, Any]:
        """The body, which is an object or nothing. Raises ApiError."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise bad_request("not_json")
        return self.body

    def given(self, *names: str) -> dict[str, Any]:
        """The body, with all of these in it. Raises ApiError."""
        found = self.table()
        missing = ",".join(f"{{key_missing,{name}}}" for name in names if name not in found)
        if missing:
            raise bad_request(f"[{missing}]")
        return found


def has_null(value: object) -> bool:
    """Whether JSON says `null` anywhere, which RabbitMQ takes in no table."""
    if isinstance(value, Mapping):
        return any(map(has_null, value.values()))
    return any(map(has_null, value)) if isinstance(value, list) else value is None
