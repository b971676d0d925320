"""Users of the broker with more or fewer rights."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from tests.private_node import PrivateNode

ALL = {"configure": ".*", "write": ".*", "read": ".*"}
READ = {"configure": "", "write": "", "read": ".*"}
PASSWORD = "p@ss/word"


@dataclass
class User:
    """A user of the shared node, whose password needs quoting, and who may do this and that."""

    node: PrivateNode
    vhost: str
    name: str

    def url(self, password: str = PASSWORD, vhost: str | None = None) -> str:
        where = self.vhost if vhost is None else vhost
        return self.node.vhost_url(where, self.name, quote(password, safe=""))

    def allow(self, vhost: str, permissions: dict[str, str]) -> None:
        path = f"/api/permissions/{quote(vhost, safe='')}/{self.name}"
        self.node.request("PUT", path, permissions)


@contextlib.contextmanager
def user(node: PrivateNode, vhost: str, tags: str) -> Iterator[User]:
    made = User(node, vhost, "somebody")
    path = f"/api/users/{made.name}"
    node.request("PUT", path, {"password": PASSWORD, "tags": tags})
    made.allow(vhost, ALL)
    try:
        yield made
    finally:
        node.request("DELETE", path)
