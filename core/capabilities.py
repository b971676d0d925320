"""What a broker connection lets us see; views draw what is there and say what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.facts import CapabilityChanged
from core.wording import phrase, tr

SWITCHED_OFF = phrase("switched off")
"""Why a surface is not used that the user does not want."""
NAMES = ("amqp", "management", "prometheus", "event_exchange", "firehose")


@dataclass(frozen=True, slots=True)
class Capability:
    """One surface of a broker: there, or why it is not and what to do."""

    name: str
    ok: bool | None = None
    """None while nobody knows yet."""
    why: str = ""
    mend: str = ""
    detail: str = ""

    def as_json(self) -> dict[str, object]:
        """The form that the command line prints."""
        shown: dict[str, object] = {"ok": bool(self.ok)}
        if not self.ok:
            shown |= {"why": self.why or tr("not probed yet"), "mend": self.mend}
        if self.detail:
            shown["detail"] = self.detail
        return shown


def unprobed() -> dict[str, Capability]:
    """Every capability, none of them known."""
    return {name: Capability(name) for name in NAMES}


def summed_up(name: str, surfaces: Sequence[CapabilityChanged]) -> Capability:
    """A capability of a cluster: it is there when every node's surface is."""
    failed = [one for one in surfaces if not one.ok]
    where = ", ".join(one.where for one in failed if one.where)
    first = failed[0] if failed else surfaces[0]
    why = first.why
    if 0 < len(failed) < len(surfaces):
        why = tr("{why} (other nodes answer; missing: {where})", why=why, where=where)
    return Capability(
        name,
        ok=not failed,
        why=why if failed else "",
        mend=first.mend,
        detail=tr("; ").join(one.detail for one in surfaces if one.ok and one.detail),
    )


def partly_counted(counters: Capability, unread: Sequence[str], plugin: str) -> Capability:
    """The counters of a cluster some of whose nodes are not read; `plugin` is how these serve."""
    return replace(
        counters,
        ok=False,
        why=tr(
            "the counters of {nodes} are not read: what its channels do is not counted",
            nodes=", ".join(unread),
        ),
        mend=tr(
            "name the URLs of all nodes with --prometheus-url, separated by commas; {mend}",
            mend=plugin,
        ),
    )
