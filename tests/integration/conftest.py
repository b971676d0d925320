"""A RabbitMQ node of our own for the tests that talk to a real broker, and a vhost for each."""

import contextlib
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from core.endpoints import Endpoints, endpoints
from tests.embedded_node import EMBEDDED, EmbeddedNode
from tests.integration.firehose.listening import Room
from tests.private_node import PLUGINS, PrivateNode, server_of

NodeWith = Callable[..., PrivateNode]


@pytest.fixture(scope="session")
def broker_root() -> Path:
    """The Debian tree whose RabbitMQ is tested: FLOWSCOPE_TEST_ROOT, or this machine's own."""
    if EMBEDDED:
        return Path("/")
    root = Path(os.environ.get("FLOWSCOPE_TEST_ROOT", "/"))
    if server_of(root) is None:
        reason = f"no RabbitMQ below {root}: scripts/test installs it (package rabbitmq-server)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return root


@pytest.fixture(scope="session")
def node_with(broker_root: Path) -> Iterator[NodeWith]:
    """Starts a node with other plugins or settings; the same wish is answered by the same node.

    Each takes seconds to start and about 130 MB, so wish for few different ones. A test that
    halts a node starts it again.
    """
    nodes: dict[tuple[tuple[str, ...], str], PrivateNode] = {}
    with contextlib.ExitStack() as stack:

        def get(plugins: Sequence[str] = PLUGINS, extra_config: str = "") -> PrivateNode:
            wish = (tuple(plugins), extra_config)
            if wish not in nodes and EMBEDDED:
                if wish != (tuple(PLUGINS), ""):
                    pytest.skip("the embedded broker has no plugins and no rabbitmq.conf")
                nodes[wish] = EmbeddedNode()
                stack.callback(nodes[wish].stop)
                nodes[wish].start()
            elif wish not in nodes:
                node = PrivateNode(root=broker_root, plugins=wish[0], extra_config=extra_config)
                stack.callback(node.stop)
                nodes[wish] = node.start()
            return nodes[wish]

        yield get


@pytest.fixture(scope="session")
def node(node_with: NodeWith) -> PrivateNode:
    """The node that most tests share, with every plugin that Flowscope can use."""
    return node_with()


@pytest.fixture(scope="session")
def _vhost_numbers() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def vhost_name(request: pytest.FixtureRequest, _vhost_numbers: Iterator[int]) -> str:
    """The vhost of this test; the slash in it must survive every URL."""
    return f"test/{next(_vhost_numbers)} {request.node.name}"[:120]


@pytest.fixture
def vhost_url(node: PrivateNode, vhost_name: str) -> Iterator[str]:
    """The AMQP URL of a vhost that only this test uses."""
    with node.vhost(vhost_name) as url:
        yield url


@pytest.fixture
def room(
    node: PrivateNode,
    vhost_url: str,
    vhost_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Room:
    """Where a session of this test looks at single messages; its notes of tracing are there, too."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return Room(node, vhost_url, vhost_name, tmp_path / "flowscope" / "tracing")


@pytest.fixture
def where(node: PrivateNode, vhost_url: str) -> Endpoints:
    """This test's vhost, with all surfaces of the node."""
    return endpoints(vhost_url, node.management_url, node.prometheus_url)
