"""JSON as text: where it is wrong, and indented without changing a single value.

Formatting works on the text itself: parsing and writing again would turn `1.10` into `1.1`, round
large numbers and drop keys that occur twice, which a tool that shows messages must not do.
"""

import json
import re
from dataclasses import dataclass

from core.wording import phrase, tr

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\{\{[a-z]+\}\}|[{}\[\],:]|[^\s{}\[\],:"]+')
INDENT = "  "
PYTHON_SAYS = (
    phrase("expecting value"),
    phrase("expecting property name enclosed in double quotes"),
    phrase("expecting ':' delimiter"),
    phrase("expecting ',' delimiter"),
    phrase("illegal trailing comma before end of object"),
    phrase("illegal trailing comma before end of array"),
    phrase("extra data"),
    phrase("unterminated string starting at"),
    phrase("invalid control character at"),
    phrase("invalid \\escape"),
    phrase("invalid \\uXXXX escape"),
)
"""What Python's reader finds wrong, for translators."""


@dataclass(frozen=True, slots=True)
class JsonTrouble:
    """The first place where a text is no JSON."""

    line: int
    column: int
    what: str

    def __str__(self) -> str:
        return tr(
            "line {line}, column {column}: {what}",
            line=self.line,
            column=self.column,
            what=self.what,
        )


def trouble(text: str) -> JsonTrouble | None:
    """Where the text is wrong, or None when it is JSON."""
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:]
        return JsonTrouble(error.lineno, error.colno, tr(what))
    except RecursionError:
        return JsonTrouble(1, 1, tr("it is nested too deeply"))
    except _ConstantError as error:
        return _place_of(text, str(error))
    return None


def reindented(text: str) -> str:
    """The same JSON, one value a line; `text` must be JSON, with variables such as {{n}} for values."""
    tokens = _TOKEN.findall(text)
    parts: list[str] = []
    depth = 0
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token in "{[":
            depth += 1
            empty = following in ("}", "]")
            parts.append(token if empty else token + _line(depth))
        elif token in "}]":
            depth -= 1
            empty = index > 0 and tokens[index - 1] in ("{", "[")
            parts.append(token if empty else _line(depth) + token)
        elif token == ",":
            parts.append("," + _line(depth))
        else:
            parts.append(": " if token == ":" else token)
    return "".join(parts)


class _ConstantError(ValueError):
    """`NaN` or `Infinity`: Python reads them, JSON does not have them."""


def _refuse(constant: str) -> None:
    raise _ConstantError(constant)


def _place_of(text: str, constant: str) -> JsonTrouble:
    at = text.index(constant)
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return JsonTrouble(line, column, tr("{constant} is not a JSON value", constant=constant))


def _line(depth: int) -> str:
    return "\n" + INDENT * depth
