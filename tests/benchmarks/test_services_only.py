import pytest

from benchmarks import services_only


def test_that_every_case_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    services_only.measure(80, 240, repeats=2)
    heading, *rows = capsys.readouterr().out.splitlines()

    assert heading.startswith("80 nodes, 240 edges")
    assert [row.split()[-1][-1] for row in rows] == ["x"] * 5
