"""What Flowscope owes a vhost: to switch tracing off again where it was off before.

Several Flowscopes may listen at once, on one machine or on many. Each shows itself at the broker by
a binding of its queue, and who comes while another one listens takes over what that one owes. So
the last to leave switches tracing off, and none that leaves earlier.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

from core.clock import Clock, now
from core.endpoints import Endpoints
from core.facts import VhostRestored
from core.sources.http import SurfaceError
from core.sources.management import UnknownVhostError
from core.sources.tracing import NodeRun, Tracing
from core.sources.tracing_records import RecordFile, Records, TracingRecord
from core.wording import tr


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a duty."""

    off: Sequence[str] = ()
    """Nodes on which tracing was switched off now."""
    open: str = ""
    """Why something is still owed; empty when nothing is."""
    changed: bool = False
    """Description, tags or default queue type were changed by somebody in the meantime."""
    heirs: Sequence[str] = ()
    """Nodes that another Flowscope, which still listens, switches off."""


class Duty:
    """The nodes of one vhost on which tracing was off before Flowscope came."""

    def __init__(self, record: TracingRecord, file: RecordFile) -> None:
        self.record = record
        self._file = file

    @classmethod
    def taken(
        cls, tracing: Tracing, own: frozenset[str], records: Records, clock: Clock
    ) -> "Duty | None":
        """Look who has switched on what and record what is owed; None when it is nothing.

        Nothing is switched on yet. Raises SurfaceError.
        """
        heirs = tracing.listeners(own).heirs
        states = {node: tracing.state(node) for node in tracing.nodes}
        nodes = {
            node: tracing.run_of(node)
            for node, state in states.items()
            if node in heirs or not state.tracing
        }
        if not nodes:
            return None
        record = TracingRecord(
            vhost=tracing.vhost,
            cluster=tracing.cluster,
            at=clock(),
            nodes=nodes,
            described=next(iter(states.values())).described,
        )
        return cls(record, records.write(record))

    def settle(self, tracing: Tracing, own: frozenset[str] = frozenset()) -> Settlement:
        """Switch off what is still on because of Flowscope, unless somebody listens."""
        try:
            settlement = self._settlement(tracing, own)
        except UnknownVhostError:
            settlement = Settlement()
        except SurfaceError as error:
            settlement = Settlement(open=error.why)
        if settlement.open:
            self._file.leave()
        else:
            self._file.remove()
        return settlement

    def leave(self) -> None:
        """It is another broker's: leave it to a later start."""
        self._file.leave()

    def _settlement(self, tracing: Tracing, own: frozenset[str]) -> Settlement:
        listeners = tracing.listeners(own)
        off, heirs, still_open, changed = [], [], "", False
        for node, run in self.record.nodes.items():
            if node not in tracing.nodes:
                absent = tr("node {node} is not there", node=node)
                still_open = tracing.unreachable.get(node, absent)
            elif not _is_on(tracing, node, run):
                continue
            elif node in listeners.heirs:
                heirs.append(node)
            elif listeners.others:
                queue = min(listeners.others)
                still_open = tr("queue {queue} listens to the firehose", queue=queue)
            else:
                before = tracing.switch(node, on=False)
                off.append(node)
                changed |= before.described != self.record.described
        return Settlement(off, still_open, changed, heirs)


def put_back(
    endpoints: Endpoints,
    records: Records,
    own: frozenset[str] = frozenset(),
    clock: Clock = now,
) -> Iterator[VhostRestored]:
    """Settle what Flowscopes that were killed still owe this broker, and say what was done."""
    if endpoints.management is None or records.is_empty:
        return
    for record, file in records.left():
        duty = Duty(record, file)
        with closing(Tracing(endpoints, record.vhost)) as tracing:
            if not _is_at(tracing, record):
                duty.leave()
                continue
            for words in _told(record, duty.settle(tracing, own)):
                yield VhostRestored(at=clock(), vhost=record.vhost, text=words)


def pending(endpoints: Endpoints, records: Records) -> list[TracingRecord]:
    """The records that crashes left for this broker; nothing is changed."""
    found = []
    for record, file in records.left():
        file.leave()
        with closing(Tracing(endpoints, record.vhost)) as tracing:
            if _is_at(tracing, record):
                found.append(record)
    return found


def _is_on(tracing: Tracing, node: str, run: NodeRun) -> bool:
    """Whether tracing is on, and not because somebody switched it on after a restart."""
    if not tracing.state(node).tracing:
        return False
    is_same = run.is_same_as(tracing.run_of(node))
    if is_same is None:
        raise SurfaceError(
            tr("node {node} is just starting", node=node), tr("nothing: it is looked at again")
        )
    return is_same


def _is_at(tracing: Tracing, record: TracingRecord) -> bool:
    with suppress(SurfaceError):
        tracing.meet()
    known = tracing.nodes.keys() | tracing.unreachable.keys()
    return tracing.cluster == record.cluster and bool(known & record.nodes.keys())


def _told(record: TracingRecord, settlement: Settlement) -> Iterator[str]:
    vhost, time_on = record.vhost, shown_time(record.at)
    if settlement.off:
        yield tr(
            "tracing of vhost '{vhost}', which Flowscope had switched on at {time} before it was "
            "killed, is switched off again (node {nodes})",
            vhost=vhost,
            time=time_on,
            nodes=", ".join(settlement.off),
        )
    if settlement.changed:
        yield tr(
            "somebody has changed description, tags or default queue type of vhost '{vhost}' "
            "since then: they stay as they are now",
            vhost=vhost,
        )
    if settlement.open:
        yield tr(
            "tracing of vhost '{vhost}', which Flowscope had switched on at {time} before it was "
            "killed, stays on for now: {why}; the next start looks again",
            vhost=vhost,
            time=time_on,
            why=settlement.open,
        )


def shown_time(at: float) -> str:
    """A moment as people here write it."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
