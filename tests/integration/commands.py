"""Runs `flowscope` subcommands as a user does: a process, its stdout, its stderr, its exit code."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.private_node import PrivateNode

ROOT = Path(__file__).parents[2]


class Command:
    """One running `flowscope …` process."""

    def __init__(self, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.cli", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read_stderr)
        self._reader.start()

    def wait_until_says(self, text: str, timeout: float = 60.0) -> None:
        """Block until a line on stderr contains `text`."""
        deadline = time.monotonic() + timeout
        while not any(text in line for line in self.said):
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                self._lines.put(None)
                self.process.kill()
                self.finish()
                raise AssertionError(f"never said {text!r}: {self.said}")
            self.said.append(line)

    def interrupt(self) -> None:
        """Ctrl+C."""
        self.process.send_signal(signal.SIGINT)

    def finish(self, timeout: float = 120.0) -> tuple[int, str, str]:
        """Exit code, stdout and stderr."""
        assert self.process.stdout is not None
        out = self.process.stdout.read()
        code = self.process.wait(timeout)
        self._reader.join()
        while (line := self._lines.get()) is not None:
            self.said.append(line)
        self.process.stdout.close()
        return code, out, "".join(self.said)

    def json(self) -> Any:
        """The JSON document that it printed, once it ended well."""
        code, out, err = self.finish()
        assert code == 0, err
        return json.loads(out)

    def _read_stderr(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stream:
            for line in stream:
                self._lines.put(line)
        self._lines.put(None)


def surfaces(
    node: PrivateNode, url: str, *, management: bool = True, prometheus: bool = True
) -> list[str]:
    """The options that name the surfaces of a node."""
    return [
        "--url",
        url,
        "--management-url",
        node.management_url if management else "off",
        "--prometheus-url",
        node.prometheus_url if prometheus else "off",
    ]
