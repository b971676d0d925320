"""The report of a check, to be printed or pasted."""

from core.stage import Stage, report
from tests.core.other_language import spoken

STAGES = (
    Stage("tcp", ok=True, detail="a takes connections", ms=3.0),
    Stage("management", ok=False, why="nothing listens", mend="enable it", ms=12.0),
    Stage("firehose", why="not tried"),
)


def test_that_a_report_has_columns() -> None:
    assert report(STAGES, "here").splitlines() == [
        "Flowscope looked at here",
        "",
        "ok      TCP                3 ms  a takes connections",
        "missing management        12 ms  nothing listens",
        "                                 enable it",
        "-       firehose right           not tried",
    ]


def test_that_letters_that_take_two_columns_do_not_move_the_next() -> None:
    with spoken({"missing": "缺失", "management": "管理 API"}):
        lines = report(STAGES, "here").splitlines()

    assert lines[3] == "缺失    管理 API          12 ms  nothing listens"
