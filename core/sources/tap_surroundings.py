"""Asks the management API what is declared around the target of a tap."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from core.endpoints import Endpoints
from core.sources.http import SurfaceError
from core.sources.management_client import ManagementClient
from core.sources.management_json import (
    Json,
    Policies,
    binding_of,
    by_name,
    exchange_of,
    rows,
    table,
)
from core.tapping import Declared, TapTarget
from core.topology import DEFAULT_EXCHANGE, Binding, Exchange

NOT_FOUND = 404
_SOME_TAP_QUEUE = "amq.gen-AAAAAAAAAAAAAAAAAAAAAA"


class TapSurroundings:
    """Small questions about one exchange or queue; not shared between threads."""

    def __init__(self, endpoints: Endpoints, target: TapTarget) -> None:
        self._client = ManagementClient(endpoints)
        self._vhost = quote(endpoints.vhost, safe="")
        self._target = target

    def read(self, own_queue: str = "") -> Declared:
        """What is declared now. Raises SurfaceError."""
        policies = Policies(self._rows("policies"))
        bindings = self._bindings()
        names = [self._target.exchange] if self._target.queue is None else []
        exchanges = self._exchanges(policies, [*names, *(one.source for one in bindings)])
        onward = {one.destination for one in bindings if one.destination_type == "exchange"}
        exchanges |= self._exchanges(policies, onward)
        for name in onward:
            bindings += self._bindings_from(name)
        dead_lettering, definition = policies.applying(_SOME_TAP_QUEUE, "queues", "classic")
        return Declared(
            exchanges=exchanges,
            bindings=bindings,
            target_exists=self._exists(exchanges),
            own=self._bindings_to(own_queue) if own_queue else (),
            dead_letters=bool(dead_lettering) and "dead-letter-exchange" in definition,
        )

    def close(self) -> None:
        """Drop the connections."""
        self._client.close()

    def _bindings(self) -> list[Binding]:
        if self._target.queue is not None:
            return self._bindings_to(self._target.queue)
        return self._bindings_from(self._target.exchange or DEFAULT_EXCHANGE)

    def _bindings_to(self, queue: str) -> list[Binding]:
        return [binding_of(row) for row in self._rows("queues", queue, "bindings")]

    def _bindings_from(self, exchange: str) -> list[Binding]:
        found = self._rows("exchanges", exchange, "bindings", "source")
        return [binding_of(row) for row in found]

    def _exchanges(self, policies: Policies, names: Iterable[str | None]) -> dict[str, Exchange]:
        found = [self._one("exchanges", name) for name in set(names) if name]
        return by_name(exchange_of(row, policies) for row in found if row is not None)

    def _exists(self, exchanges: dict[str, Exchange]) -> bool:
        if self._target.queue is not None:
            return self._one("queues", self._target.queue, columns="name") is not None
        return self._target.exchange in exchanges

    def _one(self, kind: str, name: str, **query: str) -> Json | None:
        try:
            return table(self._get(kind, name, **query))
        except SurfaceError as error:
            if error.status == NOT_FOUND:
                return None
            raise

    def _rows(self, kind: str, *path: str) -> list[Json]:
        try:
            return list(rows(self._get(kind, *path)))
        except SurfaceError as error:
            if error.status == NOT_FOUND and path:
                return []
            raise

    def _get(self, kind: str, *path: str, **query: str) -> Any:
        parts = [quote(part, safe="") for part in path]
        return self._client.get("/".join(["/api", kind, self._vhost, *parts]), query or None)
