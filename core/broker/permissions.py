"""Users, what they may administer, and what they may configure, write and read in which vhost."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

from core.broker.refusal import Refusal

OPERATIONS = ("configure", "write", "read")
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Permission:
    """Patterns of the names that a user may configure, write and read in one vhost."""

    configure: str = ".*"
    write: str = ".*"
    read: str = ".*"

    @property
    def fault(self) -> str:
        """What is wrong with a pattern; empty when they are as they should be."""
        for operation in OPERATIONS:
            try:
                re.compile(getattr(self, operation))
            except re.error as error:
                return f"{operation} is no regular expression: {error}"
        return ""

    def allows(self, operation: str, name: str) -> bool:
        """As in RabbitMQ an empty pattern allows nothing, any other is searched for."""
        pattern: str = getattr(self, operation)
        return bool(pattern and re.search(pattern, name))


_HASHING = {
    "rabbit_password_hashing_sha256": "sha256",
    "rabbit_password_hashing_sha512": "sha512",
}
_SALT = 4


@dataclass(frozen=True, slots=True)
class HashedPassword:
    """A password that nobody knows here: what RabbitMQ's definitions tell of it."""

    algorithm: str
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    @classmethod
    def told(cls, text: str, algorithm: str) -> "HashedPassword":
        """As definitions spell it. Raises ValueError."""
        known = _HASHING.get(algorithm or "rabbit_password_hashing_sha256")
        if known is None:
            raise ValueError(f"{algorithm} is not served, only {', '.join(_HASHING)}")
        try:
            decoded = base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise ValueError("the hash is no Base64") from error
        return cls(known, decoded[:_SALT], decoded[_SALT:])

    @classmethod
    def of_nobody(cls) -> "HashedPassword":
        """No password fits."""
        return cls("sha256", secrets.token_bytes(_SALT), b"")

    def fits(self, password: str) -> bool:
        """Compared in constant time."""
        salted = self.salt + password.encode("utf-8", "replace")
        return hmac.compare_digest(hashlib.new(self.algorithm, salted).digest(), self.digest)


@dataclass(eq=False, slots=True)
class User:
    """Somebody who can log in."""

    name: str
    password: str | HashedPassword = field(repr=False)
    tags: tuple[str, ...] = ()
    permissions: dict[str, Permission] = field(default_factory=dict)
    """By the name of the vhost."""
    _known: dict[tuple[str, str, str], bool] = field(default_factory=dict, repr=False)

    def has_password(self, password: str) -> bool:
        """Compared in constant time."""
        if isinstance(self.password, HashedPassword):
            return self.password.fits(password)
        return hmac.compare_digest(self.password.encode(), password.encode("utf-8", "replace"))

    def permit(self, vhost: str, permission: Permission | None) -> None:
        """Set what the user may do in a vhost; None for nothing."""
        self._known.clear()
        if permission is None:
            self.permissions.pop(vhost, None)
        else:
            self.permissions[vhost] = permission

    def may(self, vhost: str, operation: str, name: str) -> bool:
        """Whether the user may do that to an exchange or queue of that name."""
        asked = (vhost, operation, name)
        known = self._known.get(asked)
        if known is None:
            permission = self.permissions.get(vhost)
            known = permission is not None and permission.allows(operation, name)
            if len(self._known) >= _CACHED:
                self._known.clear()
            self._known[asked] = known
        return known

    def require(self, vhost: str, operation: str, kind: str, name: str) -> None:
        """Raises Refusal when the user may not do that to an exchange or queue."""
        name = name or "amq.default"
        if not self.may(vhost, operation, name):
            raise Refusal(
                403,
                f"{operation} access to {kind} '{name}' in vhost '{vhost}' "
                f"refused for user '{self.name}'",
            )
