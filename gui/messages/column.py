"""One column of a list that draws itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list."""

    title: str
    """A phrase."""
    width: int
    words: Callable[[Any], str]
    repeats: bool = False
    """The same few texts come again and again: worth keeping laid out."""
    right: bool = False
    """Numbers: aligned by their last figure."""
    dim: bool = False
    grows: bool = False
    """Words of any length: what is free of the width goes to such columns."""
