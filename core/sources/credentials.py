"""How a line logs in: user and password, or the client certificate alone (SASL's EXTERNAL)."""

import pika

from core.endpoints import Endpoints

Reply = tuple[str | None, bytes | None]
"""A mechanism and the answer to it; two times None: nothing that the broker offers."""


class NotOfferedError(pika.exceptions.AuthenticationError):  # type: ignore[misc]
    """The broker offers other mechanisms than the one by which we log in."""

    def __init__(self, wanted: str, offered: tuple[str, ...]) -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.offered = offered


class _Password(pika.PlainCredentials):  # type: ignore[misc]
    def response_for(self, start: pika.spec.Connection.Start) -> Reply:
        """User and password. Raises NotOfferedError."""
        return _offered(self.TYPE, super().response_for(start), start)


class _Certificate(pika.credentials.ExternalCredentials):  # type: ignore[misc]
    def response_for(self, start: pika.spec.Connection.Start) -> Reply:
        """Nothing beyond what TLS has shown. Raises NotOfferedError."""
        return _offered(self.TYPE, super().response_for(start), start)


def credentials_of(
    endpoints: Endpoints,
) -> pika.PlainCredentials | pika.credentials.ExternalCredentials:
    """What proves who we are."""
    return _Certificate() if endpoints.external else _Password(endpoints.user, endpoints.password)


def _offered(wanted: str, reply: Reply, start: pika.spec.Connection.Start) -> Reply:
    if reply[0] is None:
        names = start.mechanisms
        text = names.decode("utf-8", "replace") if isinstance(names, bytes) else str(names)
        raise NotOfferedError(wanted, tuple(text.split()))
    return reply
