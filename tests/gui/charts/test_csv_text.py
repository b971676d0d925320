from math import nan

import numpy as np

from gui.charts.csv_text import Table, csv_text, file_name, iso
from tests.gui.charts.recorded import NOW


def test_that_a_table_has_times_units_and_empty_gaps() -> None:
    rates = Table(NOW, ("publish", "ack"), "messages/s", np.array([[1.5, nan], [0.0, 12.25]]))
    depths = Table(NOW, ("ready",), "messages", np.array([[7.0, 8.0]]))
    assert csv_text([rates, depths]).splitlines() == [
        "time,publish [messages/s],ack [messages/s],ready [messages]",
        "2023-11-14T22:13:20Z,1.5,0,7",
        "2023-11-14T22:13:21Z,,12.25,8",
    ]


def test_that_each_value_stands_at_its_own_second() -> None:
    sooner = Table(NOW, ("publish",), "messages/s", np.array([[1.0, 2.0]]))
    longer = Table(NOW + 1, ("ready",), "messages", np.array([[8.0, 9.0, 7.0]]))
    assert csv_text([sooner, longer]).splitlines()[1:] == [
        "2023-11-14T22:13:20Z,1,",
        "2023-11-14T22:13:21Z,2,8",
        "2023-11-14T22:13:22Z,,9",
        "2023-11-14T22:13:23Z,,7",
    ]


def test_that_times_are_written_in_seconds() -> None:
    times = Table(NOW, ("p50",), "s", np.array([[-3.0]]), lambda drawn: 10.0**drawn)
    assert csv_text([times]).splitlines()[1] == f"{iso(NOW)},0.001"


def test_that_nothing_is_a_head_without_rows() -> None:
    assert csv_text([]) == "time\n"


def test_that_a_file_name_is_one_that_every_system_takes() -> None:
    name = file_name('queue a/b:"c"\n', NOW, "csv")
    assert name.startswith("flowscope queue a-b--c-- 2023-11-1")
    assert name.endswith(".csv")
