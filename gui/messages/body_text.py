"""A message's body as something to read: JSON, text or hex, never more than can be drawn."""

import re
from dataclasses import dataclass
from typing import Literal

from core import numbers
from core.wording import tr
from gui import json_text

Form = Literal["JSON", "text", "hex"]
MOST_TEXT = 256 * 1024
MOST_JSON = 1024 * 1024
MOST_HEX = 32 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PREVIEW = 160


@dataclass(frozen=True, slots=True)
class Shown:
    """A body in one form."""

    form: Form
    text: str
    note: str = ""
    """What the reader must know: bytes that are no text, a part that is not shown."""


def shown(body: bytes, form: Form | None = None) -> Shown:
    """The body in this form, or in the one that suits it."""
    wanted = form or suiting(body)
    if wanted == "JSON":
        return _as_json(body)
    return _as_hex(body) if wanted == "hex" else _as_text(body)


def suiting(body: bytes) -> Form:
    """The form in which a body reads best."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "hex"
    if len(body) <= MOST_JSON and text.lstrip()[:1] in ("{", "[") and not json_text.trouble(text):
        return "JSON"
    return "hex" if _CONTROL.search(text) else "text"


def preview(body: bytes) -> str:
    """The beginning of a body in one line."""
    text = body[:_PREVIEW].decode("utf-8", "replace")
    if len(body) > _PREVIEW:
        text = text.rstrip("\N{REPLACEMENT CHARACTER}") + "…"
    return _CONTROL.sub("\N{MIDDLE DOT}", " ".join(text.split()))


def _as_json(body: bytes) -> Shown:
    if len(body) > MOST_JSON:
        plain = _as_text(body)
        return Shown("text", plain.text, tr("Too large to indent. {note}", note=plain.note))
    text = body.decode("utf-8", "replace")
    trouble = json_text.trouble(text)
    if trouble is not None:
        note = tr("This is not JSON: {trouble}", trouble=trouble)
        return Shown("text", _printable(text)[:MOST_TEXT], note)
    indented = json_text.reindented(text)
    return Shown("JSON", indented[:MOST_TEXT], _part(len(indented) > MOST_TEXT, body))


def _as_text(body: bytes) -> Shown:
    part = body[:MOST_TEXT]
    note = _part(len(body) > MOST_TEXT, body)
    try:
        text = body.decode("utf-8")[:MOST_TEXT]
    except UnicodeDecodeError:
        text = part.decode("utf-8", "backslashreplace")
        note = tr("Not UTF-8: bytes that are not text are written \\xNN. {note}", note=note)
    return Shown("text", _printable(text), note)


def _as_hex(body: bytes) -> Shown:
    part = body[:MOST_HEX]
    lines = [_hex_line(at, part[at : at + 16]) for at in range(0, len(part), 16)]
    return Shown("hex", "\n".join(lines), _part(len(body) > MOST_HEX, body))


def _hex_line(at: int, part: bytes) -> str:
    pairs = f"{part[:8].hex(' '):23}  {part[8:].hex(' '):23}"
    letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
    return f"{at:08x}  {pairs}  {letters}"


def _part(cut: bool, body: bytes) -> str:
    words = tr("Only the beginning is shown; the body has {size}.", size=numbers.size(len(body)))
    return words if cut else ""


def _printable(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
