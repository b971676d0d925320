from pytestqt.qtbot import QtBot

from core.stage import Stage
from core.wording import speak
from gui.connect.stages import StageList


def stages_in(qtbot: QtBot) -> StageList:
    stages = StageList()
    qtbot.addWidget(stages)
    return stages


def test_that_each_outcome_is_shown_and_the_next_stage_waits(qtbot: QtBot) -> None:
    stages = stages_in(qtbot)
    stages.begin()

    stages.show_stage(Stage("amqp", ok=True, detail="logged in", ms=12.4))

    assert stages.rows["amqp"].words.text() == "logged in"
    assert stages.rows["amqp"].kind == "ok"
    assert stages.rows["amqp"].took.text() == "12 ms"
    assert stages.rows["vhost"].words.text() == "trying …"


def test_that_a_failure_is_named_with_its_mend(qtbot: QtBot) -> None:
    stages = stages_in(qtbot)
    stages.begin()
    failed = Stage("amqp", ok=False, why="nothing listens", mend="start the broker")

    stages.show_stage(failed)

    assert stages.rows["amqp"].words.text() == "Nothing listens. Start the broker."
    assert stages.rows["amqp"].kind == "missing"


def test_that_stages_that_were_not_reached_say_so(qtbot: QtBot) -> None:
    stages = stages_in(qtbot)
    stages.begin()

    stages.end()

    assert {row.words.text() for row in stages.rows.values()} == {"not tried"}


def test_that_a_stage_without_a_row_changes_nothing(qtbot: QtBot) -> None:
    stages = stages_in(qtbot)

    stages.show_stage(Stage("shoe size", ok=True))

    assert all(row.kind == "unknown" for row in stages.rows.values())


def test_that_what_was_not_reached_is_known_in_every_language(qtbot: QtBot) -> None:
    speak(lambda text: f"«{text}»")
    try:
        stages = stages_in(qtbot)
        stages.end()
    finally:
        speak()

    assert {row.words.text() for row in stages.rows.values()} == {"«not tried»"}
