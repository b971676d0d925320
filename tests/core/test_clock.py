import time

import pytest

from core.clock import now, steady_clock


def test_that_the_clock_shows_unix_time() -> None:
    assert abs(now() - time.time()) < 60


def test_that_a_correction_of_the_computers_clock_does_not_show(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = steady_clock()
    before = clock()
    corrected = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: corrected)
    assert 0 <= clock() - before < 60
    assert steady_clock()() - before > 3500
