"""Rates and counts as the window writes them; what is not known is `?`, never 0."""

UNKNOWN = "?"
_UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
_DURATIONS = ((5_400.0, 3_600.0, "h"), (90.0, 60.0, "min"), (1.0, 1.0, "s"), (1e-5, 1e-3, "ms"))


def rate(value: float | None, at_least: bool = False) -> str:
    """A number of messages per second: `0.4/s`, `12.4/s`, `1.25k/s`."""
    return UNKNOWN if value is None else f"{_bound(at_least)}{_decimal(value)}/s"


def count(value: int | None, at_least: bool = False) -> str:
    """A number of messages, short: `940`, `12.4k`."""
    return UNKNOWN if value is None else f"{_bound(at_least)}{_whole(value)}"


def exact_count(value: int | None, at_least: bool = False) -> str:
    """A number of messages to the last digit, in groups of three: `12 431`."""
    grouped = "" if value is None else f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return UNKNOWN if value is None else f"{_bound(at_least)}{grouped}"


def share(part: float) -> str:
    """A part of a whole: `0.4 %`, `42 %`."""
    percent = 100 * part
    if not percent:
        return "0 %"
    return "<0.1 %" if percent < 0.095 else f"{percent:.{1 if percent < 9.95 else 0}f} %"


def duration(seconds: float | None) -> str:
    """How long something took, in two or three figures: `0.42 ms`, `4.2 ms`, `340 ms`, `1.2 s`."""
    if seconds is None:
        return UNKNOWN
    for least, size, unit in _DURATIONS:
        if seconds >= 0.9995 * least:
            scaled = seconds / size
            digits = 0 if scaled >= 9.95 else 1 if scaled >= 0.995 else 2
            return f"{scaled:.{digits}f} {unit}"
    return "<0.01 ms"


def _bound(at_least: bool) -> str:
    return "\N{GREATER-THAN OR EQUAL TO} " if at_least else ""


def _decimal(value: float) -> str:
    if value == 0:
        return "0"
    if value < 0.005:
        return "<0.01"
    if value < 0.095:
        return f"{value:.2f}"
    if value < 99.95:
        return f"{value:.1f}"
    return f"{value:.0f}" if value < 999.5 else _with_unit(value)


def _whole(value: int) -> str:
    return str(value) if value < 10_000 else _with_unit(value)


def _with_unit(value: float) -> str:
    """Three figures and a unit."""
    for size, unit in _UNITS:
        if value >= 0.9995 * size:
            scaled = value / size
            digits = 0 if scaled >= 99.95 else 1 if scaled >= 9.995 else 2
            return f"{scaled:.{digits}f}{unit}"
    return f"{value:.0f}"
