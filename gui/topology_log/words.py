"""The words of the topology log: what happened, and to what kind of thing."""

from core.wording import phrase, tr

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
    "consumer": phrase("consumer"),
    "connection": phrase("connection"),
    "policy": phrase("policy"),
    "vhost": phrase("vhost"),
    "broker": phrase("broker"),
}


def verb_word(verb: str) -> str:
    """What happened, as the window says it."""
    return tr(_VERBS[verb]) if verb in _VERBS else verb


def kind_word(kind: str) -> str:
    """The kind of thing that it happened to."""
    return tr(_KINDS[kind]) if kind in _KINDS else kind
