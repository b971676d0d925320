import pytest
from PySide6.QtWidgets import QApplication

from benchmarks import palette_key

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_that_keys_are_measured_to_the_picture(
    qapp: QApplication,  # noqa: ARG001
    capsys: pytest.CaptureFixture[str],
) -> None:
    palette_key.report(palette_key.measure(rounds=1, count=40))
    printed = capsys.readouterr().out

    assert "key  median" in printed
    assert "target: a key below" in printed
