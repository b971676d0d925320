"""What firehose and proxy do, in words."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import numbers
from core.firehose_load import load_of
from core.wording import phrase, tr
from gui.icons import Mark
from gui.mends import in_window, sentences

if TYPE_CHECKING:
    from core.close_look import FirehoseLook
    from core.graph import FlowGraph
    from core.proxy_run import ProxyLook
    from gui.look.scope import Scope


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
            return Line("unknown", tr("Firehose off"), tr(FIREHOSE_GIVES))
        case "starting":
            return Line("working", tr("Firehose: asking the broker …"))
        case "listening":
            words = tr("Firehose on: {heard}, {left}", heard=heard(look), left=left(look, at))
            return Line("missing", words, sentences(*_heard_badly(look)))
        case "lost":
            more = sentences(look.why, in_window(look.mend))
            words = tr("Firehose lost the broker, {left}", left=left(look, at))
            return Line("missing", words, more)
        case "ending":
            return Line("working", tr("Firehose: putting everything back …"))
        case "refused":
            return Line(
                "failed", tr("Firehose not possible"), sentences(look.why, in_window(look.mend))
            )
        case "ended":
            return Line(
                "missing" if look.notes else "ok",
                tr("Firehose ended"),
                sentences(look.after, *_heard_badly(look)),
            )


def proxy_line(look: "ProxyLook") -> Line:
    """How the proxy is doing."""
    match look.phase:
        case "idle":
            return Line("unknown", tr("Proxy off"), tr(PROXY_GIVES))
        case "starting":
            return Line("working", tr("Proxy: starting on {address} …", address=look.address))
        case "listening":
            return _listening(look)
        case "ending":
            return Line("working", tr("Proxy: ending …"))
        case "refused":
            why = sentences(look.why, in_window(look.mend))
            return Line("failed", tr("Proxy not possible"), why)
        case "failed":
            why = sentences(look.why, in_window(look.mend))
            return Line("failed", tr("Proxy broke down"), why)
        case "ended":
            return Line("unknown", tr("Proxy ended"), sentences(_unseen(look.lost)))


FIREHOSE_GIVES = phrase("The broker copies publishes and deliveries for a while. It shows no acks.")
PROXY_GIVES = phrase("Services connect through Flowscope, which sees every ack.")


def nobody_yet(look: "ProxyLook") -> str:
    """What has to be done so that something is seen."""
    return tr(
        "let a service connect to {address} instead of {broker}",
        address=look.address,
        broker=look.upstream,
    )


def clients(number: int) -> str:
    """So many connections."""
    if number == 0:
        return tr("no client yet")
    many = tr("{n:,} clients", n=number)
    return tr("1 client") if number == 1 else many


def heard(look: "FirehoseLook") -> str:
    """What the firehose listens to."""
    named = [tr("exchange {name}", name=name or tr("(default)")) for name in look.exchanges]
    named += [tr("queue {name}", name=name) for name in look.queues]
    if not named:
        return tr("everything")
    if len(named) == 1:
        return named[0]
    return tr("{first} and {n:,} more", first=named[0], n=len(named) - 1)


def left(look: "FirehoseLook", at: float) -> str:
    """The time until it ends by itself: `0:42 left`."""
    if look.ends_at is None:
        return tr("not begun")
    return tr("{time} left", time=clock(look, at))


def clock(look: "FirehoseLook", at: float) -> str:
    """Minutes and seconds: `0:42`."""
    seconds = 0 if look.ends_at is None else max(0, math.ceil(look.ends_at - at))
    return f"{seconds // 60}:{seconds % 60:02}"


def chip_words(firehose: "FirehoseLook", proxy: "ProxyLook", at: float) -> str:
    """Both by name in as few words as possible; none while there is nothing to keep in mind."""
    parts = []
    if firehose.is_on:
        ends = firehose.phase == "ending"
        parts.append(tr("firehose ends …") if ends else _counting(firehose, at))
    elif firehose.notes:
        parts.append(tr("after the firehose"))
    if proxy.is_on:
        parts.append(tr("proxy: {clients}", clients=clients(proxy.clients)))
    return " · ".join(parts)


def cut_off(proxy: "ProxyLook") -> str:
    """What the end of the proxy does to those who are connected."""
    if proxy.clients == 1:
        return tr("1 client loses its connection")
    return tr("{n:,} clients lose their connection", n=proxy.clients)


def load_words(graph: "FlowGraph", scope: "Scope") -> str:
    """What listening to a scope would cost now; empty where no rates are known."""
    load = load_of(graph, scope.exchanges, scope.queues)
    return load.words if load is not None else ""


def _listening(look: "ProxyLook") -> Line:
    told = clients(look.clients)
    words = tr("Proxy on {address}: {clients}", address=look.address, clients=told)
    lost = _unseen(look.lost)
    if look.why:
        return Line("missing", words, sentences(look.why, in_window(look.mend), lost))
    if not look.clients:
        return Line("working", words, sentences(nobody_yet(look), lost))
    return Line("missing" if lost else "ok", words, sentences(lost))


def _counting(look: "FirehoseLook", at: float) -> str:
    if look.ends_at is None:
        return tr("firehose …")
    return tr("firehose {time}", time=clock(look, at))


def _heard_badly(look: "FirehoseLook") -> tuple[str, ...]:
    """What was not heard, and other things that are not as they should be."""
    dropped = tr("the broker dropped copies: nobody knows how many")
    return (*look.notes, _unseen(look.lost), dropped if look.overflowed else "")


def _unseen(lost: int) -> str:
    if not lost:
        return ""
    return tr(
        "at least {n} publishes, deliveries or acks were not seen: too many came at once",
        n=numbers.exact_count(lost),
    )
