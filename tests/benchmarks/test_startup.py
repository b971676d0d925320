import pytest

from benchmarks import startup


def test_that_the_first_window_is_measured_beside_a_bare_and_an_eager_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    startup.report(startup.measure(rounds=1))
    printed = capsys.readouterr().out

    assert "bare PySide6" in printed
    assert "eager PySide6 + pyqtgraph" in printed
    for started in ("flowscope", "flowscope --url …"):
        assert f"target for {started}: at most 1.3 x bare" in printed
