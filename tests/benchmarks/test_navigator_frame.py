import pytest
from PySide6.QtWidgets import QApplication

from benchmarks import navigator_frame

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_that_the_navigator_and_a_plain_tree_are_measured_side_by_side(
    qapp: QApplication,  # noqa: ARG001
    capsys: pytest.CaptureFixture[str],
) -> None:
    navigator_frame.report(navigator_frame.measure(rounds=1, queues=40))
    printed = capsys.readouterr().out

    assert "plain tick" in printed
    assert "target: a tick below" in printed
