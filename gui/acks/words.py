"""What lanes and messages say in words: labels, tool tips, rows, what is copied."""

from core import numbers
from core.amqp.fields import shown
from core.lanes.lane import Batching, Gauge, Lane
from core.lanes.settled import Fate
from core.sightings import name_of
from core.watched_message import Message
from core.wording import tr
from gui.acks.looks import FATE_LOOKS

NO_LIMIT = "\N{INFINITY}"


def gauge_text(gauge: Gauge) -> str:
    """Used of the limit: `6 / 10`, `6 / ∞`, `6 / ?`."""
    if gauge.limit == "no_ack":
        return tr("auto ack")
    limits = {"none": NO_LIMIT, "unknown": numbers.UNKNOWN}
    limit = numbers.count(gauge.limit) if isinstance(gauge.limit, int) else limits[gauge.limit]
    return f"{numbers.count(gauge.used)} / {limit}"


def gauge_words(gauge: Gauge) -> str:
    """The same as a sentence."""
    match gauge.limit:
        case "no_ack":
            return tr("Acks nothing by design: nothing is held.")
        case "none":
            return tr("Holds {held:,}; its prefetch has no limit.", held=gauge.used)
        case "unknown":
            return tr(
                "Holds {held:,}; its prefetch is unknown, it began before we watched.",
                held=gauge.used,
            )
    if gauge.shared:
        return tr(
            "Holds {held:,} of the {limit:,} that its prefetch allows, "
            "together with the other consumers of its channel.",
            held=gauge.used,
            limit=gauge.limit,
        )
    return tr(
        "Holds {held:,} of the {limit:,} that its prefetch allows.",
        held=gauge.used,
        limit=gauge.limit,
    )


def held_text(lane: Lane) -> str:
    """The number beside the name of a lane."""
    if lane.kind == "queue":
        return tr("{n} ready", n=numbers.count(lane.ready))
    if lane.is_blind:
        return numbers.UNKNOWN
    if lane.kind == "publisher":
        return tr("{n} unconfirmed", n=numbers.count(lane.held)) if lane.held else ""
    text = gauge_text(lane.gauge) if lane.gauge is not None else numbers.count(lane.held)
    return f"\N{GREATER-THAN OR EQUAL TO} {text}" if lane.at_least else text


def batching_text(batching: Batching | None) -> str:
    """How many messages an answer settles, short."""
    if batching is None or not batching.answers:
        return ""
    if not batching.multiple or batching.per_answer is None:
        return tr("one by one")
    return tr(
        "{n} per answer, last {last:,}",
        n=numbers.decimal(batching.per_answer),
        last=batching.last,
    )


def batching_words(batching: Batching | None) -> str:
    """The same as a sentence."""
    if batching is None or not batching.answers:
        return ""
    if not batching.multiple:
        return tr("{n:,} answers, each for one message.", n=batching.answers)
    return tr(
        "{answers:,} answers settled {messages:,} messages, "
        "{multiple:,} of them by multiple; the last one {last:,}.",
        answers=batching.answers,
        messages=batching.settled,
        multiple=batching.multiple,
        last=batching.last,
    )


def lane_words(lane: Lane) -> str:
    """Everything that a lane says, for tool tips and for those who do not see it."""
    lines = [tr("{name}, {where}", name=shown(lane.name), where=shown(lane.where))]
    if lane.why:
        lines.append(tr("{sentence}.", sentence=f"{lane.why[0].upper()}{lane.why[1:]}"))
    if lane.kind == "queue":
        ready = numbers.exact_count(lane.ready)
        lines.append(tr("{n} ready, as the broker counts.", n=ready))
    elif lane.kind == "publisher" and not lane.is_blind:
        lines.append(tr("{n:,} wait for a confirm.", n=lane.held))
    if lane.gauge is not None:
        lines.append(gauge_words(lane.gauge))
    lines.append(batching_words(lane.batching))
    lines += [_fate_words(fate, rate) for fate, rate in lane.rates.items()]
    if lane.is_blind:
        lines.append(_blind_words(lane))
    if lane.usual is not None:
        half, most = map(numbers.duration, lane.usual)
        lines.append(
            tr("Half are settled within {half}, 99 of 100 within {most}.", half=half, most=most)
        )
    return "\n".join(filter(None, lines))


def _blind_words(lane: Lane) -> str:
    if lane.kind == "publisher":
        return tr("Confirms cannot be seen here: the firehose has none. The proxy sees them.")
    return tr("Acks cannot be seen here: the firehose has none. The proxy sees them.")


def _fate_words(fate: Fate, rate: float) -> str:
    return tr("{fate} {rate}", fate=tr(FATE_LOOKS[fate].word), rate=numbers.rate(rate))


def message_label(message: Message, age: float) -> str:
    """Beside a message in a lane."""
    return f"{short_name(message)}  {shown(message.routing_key)}  {numbers.age(age)}"


def short_name(message: Message) -> str:
    """A message's id, else its tag."""
    return shown(message.message_id) if message.message_id else tr("tag {tag}", tag=message.tag)


def message_words(message: Message, state: str) -> str:
    """A message in a tool tip; `state` says since when or after what time it is what."""
    who = message.party.service or message.party.connection
    lines = [
        name_of(message),
        state,
        tr(
            "routing key {key}, {size}",
            key=message.routing_key or tr("(empty)"),
            size=numbers.size(message.size),
        ),
        tr("{who}, channel {channel}", who=who, channel=message.channel),
    ]
    if message.redeliveries:
        lines.append(tr("redelivered {n:,} times as far as was seen", n=message.redeliveries))
    return "\n".join(lines)
