"""The embedded broker in the place of a RabbitMQ node of one's own: the same tests, no RabbitMQ."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.private_node import PrivateNode

ROOT = Path(__file__).parent.parent
EMBEDDED = os.environ.get("FLOWSCOPE_TEST_BROKER") == "embedded"
"""The broker tests run against the embedded broker, as far as it has what they ask for."""

needs_rabbitmq = pytest.mark.skipif(
    EMBEDDED, reason="the embedded broker has no quorum queues and keeps nothing on disk"
)


class EmbeddedNode(PrivateNode):
    """One `flowscope broker` process; it keeps its ports when it starts again, but no data."""

    @property
    def name(self) -> str:
        return "flowscope@localhost"

    @property
    def printed(self) -> str:
        """All that it said since it was started."""
        assert self._folder is not None
        return self._printed(self._folder)

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def _ready(self, folder: Path) -> bool:
        return "the broker is running" in self._printed(folder)

    def _write_files(self, folder: Path) -> None:
        """It needs none."""

    def _launch(self, folder: Path) -> None:
        ports = {
            "--port": self.amqp_port,
            "--management-port": self.management_port,
            "--prometheus-port": self.prometheus_port,
        }
        arguments = [word for name, port in ports.items() for word in (name, str(port))]
        with (folder / "stdout.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "core.cli", "broker", *arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _run(self, *_words: str) -> None:
        """There is nothing to end besides."""
