import pytest

from benchmarks import graph_frame


@pytest.mark.usefixtures("qapp")
def test_that_ours_and_the_plain_way_are_measured_side_by_side(
    capsys: pytest.CaptureFixture[str],
) -> None:
    graph_frame.measure(nodes=24, edges=40, repeats=1)
    printed = capsys.readouterr().out

    assert "24 nodes    40 edges" in printed
    assert "plain" in printed
