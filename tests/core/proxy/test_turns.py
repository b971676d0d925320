"""Copies are read in turns that leave room for what passes, the less the more waits."""

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable
from contextvars import Context
from statistics import median
from time import perf_counter
from typing import TypeVarTuple

from core.proxy.turns import LEAST_REST, REST, Turns

SLICES = 21
_Args = TypeVarTuple("_Args")


class Loop(asyncio.SelectorEventLoop):
    """Remembers for how long it was asked to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def call_later(
        self,
        delay: float,
        callback: Callable[[*_Args], object],
        *args: *_Args,
        context: Context | None = None,
    ) -> TimerHandle:
        self.pauses.append(delay)
        return super().call_later(delay, callback, *args, context=context)


def rests(ease: float) -> list[float]:
    """How many times as long as each slice the turns rested after it."""
    loop, slices, over = Loop(), [0.0], asyncio.Event()

    def read(until: float) -> bool:
        began = perf_counter()
        while perf_counter() < until:
            pass
        slices.append(perf_counter() - began)
        if len(slices) > SLICES:
            over.set()
        return not over.is_set()

    Turns(loop, read, lambda: ease).passed()
    loop.run_until_complete(over.wait())
    loop.close()
    return [pause / slice_ for pause, slice_ in zip(loop.pauses[1:], slices[1:], strict=False)]


def test_that_turns_rest_less_the_more_waits_but_always_rest() -> None:
    much, some, little = (median(rests(ease)) for ease in (0.0, 0.5, 1.0))

    assert LEAST_REST <= much < some < little
    assert little >= REST


def test_that_nothing_is_planned_once_all_is_read() -> None:
    loop, calls = Loop(), list[float]()
    over = asyncio.Event()

    def read(until: float) -> bool:
        calls.append(until)
        over.set()
        return False

    turns = Turns(loop, read)
    for once in (1, 2):
        over.clear()
        turns.passed()
        turns.passed()
        loop.run_until_complete(over.wait())
        assert len(calls) == len(loop.pauses) == once
    loop.close()
