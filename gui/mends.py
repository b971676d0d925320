"""Mends as the window words them: where the core names an option, the window has a field."""

_FIELDS = (
    (" or give the keys with --binding-key", " or type binding keys"),
    (", such as --listen 127.0.0.1:0 for any free port", ", or take any free port"),
    ("with --management-url", "in the connect dialog (Ctrl+O)"),
    ("with --prometheus-url", "in the connect dialog (Ctrl+O)"),
    ("--management-url", "the management field"),
    ("--prometheus-url", "the Prometheus field"),
)


def in_window(mend: str) -> str:
    """The same mend for somebody who sits in front of the window."""
    for option, field in _FIELDS:
        mend = mend.replace(option, field)
    return mend


def sentences(*parts: str) -> str:
    """Parts such as a reason and its mend, each as a sentence of its own."""
    ended = (part if part.endswith((".", "…", "!", "?")) else f"{part}." for part in parts if part)
    return " ".join(sentence[:1].upper() + sentence[1:] for sentence in ended)
