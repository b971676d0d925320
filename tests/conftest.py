"""What every test relies on: no window on screen, markers by place, and nothing left running."""

import gc
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from hypothesis import settings
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer

from gui.garbage import collect

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("flowscope", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("flowscope")

gc.disable()  # see gui.garbage: threads must not collect what is Qt's

INTEGRATION = Path(__file__).parent / "integration"
GUI_FIXTURES = {"qtbot", "qapp"}
PATIENCE = 3.0
"""Seconds that a thread or timer of a test gets to end after it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that show widgets and those that need a broker."""
    for item in items:
        if GUI_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.gui)
        if item.path.is_relative_to(INTEGRATION):
            item.add_marker(pytest.mark.broker)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(180))  # the first one starts the node


@pytest.fixture(autouse=True)
def _nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a thread, or a Qt timer or thread, running behind it."""
    look = everything_running if request.node.get_closest_marker("gui") else threads_running
    before = set(look())
    yield
    deadline = time.monotonic() + PATIENCE
    while left := sorted(set(look()) - before):
        if time.monotonic() > deadline:
            pytest.fail(f"left running: {', '.join(left)}")
        gc.collect()
        time.sleep(0.02)
    collect()


def everything_running() -> Iterator[str]:
    """Threads, and what Qt still runs once it has deleted what waits to be deleted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    yield from threads_running()
    for thing in gc.get_objects():
        if isinstance(thing, QTimer | QThread) and shiboken6.isValid(thing) and is_running(thing):
            owner = type(thing.parent()).__name__
            yield f"{type(thing).__name__} {thing.objectName()} of {owner} ({id(thing):#x})"


def is_running(thing: QTimer | QThread) -> bool:
    """Whether a timer ticks or a thread runs."""
    return thing.isActive() if isinstance(thing, QTimer) else thing.isRunning()


def threads_running() -> Iterator[str]:
    """Python threads that keep the process alive, and our own whatever they do."""
    for thread in threading.enumerate():
        ours = thread.name.startswith("flowscope")
        if thread is not threading.main_thread() and (ours or not thread.daemon):
            yield f"thread {thread.name} ({thread.ident})"
