"""A language other than English, for as long as a test needs it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from core.wording import speak


@contextmanager
def spoken(texts: Mapping[str, str]) -> Iterator[None]:
    """Say these texts otherwise; the others stay English."""
    speak(lambda text: texts.get(text, text))
    try:
        yield
    finally:
        speak()
