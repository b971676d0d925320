"""A body as text that can be typed, and back to the same bytes: text, base64, hexadecimal."""

import base64
import binascii
import re
from typing import Literal

from core.wording import tr

Form = Literal["json", "text", "base64", "hex"]
_A_LINE = 16
_NO_HEX = re.compile(r"[^0-9a-fA-F\s]")


class FormError(ValueError):
    """What was typed is no body of that form; the text says where and why."""


def typed_as(form: Form, body: bytes) -> str | None:
    """The text that stands for a body; None when text cannot hold these bytes."""
    match form:
        case "base64":
            return base64.b64encode(body).decode("ascii")
        case "hex":
            lines = (body[at : at + _A_LINE] for at in range(0, len(body), _A_LINE))
            return "\n".join(line.hex(" ") for line in lines)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def read_as(form: Form, text: str) -> bytes:
    """The body that a text stands for. Raises FormError."""
    match form:
        case "base64":
            return _from_base64(text)
        case "hex":
            return _from_hex(text)
    return text.encode("utf-8", "surrogatepass")


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        why = f"{str(error)[:1].lower()}{str(error)[1:]}"
        raise FormError(tr("Not base64: {why}", why=why)) from error


def _from_hex(text: str) -> bytes:
    wrong = _NO_HEX.search(text)
    if wrong is not None:
        line = text.count("\n", 0, wrong.start()) + 1
        column = wrong.start() - text.rfind("\n", 0, wrong.start())
        raise FormError(
            tr(
                "Not hex: line {line}, column {column}: '{letter}' is not one of 0 to 9 and a to f",
                line=line,
                column=column,
                letter=wrong[0],
            )
        )
    digits = "".join(text.split())
    if len(digits) % 2:
        raise FormError(tr("Not hex: every byte has two digits, and one is missing"))
    return bytes.fromhex(digits)
