"""Which messages somebody looks for: by a part of the routing key or of the message id."""

import re
from functools import partial


class MessageFilter:
    """A text that stands somewhere in a key or an id; `*` in it is anything, case never matters."""

    def __init__(self, text: str = "") -> None:
        self.text = text.strip()
        parts = map(re.escape, self.text.split("*"))
        self._find = partial(re.search, re.compile(".*".join(parts), re.IGNORECASE | re.DOTALL))

    def __bool__(self) -> bool:
        """Whether any message is left out."""
        return bool(self.text.strip("*"))

    def fits(self, *said: str | None) -> bool:
        """Whether one of these has it."""
        return any(one is not None and self._find(one) for one in said)


EVERY = MessageFilter()
"""Leaves out none."""
