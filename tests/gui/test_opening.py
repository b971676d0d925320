"""The real process, from its start to its end; Qt allows one application a process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = """
import sys
from PySide6.QtCore import QTimer
from gui import opening
original = opening.Opening._on_painted
def painted(self):
    original(self)
    workbench = self._workbench
    {then}
opening.Opening._on_painted = painted
sys.exit(opening.run(None))
"""
SAY = "QTimer.singleShot(0, lambda: print('painted', flush=True))"


def started(folder: Path, then: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(
        [sys.executable, "-c", START.format(then=then)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals are sent by pid on POSIX only")
@pytest.mark.parametrize("before", ["", "self._window.hesitates = lambda: True; "])
def test_that_ctrl_c_in_the_terminal_closes_cleanly_and_asks_nothing(
    tmp_path: Path, before: str
) -> None:
    with started(tmp_path, before + SAY) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "painted\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)

    assert process.returncode == 0
    assert "Traceback" not in errors
    assert (tmp_path / "flowscope" / "window.ini").exists()


def test_that_without_urls_it_offers_a_broker_or_the_demo(tmp_path: Path) -> None:
    then = (
        "print(workbench.middle.currentWidget() is workbench.welcome, flush=True);"
        " self._window.close()"
    )
    with started(tmp_path, then) as process:
        output, _ = process.communicate(timeout=30)

    assert output == "True\n"
    assert process.returncode == 0


def test_that_an_error_inside_is_one_line_in_the_window(tmp_path: Path) -> None:
    then = (
        "QTimer.singleShot(0, lambda: 1 / 0); QTimer.singleShot(50, lambda:"
        " (print(self._window.notice.words.text(), flush=True), self._window.close()))"
    )
    with started(tmp_path, then) as process:
        output, errors = process.communicate(timeout=30)

    assert output.startswith("Something went wrong inside Flowscope (ZeroDivisionError).")
    assert "Traceback" in errors
    assert process.returncode == 0


def test_that_another_language_opens_the_window_anew_on_the_same_broker(tmp_path: Path) -> None:
    then = """
    seen = globals().setdefault("seen", [])
    seen.append(workbench)
    print(self._window.menuBar().actions()[-1].text(), flush=True)
    print(workbench.watching.endpoints, flush=True)
    def go():
        if len(seen) == 1:
            self._window.commands.language.choices["zh_CN"].trigger()
            workbench.language_desk.question.buttons()[0].click()
        else:
            print(workbench.watching.endpoints.password, flush=True)
            self._window.close()
    if len(seen) == 1:
        from core.endpoints import endpoints
        workbench.watching.watch(endpoints("amqp://u:secret@127.0.0.1:1/shop", "off", "off", {}))
    QTimer.singleShot(50, go)
"""
    with started(tmp_path, then) as process:
        output, errors = process.communicate(timeout=60)

    assert output.splitlines() == [
        "&Help",
        "None",
        "帮助(&H)",
        "Endpoints(amqp://u@127.0.0.1:1/shop)",
        "secret",
    ]
    assert "Traceback" not in errors
    assert process.returncode == 0
    assert "secret" not in (tmp_path / "flowscope" / "window.ini").read_text()
