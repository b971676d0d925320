"""Whose consumer was the last of a queue that nobody consumes: the one to call."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from core import numbers
from core.graph import FlowGraph, node_id
from core.topology_log import Entry, TopologyLog
from core.troubles import Trouble
from core.wording import tr


class LastConsumers:
    """Names them in the troubles of queues, as far as the topology log knows them."""

    def __init__(self, graph: FlowGraph, log: TopologyLog) -> None:
        self._graph = graph
        self._log = log
        self._revision = -1
        self._left: dict[str, Entry] = {}

    def naming(self, troubles: Iterable[Trouble]) -> Iterator[Trouble]:
        """The troubles, each queue's with who left it, and that service's besides."""
        for trouble in troubles:
            left = self._of(trouble)
            if left is None:
                yield trouble
                continue
            service, time = node_id("service", left.service), numbers.clock(left.at)
            is_there = service in self._graph.nodes
            text = tr(
                "{told}; the last consumer was of {service}, until {time}",
                told=trouble.text,
                service=left.service,
                time=time,
            )
            yield replace(trouble, text=text, leads_to=service if is_there else "")
            if is_there:
                yield _notice(trouble, service, left, time)

    def _of(self, trouble: Trouble) -> Entry | None:
        if trouble.kind != "no_consumer" or not isinstance(trouble.at, str):
            return None
        if self._revision != self._log.revision:
            self._read()
        return self._left.get(trouble.at.partition(":")[2])

    def _read(self) -> None:
        self._revision, self._left = self._log.revision, {}
        for entry in self._log.entries:
            match entry.kind, entry.verb:
                case "consumer", "vanished" if entry.service:
                    self._left[entry.queue] = entry
                case ("consumer", "vanished") | ("queue", "appeared" | "vanished"):
                    self._left.pop(entry.queue, None)


def _notice(trouble: Trouble, service: str, left: Entry, time: str) -> Trouble:
    """The same at the service: it may have been told to stop, so that nothing is wrong there."""
    text = tr(
        "its consumer left queue {queue} at {time}, and no other came: {n:,} ready",
        queue=left.queue,
        time=time,
        n=trouble.amount,
    )
    return Trouble(
        service,
        "consumer_left",
        "notice",
        text,
        amount=trouble.amount,
        told_by="topology",
        leads_to=str(trouble.at),
    )
