"""What a broker connection lets us see; views draw what is there and say what is missing."""

from dataclasses import dataclass

SWITCHED_OFF = "switched off"
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
            shown |= {"why": self.why or "not probed yet", "mend": self.mend}
        if self.detail:
            shown["detail"] = self.detail
        return shown


def unprobed() -> dict[str, Capability]:
    """Every capability, none of them known."""
    return {name: Capability(name) for name in NAMES}
