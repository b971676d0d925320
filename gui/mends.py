"""Mends as the window words them: where the core names an option, the window has a field."""

from core.wording import opening, phrase, tr

_FIELDS = (
    (phrase(" or give the keys with --binding-key"), phrase(" or type binding keys")),
    (
        phrase(", such as --listen 127.0.0.1:0 for any free port"),
        phrase(", or take any free port"),
    ),
    (
        phrase("with --management-url http://user:password@host:15672"),
        phrase("below its URL in the connect dialog (Ctrl+O)"),
    ),
    (phrase("with --management-url"), phrase("in the connect dialog (Ctrl+O)")),
    (phrase("with --prometheus-url"), phrase("in the connect dialog (Ctrl+O)")),
    ("--management-url", phrase("the management field")),
    ("--prometheus-url", phrase("the Prometheus field")),
)

_ENDS = ".…!?\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
"""What a sentence may end with."""


def in_window(mend: str) -> str:
    """The same mend for somebody who sits in front of the window."""
    for option, field in _FIELDS:
        mend = mend.replace(tr(option), tr(field))
    return mend


def sentences(*parts: str) -> str:
    """Parts such as a reason and its mend, each as a sentence of its own."""
    said = ""
    for part in filter(None, parts):
        sentence = part if part[-1] in _ENDS else tr("{sentence}.", sentence=part)
        sentence = opening(sentence)
        said = tr("{first} {then}", first=said, then=sentence) if said else sentence
    return said
