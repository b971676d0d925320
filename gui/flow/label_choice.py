"""What edges may say: the user's choice, and its words in menu, corner and legend."""

from dataclasses import dataclass
from typing import Literal, get_args

from core.wording import phrase, tr
from gui.vocabulary import LATELY

Choice = Literal["rates", "totals", "share", "times", "none"]
ORDER: tuple[Choice, ...] = get_args(Choice)


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """How a choice is called: phrases, to be said in the language of the user."""

    menu: str
    short: str
    tip: str
    legend: str = ""
    """What the numbers on the edges are, where they do not say it themselves."""


WORDS: dict[Choice, ChoiceWords] = {
    "rates": ChoiceWords(phrase("&Rates"), phrase("rates"), LATELY),
    "totals": ChoiceWords(
        phrase("T&otals"),
        phrase("totals"),
        phrase("Messages since watching began"),
        phrase("messages since watching began"),
    ),
    "share": ChoiceWords(
        phrase("&Share of the source"),
        phrase("share"),
        phrase("How much of what leaves the source takes this way now, in per cent"),
        phrase("% of what leaves the source"),
    ),
    "times": ChoiceWords(
        phrase("&Times"),
        phrase("times"),
        phrase(
            "Half (p50) and 99 of 100 (p99) of the last minute took at most so long: "
            "to be confirmed on publish edges, to wait on route edges, to be acked on deliver edges"
        ),
        phrase("p50, p99 of a minute: confirm, wait, ack"),
    ),
    "none": ChoiceWords(phrase("&Nothing"), phrase("no labels"), phrase("Only lines and dots")),
}


def legend_of(choice: Choice) -> str:
    """What the numbers on the edges are, as the user reads it; nothing where they say it."""
    words = WORDS[choice].legend
    return tr(words) if words else ""


def after(choice: Choice) -> Choice:
    """The next one, and the first after the last."""
    return ORDER[(ORDER.index(choice) + 1) % len(ORDER)]


def chosen(remembered: object) -> Choice:
    """A choice as it was remembered, or the usual one."""
    return next((one for one in ORDER if one == remembered), "rates")
