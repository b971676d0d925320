"""Variables in a test event: `{{n}}` and its like in body and routing key, other in each message."""

import re
import uuid
from array import array
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from secrets import token_bytes

from core.clock import Clock, now
from core.publishing import Publish
from core.wording import phrase

MEANINGS = {
    "{{n}}": phrase("the number of the message in its run, from 1"),
    "{{uuid}}": phrase("a random UUID, another one in each place of its message"),
    "{{now}}": phrase("the moment when it is sent, such as 2026-05-01T12:00:00.000Z"),
}
_VARIABLE = re.compile(r"\{\{(n|uuid|now)\}\}")
_VARIABLE_BYTES = re.compile(rb"\{\{(n|uuid|now)\}\}")


def has_variables(text: str | bytes) -> bool:
    """Whether anything would be filled in."""
    pattern = _VARIABLE_BYTES if isinstance(text, bytes) else _VARIABLE
    return pattern.search(text) is not None  # type: ignore[arg-type]


def as_digits(text: str) -> str:
    """The text with digits in place of variables, as long as before: for a look at its form."""
    return _VARIABLE.sub(lambda found: "1" * len(found[0]), text)


class Filling:
    """What was filled into each message of one run, so that it can be told again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seed = token_bytes(16)
        self._moments = array("d")

    def next_message(self, publish: Publish) -> Publish:
        """The next message of the run, sent now."""
        self._moments.append(self._clock())
        return self.message(publish, len(self._moments))

    def message(self, publish: Publish, number: int) -> Publish:
        """A message of the run, the same whenever it is asked for."""
        at = self._moments[number - 1] if number <= len(self._moments) else self._clock()
        value = self._values(number, at)
        return replace(
            publish,
            routing_key=_VARIABLE.sub(lambda found: value(found[1]), publish.routing_key),
            body=_VARIABLE_BYTES.sub(lambda found: value(found[1].decode()).encode(), publish.body),
            fills_in=False,
        )

    def _values(self, number: int, at: float) -> Callable[[str], str]:
        used = 0

        def value(name: str) -> str:
            nonlocal used
            if name == "n":
                return str(number)
            if name == "now":
                moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
                return moment.replace("+00:00", "Z")
            used += 1
            digest = blake2b(f"{number} {used}".encode(), key=self._seed, digest_size=16)
            return str(uuid.UUID(bytes=digest.digest(), version=4))

        return value


def sample(publish: Publish) -> Publish:
    """How a first message of a run would look."""
    return Filling(now).message(publish, 1)
