"""What stands on an edge when its messages are nacked, rejected or requeued now."""

from core.answers import NEGATIVE, Answer, AnswerName, Answers
from gui.vocabulary import word

Sign = tuple[str, str]
"""A text and the name of its colour in the theme."""
NEGATIVE_ACK = "\N{CIRCLED DIVISION SLASH}"
"""The sign of nacks and rejects that cannot be told apart: with their band they need room."""


def signs(answers: Answers) -> list[Sign]:
    """Those of which there are some for certain: a band from zero says nothing yet."""
    return [
        (_text(name, answers[name]), "warning")
        for name in NEGATIVE
        if name in answers and answers[name].is_certain
    ]


def _text(name: AnswerName, answer: Answer) -> str:
    words = answer.rate_words()
    if name != "nack_or_reject":
        return f"{word(name)} {words}"
    return f"{NEGATIVE_ACK} {words}"
