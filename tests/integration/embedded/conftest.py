"""The embedded broker in a process of its own, whatever the other tests run against."""

from collections.abc import Iterator

import pytest

from tests.embedded_node import EmbeddedNode


@pytest.fixture(scope="session")
def node() -> Iterator[EmbeddedNode]:
    """The embedded broker that all these tests share."""
    one = EmbeddedNode()
    one.start()
    yield one
    one.stop()


@pytest.fixture(autouse=True)
def _nothing_complained(node: EmbeddedNode) -> Iterator[None]:
    """Fails a test that makes the broker say anything, such as a traceback."""
    before = node.printed
    yield
    assert node.printed == before
