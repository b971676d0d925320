"""The words of the topology log: what happened, and to what kind of thing."""

from datetime import datetime

from core.topology_log import Entry
from core.wording import phrase, tr

SIGNS = {"appeared": "+", "vanished": "\N{MINUS SIGN}", "changed": "~"}

_VERBS = {
    "appeared": phrase("appeared"),
    "vanished": phrase("vanished"),
    "changed": phrase("changed"),
    "lost": phrase("lost"),
    "back": phrase("back"),
    "restored": phrase("restored"),
}
_KINDS = {
    "exchange": phrase("exchange"),
    "queue": phrase("queue"),
    "binding": phrase("binding"),
    "connection": phrase("connection"),
    "channel": phrase("channel"),
    "consumer": phrase("consumer"),
    "policy": phrase("policy"),
    "parameter": phrase("parameter"),
    "permission": phrase("permission"),
    "user": phrase("user"),
    "vhost": phrase("vhost"),
    "node": phrase("node"),
    "broker": phrase("broker"),
}


def verb_word(verb: str) -> str:
    """What happened, as the window says it."""
    return tr(_VERBS[verb]) if verb in _VERBS else verb


def kind_word(kind: str) -> str:
    """The kind of thing that it happened to."""
    return tr(_KINDS[kind]) if kind in _KINDS else kind


def cells(entry: Entry) -> tuple[str, ...]:
    """An entry column by column."""
    at = datetime.fromtimestamp(entry.at).astimezone().strftime("%H:%M:%S.%f")[:-3]
    sign = SIGNS.get(entry.verb, "")
    verb, kind = verb_word(entry.verb), kind_word(entry.kind)
    return (at, f"{sign} {verb}", kind, entry.name, entry.doer, entry.detail)
