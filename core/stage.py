"""One stage of the check of a broker: what was found, how long it took, why not and the mend."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from core.capabilities import NAMES, Capability
from core.wording import phrase, tr

WAY_IN = ("dns", "tcp", "tls", "amqp", "vhost")
"""The stages on the way to a channel; none is there without those before it."""
STAGES = (*WAY_IN, "management", "prometheus", "event_exchange", "firehose")
WORDS = {
    "dns": "DNS",
    "tcp": "TCP",
    "tls": "TLS",
    "amqp": "AMQP",
    "vhost": phrase("vhost"),
    "management": phrase("management"),
    "prometheus": "Prometheus",
    "event_exchange": phrase("event exchange"),
    "firehose": phrase("firehose right"),
}
_SIGNS = {True: phrase("ok"), False: phrase("missing"), None: "-"}


@dataclass(frozen=True, slots=True)
class Stage:
    """What the check found at one stage."""

    name: str
    ok: bool | None = None
    """None: it was not tried, and `why` says why not."""
    why: str = ""
    mend: str = ""
    detail: str = ""
    ms: float | None = None
    """How long it took; None when it was not tried."""
    surface: Capability | None = None
    """The capability that the views need, where it is not the same."""

    @property
    def capability(self) -> Capability:
        """The stage as a surface of the broker."""
        if self.surface is not None:
            return self.surface
        return Capability(self.name, bool(self.ok), self.why, self.mend, self.detail)

    def as_json(self) -> dict[str, Any]:
        """The form that the command line prints."""
        shown: dict[str, Any] = {"name": self.name, "ok": self.ok}
        shown |= {"ms": None if self.ms is None else round(self.ms, 1)}
        words = {"why": self.why, "mend": self.mend, "detail": self.detail}
        return shown | {name: text for name, text in words.items() if text}


def capabilities_of(stages: Iterable[Stage]) -> dict[str, Capability]:
    """What the stages mean for the views: a way in that ends somewhere is no AMQP."""
    found = {stage.name: stage for stage in stages}
    way_in = [found[name] for name in WAY_IN if name in found]
    failed = next((stage for stage in way_in if stage.ok is False), None)
    shown = {name: found[name].capability for name in NAMES if name in found}
    if failed is not None:
        for name in ("amqp", "event_exchange", "firehose"):
            if name in shown:
                shown[name] = Capability(name, ok=False, why=failed.why, mend=failed.mend)
    return shown


def title(where: str) -> str:
    """What stands above the lines of a report."""
    return tr("Flowscope looked at {where}", where=where) + "\n"


def line(stage: Stage) -> str:
    """A stage as text, to be printed or pasted; nothing secret is in it."""
    took = "" if stage.ms is None else f"{stage.ms:,.0f} ms"
    said = "; ".join(part for part in (stage.why, stage.detail) if part)
    sign, name = tr(_SIGNS[stage.ok]), tr(WORDS[stage.name])
    shown = f"{_padded(sign, 8)}{_padded(name, 15)}{took:>8}  {said}".rstrip()
    return f"{shown}\n{'':33}{stage.mend}" if stage.mend and not stage.ok else shown


def _padded(text: str, columns: int) -> str:
    """In so many columns of a terminal, where Chinese letters take two."""
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    return text + " " * (columns - len(text) - wide)


def report(stages: Iterable[Stage], where: str) -> str:
    """All stages as text."""
    return "\n".join((title(where), *(line(stage) for stage in stages)))
