"""What legitimately differs between two runs of a script, and nothing else.

Generated names, moments and process ids are of one run. RabbitMQ 3.10 and 4.0 put the fields of an
`x-death` entry into different orders, a node lists its login mechanisms as it happens to find them,
and Erlang breaks long terms into lines.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from core.amqp.fields import Field, Table

GENERATED = re.compile(
    r"(amq\.gen-|amq\.ctag-|amq\.rabbitmq\.reply-to\.)([\w+/=-]+(?:\.[\w+/=-]+)*)"
)
"""Names that a broker makes up; they are numbered by their first appearance."""
REPLACED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(\s+time: T) \d+$"), r"\1 a moment"),
    (re.compile(r"<[\w@-]*\d+(?:\.\d+)+>"), "<a process>"),
    (re.compile(r"\\n +"), ""),
    (re.compile("PLAIN AMQPLAIN"), "AMQPLAIN PLAIN"),
)


def normalised(lines: Iterable[str]) -> Iterator[str]:
    """Lines as they are in every run."""
    numbered = _numbering()
    for line in lines:
        for pattern, replacement in REPLACED:
            line = pattern.sub(replacement, line)
        yield GENERATED.sub(numbered, line)


def deaths_in_order(headers: Table) -> Table:
    """Headers with the fields of each `x-death` entry in the order of their names."""
    deaths = headers.get("x-death")
    if deaths is None or not isinstance(deaths.value, list):
        return headers
    entries = [
        Field(one.tag, dict(sorted(one.value.items()))) if isinstance(one.value, dict) else one
        for one in deaths.value
    ]
    return {**headers, "x-death": Field(deaths.tag, entries)}


def _numbering() -> Callable[[re.Match[str]], str]:
    seen: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        return f"{match[1]}{seen.setdefault(match[0], len(seen) + 1)}"

    return number
