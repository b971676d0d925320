import pytest

from core.sources.tap import TapState as SourceState
from core.sources.tap_buffer import TapStatistics
from core.sources.trouble import Trouble
from core.tapping import TapPlan
from gui.messages.state import ended, planned, running

FLOWING = TapStatistics(received=9, dropped=2, waiting=0, overflowed=True)


def test_that_what_a_tap_changes_is_said_before_it_starts() -> None:
    state = planned(TapPlan(notes=("one more copy is made", "the rest is not seen")))

    assert state.lines == ("One more copy is made.", "The rest is not seen.")
    assert state.can_start


def test_that_a_tap_that_must_not_be_cannot_be_started() -> None:
    state = planned(TapPlan(refusal="it may steal", mend="tap another"))

    assert state.lines == ("It may steal. Tap another.",)
    assert not state.can_start


def test_that_losses_are_passed_on() -> None:
    state = running(SourceState(phase="tapping", bindings=1, notes=("fine",)), FLOWING)

    assert (state.received, state.lost, state.overflowed) == (9, 2, True)
    assert state.running
    assert state.mark == "ok"


@pytest.mark.parametrize(("phase", "runs"), [("lost", True), ("refused", False)])
def test_that_trouble_is_named_with_its_mend(phase: str, runs: bool) -> None:
    trouble = Trouble("the broker is gone", "wait", retry=runs)
    state = running(SourceState(phase=phase, trouble=trouble), FLOWING)  # type: ignore[arg-type]

    assert state.lines == ("The broker is gone. Wait.",)
    assert state.running is runs


def test_that_the_end_says_that_nothing_is_left_behind() -> None:
    state = ended(running(SourceState(phase="tapping"), FLOWING))

    assert not state.running
    assert state.can_start
    assert "gone from the broker" in state.lines[0]
