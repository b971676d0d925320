"""RabbitMQ's management API: a path in, decoded JSON out, every failure in plain words."""

from collections.abc import Mapping
from typing import Any

import msgspec

from core.endpoints import Endpoints
from core.sources.http import HttpSurface, SurfaceError
from core.standing import ReadOnlyError
from core.wording import tr


class ManagementClient:
    """Asks the management API of one broker; not shared between threads."""

    def __init__(self, endpoints: Endpoints) -> None:
        if endpoints.management is None:
            raise SurfaceError(
                tr("the management API is switched off"), tr("name it with --management-url")
            )
        self._standing = endpoints.standing
        first, *others = endpoints.managements
        self._login = endpoints.http_login
        self._surface = HttpSurface(
            first,
            self._login,
            endpoints.security,
            others,
            own_login=endpoints.management_login is not None,
        )

    @property
    def base(self) -> str:
        """The URL that is asked now."""
        return self._surface.base

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """What the API says at `path`, such as `/api/overview`. Raises SurfaceError."""
        self._must_have_login()
        try:
            return msgspec.json.decode(self._surface.get(path, query))
        except msgspec.DecodeError as error:
            raise SurfaceError(
                tr("{url} answered, but not with JSON", url=self._surface.base + path),
                tr("check the port of --management-url: the API usually listens on 15672"),
            ) from error

    def put(self, path: str, value: object) -> None:
        """Send `value` as JSON. Raises SurfaceError when it was not taken, or is not allowed."""
        try:
            self._standing.must_allow_writing()
        except ReadOnlyError as error:
            raise SurfaceError(error.why, error.mend) from error
        self._must_have_login()
        self._surface.put(path, msgspec.json.encode(value))

    def close(self) -> None:
        """Drop the connections."""
        self._surface.close()

    def _must_have_login(self) -> None:
        if self._login is None:
            raise SurfaceError(
                tr(
                    "{base} wants a user and a password, and AMQP logs in by certificate",
                    base=self.base,
                ),
                tr(
                    "name a user with the tag monitoring for the management API alone "
                    "with --management-url http://user:password@host:15672"
                ),
            )
