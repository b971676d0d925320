import pytest

from benchmarks import charts_board


@pytest.mark.usefixtures("qapp")
def test_that_every_kind_of_step_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    charts_board.measure(charts=2, steps=2)
    printed = capsys.readouterr().out

    assert "2 charts, 18 lines" in printed
    assert [line.split()[0] for line in printed.splitlines()[2:]] == ["second", "zoom", "pan"]
