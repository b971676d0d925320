import os
import subprocess
import sys
from pathlib import Path

import pytest

from gui import app

ROOT = Path(__file__).parents[2]


def test_that_the_command_line_loads_no_qt() -> None:
    code = (
        "import sys, gui.app\n"
        "try:\n gui.app.main(['--help'])\n"
        "except SystemExit:\n pass\n"
        "print('PySide6' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    assert "Usage: flowscope" in done.stdout
    assert done.stdout.endswith("False\n")


def test_that_without_arguments_the_window_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "open_window", lambda: 7)

    with pytest.raises(SystemExit) as ended:
        app.main([])

    assert ended.value.code == 7


@pytest.mark.skipif(sys.platform != "linux", reason="only there a display can be missing")
def test_that_a_machine_without_display_is_told_in_words() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "gui.app"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("flowscope: there is no display")
