import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from gui.incidents import MOST_PRINTED, Incidents


@pytest.mark.usefixtures("qapp")
def test_that_an_error_becomes_one_line_and_its_traceback_goes_to_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sys.excepthook
    incidents = Incidents()
    lines: list[str] = []
    incidents.happened.connect(lines.append)
    error = ValueError("secret detail")
    sys.excepthook(type(error), error, None)
    incidents.release()

    assert len(lines) == 1
    assert "ValueError" in lines[0]
    assert "secret detail" not in lines[0]
    assert "ValueError: secret detail" in capsys.readouterr().err
    assert sys.excepthook is before


def test_that_a_thread_that_dies_is_told_on_the_gui_thread(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    incidents = Incidents()
    seen: list[tuple[str, threading.Thread]] = []
    incidents.happened.connect(lambda line: seen.append((line, threading.current_thread())))
    thread = threading.Thread(target=lambda: 1 / 0, name="worker")

    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(seen))
    incidents.release()

    assert seen[0][0].startswith("worker ended with ZeroDivisionError")
    assert seen[0][1] is threading.main_thread()
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.usefixtures("qapp")
def test_that_what_fails_with_every_tick_does_not_fill_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    incidents = Incidents()
    for _ in range(50):
        sys.excepthook(ValueError, ValueError("again"), None)
    incidents.release()

    assert capsys.readouterr().err.count("ValueError: again") == MOST_PRINTED
