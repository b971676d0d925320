"""Languages of which tests see every text."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.wording import Translate, speak


def brackets(text: str) -> str:
    """English in brackets."""
    return f"[{text}]"


def short(_text: str) -> str:
    """A language that needs next to no room."""
    return "."


@contextmanager
def speaking(translate: Translate) -> Iterator[None]:
    """Say everything in a language for a while."""
    speak(translate)
    try:
        yield
    finally:
        speak()
