"""Ctrl-C: first in good order, then at once."""

import signal

import pytest

from core.cli.interrupts import on_interrupt


def test_that_the_first_interrupt_calls_and_the_second_ends() -> None:
    heard: list[str] = []
    with on_interrupt(lambda: heard.append("end")):
        signal.raise_signal(signal.SIGINT)
        assert heard == ["end"]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)

    assert heard == ["end"]


def test_that_it_is_over_with_the_block() -> None:
    before = signal.getsignal(signal.SIGINT)
    with on_interrupt(list):
        assert signal.getsignal(signal.SIGINT) is not before

    assert signal.getsignal(signal.SIGINT) is before
