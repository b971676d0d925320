"""Text from outside, made harmless for places where Qt would take it for HTML."""

from html import escape


def tooltip(text: str) -> str:
    """A tool tip that shows the text as it is, whatever it holds."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if text else ""
