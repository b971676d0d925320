import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cli.commands import build_cli
from core.cli.interrupts import give_signals_back
from core.endpoints import URLS, Endpoints
from gui import app

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def signals_of_the_tests() -> Iterator[None]:
    """The command line takes the signals for as long as its process runs."""
    yield
    give_signals_back()


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


@pytest.mark.parametrize(
    ("arguments", "url", "where"),
    [
        ([], "", None),
        ([], "amqp://me@env/shop", "amqp://me@env:5672/shop"),
        (["--url", "amqp://me@mq/shop"], "", "amqp://me@mq:5672/shop"),
        (["--url=amqp://me@mq/a=b"], "amqp://me@env/shop", "amqp://me@mq:5672/a%3Db"),
        (["--management-url", "off", "--url", "amqp://me@mq"], "", "amqp://me@mq:5672/%2F"),
        (["--url", "amqp://a@b", "--url", "amqp://me@mq"], "", "amqp://me@mq:5672/%2F"),
    ],
)
def test_that_the_window_opens_where_it_was_told_or_asks(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], url: str, where: str | None
) -> None:
    opened: list[str | None] = []

    def open_window(endpoints: Endpoints | None = None) -> int:
        opened.append(endpoints.shown if endpoints else None)
        return 7

    monkeypatch.setattr(app, "open_window", open_window)
    monkeypatch.setenv("AMQP_URL", url)
    monkeypatch.delenv("RABBITMQ_URL", raising=False)

    with pytest.raises(SystemExit) as ended:
        app.main(arguments)

    assert ended.value.code == 7
    assert opened == [where]


@pytest.mark.parametrize(
    ("arguments", "explained"),
    [
        (["--url"], "requires an argument"),
        (["--url", ""], "--url is empty"),
        (["--url", "http://mq"], "amqp://"),
        (["--url", "amqp://mq:99999999"], "port"),
        (["--ulr", "amqp://mq"], "No such option"),
        (["--url", "amqp://mq", "dcotor"], "No such command"),
        (["--url", "--management-url"], "starts with amqp://"),
    ],
)
def test_that_what_is_wrong_on_the_command_line_is_explained_and_opens_nothing(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    explained: str,
) -> None:
    monkeypatch.setattr(app, "open_window", lambda _: pytest.fail("a window was opened"))

    with pytest.raises(SystemExit) as ended:
        app.main(arguments)

    assert ended.value.code == 2
    assert explained in capsys.readouterr().err


def test_that_every_option_that_says_where_is_one_of_the_command_line() -> None:
    options = build_cli(lambda _: 0, lambda _: 0).params

    assert set(URLS) <= {spelling for option in options for spelling in option.opts}


@pytest.mark.parametrize("named", ["--url", "AMQP_URL"])
def test_that_the_window_waits_for_nothing_that_only_the_command_line_needs(named: str) -> None:
    code = (
        "import sys, gui.app\n"
        "gui.app.open_window = lambda endpoints: 0\n"
        "try:\n gui.app.main(sys.argv[1:])\n"
        "except SystemExit:\n pass\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    arguments = ["--url", "amqp://mq"] if named == "--url" else []
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "AMQP_URL": "amqp://mq"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )

    assert {"numpy", "pika", "urllib3", "click"} & set(done.stdout.split()) == set()


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

    assert done.returncode == 2
    assert done.stderr.startswith("flowscope: there is no display")
