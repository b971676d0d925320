"""A display with a window manager, services on a broker, and a window that watches them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.endpoints import endpoints
from tests.integration.walk.display import PROGRAMS, Display, display
from tests.integration.walk.services import Broker, services
from tests.integration.walk.waiting import until
from tests.integration.walk.walk import Walk
from tests.integration.walk.window import flowscope
from tests.private_node import PrivateNode

_VHOST = "walk"


@pytest.fixture(scope="session")
def screen() -> Iterator[Display]:
    """The display of all walks: one window at a time is shown on it."""
    missing = [package for name, package in PROGRAMS.items() if shutil.which(name) is None]
    if missing:
        reason = f"not installed: {', '.join(missing)}; scripts/test installs it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with display() as shown:
        yield shown


@pytest.fixture(scope="module")
def broker(node: PrivateNode) -> Iterator[Broker]:
    """A vhost where services are at work, and the management API knows of them."""
    with node.vhost(_VHOST) as url, services(url) as working:
        path = f"/api/consumers/{_VHOST}"
        until(lambda: len(node.request("GET", path)) == 3, "three consumers")
        yield working


@pytest.fixture(scope="module")
def where(node: PrivateNode, broker: Broker) -> list[str]:
    """Arguments of the command line that say what is to be watched."""
    surfaces = ["--management-url", node.management_url, "--prometheus-url", node.prometheus_url]
    return ["--url", broker.url, *surfaces]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user who has never started Flowscope."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def walk(screen: Display, home: Path, broker: Broker, where: list[str]) -> Iterator[Walk]:
    """A window that watches these services; at the end it is left with Ctrl+Q."""
    with flowscope(home, screen, *where) as app:
        walked = Walk(screen, app, f"{endpoints(broker.url, environment={}).shown} - Flowscope")
        walked.wait_for_told("services: 4", "consumers: 3")
        yield walked
        walked.leave()
