"""The samples of a queue or a vhost, for whoever asks how far back and at what distances."""

from collections.abc import Mapping
from math import ceil, floor
from typing import Any

from core.broker.broker import Broker
from core.broker.management.asking import Question, bad_request
from core.broker.slides import points, told
from core.broker.statistics import Sample

Json = dict[str, Any]
_MOST = 500
_WORK = "reductions"
Range = tuple[int, int]
"""Age and distance, in seconds."""


def with_samples(ask: Question, row: Json, of: object, *, ahead: bool = False) -> Json:
    """A row with the samples that are asked for.

    Depths are told up to the next point of the grid where RabbitMQ does so: of a single queue.
    """
    lengths, counts, work = (_range(ask.query, name) for name in _RANGES)
    stats = row.get("message_stats")
    found = dict(row)
    if lengths:
        found |= _sampled(ask.broker, of, lengths, row, "messages", ahead=ahead)
    if counts and stats:
        found["message_stats"] = stats | _sampled(ask.broker, of, counts, stats, "")
    if work and ahead:
        found[_WORK] = _work(ask.broker.statistics.of(of))
        found |= _sampled(ask.broker, of, work, {_WORK: 0, f"{_WORK}_details": {}}, _WORK)
    return found


_RANGES = ("lengths", "msg_rates", "data_rates")


def _range(query: Mapping[str, str], name: str) -> Range | None:
    age, step = query.get(f"{name}_age", ""), query.get(f"{name}_incr", "")
    if not (age.isdecimal() and step.isdecimal()):
        return None
    if not int(age) or not int(step) or int(age) // int(step) > _MOST:
        words = f"Invalid range parameters: age {age}, incr {step}"
        raise bad_request(words)
    return int(age), int(step)


def _sampled(
    broker: Broker, of: object, asked: Range, row: Json, begins: str, *, ahead: bool = False
) -> Json:
    """The details of the numbers of a row that begin so, with their samples."""
    age, step = asked
    now = broker.started_at + broker.uptime
    newest = (ceil if ahead else floor)(now / step) * step
    slide = broker.statistics.slides(of).reaching(age)
    at = [(point, slide.by(point)) for point in points(newest, age, step)]
    names = [name for name in row if f"{name}_details" in row and name.startswith(begins)]
    return {
        f"{name}_details": {
            **row[f"{name}_details"],
            "samples": [told(point, _value(sample, name)) for point, sample in at],
        }
        for name in names
    }


def _value(sample: Sample | None, name: str) -> int:
    """0 for the time before there was anything, as RabbitMQ tells it."""
    if sample is None:
        return 0
    return _work(sample) if name == _WORK else sample.of(name)


def _work(sample: Sample) -> int:
    """What a queue has done so far, which is something from its first sample on."""
    return 1 + sum(sample.message_stats.values())
