"""Rates and counts as the window writes them; what is not known is `?`, never 0."""

UNKNOWN = "?"
_UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


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
