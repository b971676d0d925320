"""What firehose and proxy do, in words."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui import numbers
from gui.icons import Mark
from gui.mends import in_window, sentences

if TYPE_CHECKING:
    from core.close_look import FirehoseLook
    from core.proxy_run import ProxyLook


@dataclass(frozen=True, slots=True)
class Line:
    """The state of one of them: its sign, what it is, and what one has to know besides."""

    mark: Mark
    words: str
    more: str = ""


def firehose_line(look: "FirehoseLook", at: float) -> Line:
    """How the firehose is doing."""
    match look.phase:
        case "idle":
            return Line("unknown", "Firehose off", FIREHOSE_GIVES)
        case "starting":
            return Line("working", "Firehose: asking the broker …")
        case "listening":
            words = f"Firehose on: {heard(look)}, {left(look, at)}"
            return Line("missing", words, sentences(*_heard_badly(look)))
        case "lost":
            more = sentences(look.why, in_window(look.mend))
            return Line("missing", f"Firehose lost the broker, {left(look, at)}", more)
        case "ending":
            return Line("working", "Firehose: putting everything back …")
        case "refused":
            return Line(
                "failed", "Firehose not possible", sentences(look.why, in_window(look.mend))
            )
        case "ended":
            return Line(
                "missing" if look.notes else "ok",
                "Firehose ended",
                sentences(look.after, *_heard_badly(look)),
            )


def proxy_line(look: "ProxyLook") -> Line:
    """How the proxy is doing."""
    match look.phase:
        case "idle":
            return Line("unknown", "Proxy off", PROXY_GIVES)
        case "starting":
            return Line("working", f"Proxy: starting on {look.address} …")
        case "listening":
            return _listening(look)
        case "ending":
            return Line("working", "Proxy: ending …")
        case "refused":
            return Line("failed", "Proxy not possible", sentences(look.why, in_window(look.mend)))
        case "failed":
            return Line("failed", "Proxy broke down", sentences(look.why, in_window(look.mend)))
        case "ended":
            return Line("unknown", "Proxy ended", sentences(_unseen(look.lost)))


FIREHOSE_GIVES = "The broker copies publishes and deliveries for a while. It shows no acks."
PROXY_GIVES = "Services connect through Flowscope, which sees every ack."


def nobody_yet(look: "ProxyLook") -> str:
    """What has to be done so that something is seen."""
    return f"let a service connect to {look.address} instead of {look.upstream}"


def clients(number: int) -> str:
    """So many connections."""
    if number == 0:
        return "no client yet"
    return "1 client" if number == 1 else f"{numbers.exact_count(number)} clients"


def heard(look: "FirehoseLook") -> str:
    """What the firehose listens to."""
    named = [f"exchange {name or '(default)'}" for name in look.exchanges]
    named += [f"queue {name}" for name in look.queues]
    if not named:
        return "everything"
    return named[0] if len(named) == 1 else f"{named[0]} and {len(named) - 1} more"


def left(look: "FirehoseLook", at: float) -> str:
    """The time until it ends by itself: `0:42 left`."""
    return f"{clock(look, at)} left" if look.ends_at is not None else "not begun"


def clock(look: "FirehoseLook", at: float) -> str:
    """Minutes and seconds: `0:42`."""
    seconds = 0 if look.ends_at is None else max(0, math.ceil(look.ends_at - at))
    return f"{seconds // 60}:{seconds % 60:02}"


def chip_words(firehose: "FirehoseLook", proxy: "ProxyLook", at: float) -> str:
    """Both in as few words as possible; none while there is nothing to keep in mind."""
    parts = []
    if firehose.is_on:
        parts.append("firehose ends …" if firehose.phase == "ending" else _counting(firehose, at))
    elif firehose.notes:
        parts.append("after the firehose")
    if proxy.is_on:
        parts.append(clients(proxy.clients) if parts else f"proxy: {clients(proxy.clients)}")
    return " · ".join(parts)


def cut_off(proxy: "ProxyLook") -> str:
    """What the end of the proxy does to those who are connected."""
    lose = "loses its connection" if proxy.clients == 1 else "lose their connection"
    return f"{clients(proxy.clients)} {lose}"


def _listening(look: "ProxyLook") -> Line:
    words = f"Proxy on {look.address}: {clients(look.clients)}"
    lost = _unseen(look.lost)
    if look.why:
        return Line("missing", words, sentences(look.why, in_window(look.mend), lost))
    if not look.clients:
        return Line("working", words, sentences(nobody_yet(look), lost))
    return Line("missing" if lost else "ok", words, sentences(lost))


def _counting(look: "FirehoseLook", at: float) -> str:
    return "firehose …" if look.ends_at is None else f"firehose {clock(look, at)}"


def _heard_badly(look: "FirehoseLook") -> tuple[str, ...]:
    """What was not heard, and other things that are not as they should be."""
    dropped = "the broker dropped copies: nobody knows how many" if look.overflowed else ""
    return (*look.notes, _unseen(look.lost), dropped)


def _unseen(lost: int) -> str:
    if not lost:
        return ""
    return f"at least {numbers.exact_count(lost)} facts were not seen: there were too many at once"
