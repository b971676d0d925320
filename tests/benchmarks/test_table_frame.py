import pytest
from PySide6.QtWidgets import QApplication

from benchmarks import table_frame


def test_that_our_list_and_a_plain_one_are_measured_side_by_side(
    qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    table_frame.report(table_frame.measure(qapp, rounds=1, kept=100))
    printed = capsys.readouterr().out

    assert "plain QTableView" in printed
    assert "ours takes" in printed
