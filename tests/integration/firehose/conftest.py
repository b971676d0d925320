"""A vhost of its own for each test of the firehose."""

from pathlib import Path

import pytest

from tests.integration.firehose.listening import Room
from tests.private_node import PrivateNode


@pytest.fixture
def room(node: PrivateNode, vhost_url: str, vhost_name: str, tmp_path: Path) -> Room:
    return Room(node, vhost_url, vhost_name, tmp_path / "tracing")
