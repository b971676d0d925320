"""How the window writes counts, rates, shares, sizes and times; what is not known is `?`, never 0.

Templates that `wording.tr` fills in may write `{n:,}` for a count: the same groups of three.
"""

from datetime import datetime

from core.wording import phrase, tr

UNKNOWN = "?"
_UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
_SIZES = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))
_GIVEN_SIZES = (*_SIZES, (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))
_SPANS = (
    (86_400, phrase("{n} d")),
    (3_600, phrase("{n} h")),
    (60, phrase("{n} min")),
    (1, phrase("{n} s")),
)
_FINE = (
    (1, 2, 1000, phrase("{n} ms")),
    (10, 1, 1000, phrase("{n} ms")),
    (1000, 0, 1000, phrase("{n} ms")),
    (10, 1, 1, phrase("{n} s")),
    (60, 0, 1, phrase("{n} s")),
)
"""Below how many so many decimals are written, and of which part of a second."""
_COARSE = ((600, 1), (3_600, 60), (36_000, 60), (86_400, 3_600), (864_000, 3_600))
"""Below how many seconds they are told by how many: `9 min 59 s`, but `59 min`."""


def rate(value: float | None, at_least: bool = False) -> str:
    """A number of messages per second: `0.4/s`, `12.4/s`, `1.25k/s`."""
    return UNKNOWN if value is None else f"{_bound(at_least)}{decimal(value)}/s"


def count(value: int | None, at_least: bool = False) -> str:
    """A number of messages, short: `9,400`, `12.4k`."""
    return UNKNOWN if value is None else f"{_bound(at_least)}{_whole(value)}"


def exact_count(value: int | None, at_least: bool = False) -> str:
    """A number of messages to the last digit, in groups of three: `12,431`."""
    return UNKNOWN if value is None else f"{_bound(at_least)}{grouped(value)}"


def grouped(value: float, decimals: int = 0) -> str:
    """A number with so many decimals, in groups of three: `12,431`, `1,250.5`."""
    return f"{value:,.{decimals}f}"


def decimal(value: float) -> str:
    """A number in three figures, and a unit where it is large: `0.04`, `2.7`, `1.25k`."""
    if value == 0:
        return "0"
    if value < 0.005:
        return "<0.01"
    if value < 0.095:
        return f"{value:.2f}"
    if value < 99.95:
        return f"{value:.1f}"
    return f"{value:.0f}" if value < 999.5 else _with_unit(value)


def share(part: float) -> str:
    """A part of a whole: `0.4%`, `42%`."""
    percent = 100 * part
    if not percent:
        return "0%"
    return "<0.1%" if percent < 0.095 else f"{percent:.{1 if percent < 9.95 else 0}f}%"


def size(number: float) -> str:
    """A number of bytes, in the binary units of RabbitMQ's limits: `940 B`, `1.2 KiB`."""
    for unit, name in _SIZES:
        if number >= unit:
            return f"{number / unit:,.1f} {name}"
    return f"{int(number):,} B"


def given_size(number: float) -> str:
    """A number of bytes that somebody has chosen, exactly: `1 MiB`, `1.5 GB`, `1,234 B`."""
    for unit, name in _GIVEN_SIZES:
        scaled = number / unit
        if scaled >= 1 and round(scaled, 1) == scaled:
            return f"{scaled:g} {name}"
    return f"{number:,g} B" if number % 1 else f"{int(number):,} B"


def duration(seconds: float | None) -> str:
    """How long something took, to the nearest: `0.42 ms`, `340 ms`, `1.2 s`, `2 min 30 s`."""
    if seconds is None:
        return UNKNOWN
    return tr("<{n} ms", n="0.01") if seconds < 1e-5 else _time(seconds, 0.5)


def age(seconds: float) -> str:
    """A time that has passed at least, so rounded down: `340 ms`, `1.2 s`, `47 s`, `3 min 20 s`."""
    return _time(seconds, 1e-6) if seconds >= 1e-5 else tr("{n} ms", n=0)


def whole_age(seconds: float) -> str:
    """The same where nothing finer than a second is known: `0 s`, `8 s`, `3 min 20 s`."""
    return _told(max(seconds, 0.0), 1e-6)


def given_time(seconds: float) -> str:
    """A time that somebody has chosen, exactly: `500 ms`, `1.5 s`, `1 h 30 min`, `7 d`."""
    if 0 < seconds < 1:
        return tr("{n} ms", n=f"{seconds * 1000:g}")
    if seconds % 1:
        return tr("{n} s", n=f"{seconds:,.3f}".rstrip("0"))
    return _spans(int(seconds))


def clock(at: float) -> str:
    """The local time of a moment: `16:04:10`."""
    return f"{datetime.fromtimestamp(at).astimezone():%H:%M:%S}"


def _time(seconds: float, up: float) -> str:
    """In two or three figures; what is below the last one counts as one more from `1 - up` on."""
    for below, decimals, part, words in _FINE:
        power = 10**decimals
        steps = int(seconds * part * power + up)
        if steps < below * power:
            return tr(words, n=f"{steps / power:.{decimals}f}")
    return _told(seconds, up)


def _told(seconds: float, up: float) -> str:
    """In one or two units, two figures or three."""
    for below, step in _COARSE:
        rounded = int(seconds / step + up) * step
        if rounded < below:
            return _spans(rounded)
    return _spans(int(seconds / 86_400 + up) * 86_400)


def _spans(seconds: int) -> str:
    """Exactly, in days, hours, minutes and seconds as far as there are any."""
    told = []
    for span, words in _SPANS:
        number, seconds = divmod(seconds, span)
        if number:
            told.append(tr(words, n=grouped(number)))
    return " ".join(told) or tr("{n} s", n=0)


def _bound(at_least: bool) -> str:
    return "\N{GREATER-THAN OR EQUAL TO} " if at_least else ""


def _whole(value: int) -> str:
    return grouped(value) if value < 10_000 else _with_unit(value)


def _with_unit(value: float) -> str:
    """Three figures and a unit."""
    for size_of, unit in _UNITS:
        if value >= 0.9995 * size_of:
            scaled = value / size_of
            digits = 0 if scaled >= 99.95 else 1 if scaled >= 9.995 else 2
            return f"{scaled:.{digits}f}{unit}"
    return f"{value:.0f}"
