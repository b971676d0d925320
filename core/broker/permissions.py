"""Users, what they may administer, and what they may configure, write and read in which vhost."""

import hmac
import re
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


@dataclass(eq=False, slots=True)
class User:
    """Somebody who can log in."""

    name: str
    password: str = field(repr=False)
    tags: tuple[str, ...] = ()
    permissions: dict[str, Permission] = field(default_factory=dict)
    """By the name of the vhost."""
    _known: dict[tuple[str, str, str], bool] = field(default_factory=dict, repr=False)

    def has_password(self, password: str) -> bool:
        """Compared in constant time."""
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
