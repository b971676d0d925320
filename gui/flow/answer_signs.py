"""What stands on an edge when its messages are nacked, rejected or requeued now."""

from core.answers import NEGATIVE, Answers
from gui.vocabulary import word

Sign = tuple[str, str]
"""A text and the name of its colour in the theme."""


def signs(answers: Answers) -> list[Sign]:
    """Those of which there are some for certain: a band from zero says nothing yet."""
    return [
        (f"{word(name)} {answers[name].rate_words()}", "warning")
        for name in NEGATIVE
        if name in answers and answers[name].is_certain
    ]
