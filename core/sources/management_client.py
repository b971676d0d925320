"""RabbitMQ's management API: a path in, decoded JSON out, every failure in plain words."""

from collections.abc import Mapping
from typing import Any

import msgspec

from core.endpoints import Endpoints
from core.sources.http import HttpSurface, SurfaceError


class ManagementClient:
    """Asks the management API of one broker; not shared between threads."""

    def __init__(self, endpoints: Endpoints) -> None:
        if endpoints.management is None:
            raise SurfaceError(
                "the management API is switched off", "name it with --management-url"
            )
        self._surface = HttpSurface(endpoints.management, (endpoints.user, endpoints.password))

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """What the API says at `path`, such as `/api/overview`. Raises SurfaceError."""
        try:
            return msgspec.json.decode(self._surface.get(path, query))
        except msgspec.DecodeError as error:
            raise SurfaceError(
                f"{self._surface.base}{path} answered, but not with JSON",
                "check the port of --management-url: the API usually listens on 15672",
            ) from error

    def put(self, path: str, value: object) -> None:
        """Send `value` as JSON. Raises SurfaceError when it was not taken."""
        self._surface.put(path, msgspec.json.encode(value))

    def close(self) -> None:
        """Drop the connections."""
        self._surface.close()
