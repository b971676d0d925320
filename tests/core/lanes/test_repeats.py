from core.lanes.life import LifeStep
from core.lanes.repeats import Repeat, folded
from core.life_table import Event

WORDS: dict[str, Event] = {"p": "publish", "d": "deliver", "r": "reject_requeue", "a": "ack"}


def steps(told: str) -> list[LifeStep]:
    """One step a second, each by its letter."""
    return [
        LifeStep(1000.0 + at, WORDS[letter], letter, "billing", 1, "c1", at, 0)
        for at, letter in enumerate(told)
    ]


def words(told: str) -> list[str]:
    return [
        f"{one.times}*{''.join(step.words for step in one.steps)}"
        if isinstance(one, Repeat)
        else one.words
        for one in folded(steps(told))
    ]


def test_that_rounds_of_the_same_are_told_once_and_the_newest_step_by_step() -> None:
    assert words("p" + "dr" * 780) == ["p", "779*dr", "d", "r"]
    assert words("p" + "dr" * 780 + "da") == ["p", "779*dr", "d", "r", "d", "a"]
    assert words("dddddd") == ["5*d", "d"]


def test_that_few_rounds_and_what_does_not_repeat_are_told_as_they_are() -> None:
    assert words("pdrdrdra") == list("pdrdrdra")
    assert words("") == []


def test_that_it_says_how_often_how_fast_and_from_when_to_when() -> None:
    repeat = next(folded(steps("dr" * 5)))

    assert isinstance(repeat, Repeat)
    assert (repeat.times, repeat.every, repeat.first, repeat.last) == (4, 2.0, 1000.0, 1006.0)
    assert repeat.services == ("billing",)
