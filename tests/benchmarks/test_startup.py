import pytest

from benchmarks import startup


def test_that_the_first_window_is_measured_beside_a_bare_and_an_eager_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    startup.report(startup.measure(rounds=1))
    printed = capsys.readouterr().out

    assert "bare PySide6" in printed
    assert "eager PySide6 + pyqtgraph" in printed
    assert "target: at most 1.3 x bare" in printed
