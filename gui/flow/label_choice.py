"""What edges may say: the user's choice, and its words in menu, corner and legend."""

from dataclasses import dataclass
from typing import Literal, get_args

Choice = Literal["rates", "totals", "share", "times", "none"]
ORDER: tuple[Choice, ...] = get_args(Choice)


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """How a choice is called."""

    menu: str
    short: str
    tip: str
    legend: str = ""
    """What the numbers on the edges are, where they do not say it themselves."""


WORDS: dict[Choice, ChoiceWords] = {
    "rates": ChoiceWords("&Rates", "rates", "Messages per second now"),
    "totals": ChoiceWords(
        "T&otals", "totals", "Messages since watching began", "messages since watching began"
    ),
    "share": ChoiceWords(
        "&Share of the source",
        "share",
        "How much of what leaves the source takes this way now, in per cent",
        "% of what leaves the source",
    ),
    "times": ChoiceWords(
        "&Times",
        "times",
        "Half (p50) and 99 of 100 (p99) of the last minute took at most so long: to be confirmed "
        "on publish edges, to wait on route edges, to be acked on deliver edges",
        "p50, p99 of a minute: confirm, wait, ack",
    ),
    "none": ChoiceWords("&Nothing", "no labels", "Only lines and dots"),
}


def after(choice: Choice) -> Choice:
    """The next one, and the first after the last."""
    return ORDER[(ORDER.index(choice) + 1) % len(ORDER)]


def chosen(remembered: object) -> Choice:
    """A choice as it was remembered, or the usual one."""
    return next((one for one in ORDER if one == remembered), "rates")
