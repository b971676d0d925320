"""Who a source heard, by name: the firehose tells a connection, but not whose it is."""

from dataclasses import replace

import numpy as np

from core.directory import Directory
from core.message_facts import MessageFacts, Party


def named(facts: MessageFacts, directory: Directory) -> MessageFacts:
    """The same, where a connection without a name has that of its service, as far as it is known."""
    numbers = np.unique(facts.records["party"]).tolist()
    nameless = [n for n in numbers if _is_nameless(facts.parties[n])]
    if not nameless:
        return facts
    parties = list(facts.parties)
    for number in nameless:
        parties[number] = _named(parties[number], directory)
    return replace(facts, parties=parties)


def _is_nameless(party: Party) -> bool:
    return bool(party.connection) and not party.service


def _named(party: Party, directory: Directory) -> Party:
    if directory.connection(party.connection) is None:
        return party
    return party._replace(service=directory.named(party.connection).name)
