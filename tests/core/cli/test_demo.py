"""`flowscope demo`, as far as it gets without a broker."""

import pytest

from tests.core.cli.commands import Window, run, shut_broker


def test_that_it_opens_the_window_on_the_demo() -> None:
    window = Window()
    result = run("demo", "--url", "amqp://u@broker/shop", "--seed", "3", window=window)

    assert result.exit_code == 8
    assert len(window.demos) == 1
    assert window.opened == []


def test_that_a_broker_of_the_environment_is_left_alone() -> None:
    window = Window()
    result = run("demo", window=window, AMQP_URL="amqp://production")

    assert result.exit_code == 8
    assert window.demos[0].endpoints is None  # it starts with the window, on a broker of its own


def test_that_a_broker_that_is_not_there_is_explained() -> None:
    result = run("demo", "--headless", "--url", shut_broker())

    assert result.exit_code == 2
    assert "nothing listens" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments", [("--scenario", "tsunami"), ("--scenario", "broker-restart"), ("--speed", "0")]
)
def test_that_wrong_usage_is_explained(arguments: tuple[str, ...]) -> None:
    result = run("demo", "--url", "amqp://broker", *arguments)

    assert result.exit_code == 2
    assert "see flowscope demo --help" in result.stderr
