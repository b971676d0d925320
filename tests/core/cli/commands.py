"""Runs subcommands inside this process, on brokers that are not there or only half."""

from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from core.cli.commands import build_cli
from core.demo.demo import Demo
from core.endpoints import Endpoints
from tests.local_http import free_port

SECRET = "hunter2"
METRICS = (Path(__file__).parents[2] / "data" / "metrics-detailed-4.0.5.txt").read_bytes()


class Window:
    """Stands for the window: remembers for which broker it was opened."""

    def __init__(self) -> None:
        self.opened: list[Endpoints] = []
        self.demos: list[Demo] = []

    def open(self, found: Endpoints) -> int:
        self.opened.append(found)
        return 7

    def open_demo(self, demo: Demo) -> int:
        self.demos.append(demo)
        return 8


def shut_broker() -> str:
    """An AMQP URL with a password, at a port on which nothing listens."""
    return f"amqp://guest:{SECRET}@127.0.0.1:{free_port()}/research"


def run(*arguments: str, window: Window | None = None, **environment: str) -> Result:
    """The result of `flowscope …`, which never holds the password nor a traceback."""
    window = window or Window()
    cli: click.Group = build_cli(window.open, window.open_demo)
    nothing: dict[str, Any] = {"AMQP_URL": None, "RABBITMQ_URL": None}
    result = CliRunner().invoke(cli, arguments, env=nothing | environment)
    assert SECRET not in result.output
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result
