"""A number that is not known exactly, but is proved to lie between two others."""

from math import ceil, floor, log10
from typing import NamedTuple

from core.wording import tr


class Band(NamedTuple):
    """At least and at most."""

    low: float
    high: float

    def plus(self, other: "Band") -> "Band":
        """Of both together."""
        return Band(self.low + other.low, self.high + other.high)

    @property
    def words(self) -> str:
        """From where to where, rounded so that the truth stays inside.

        `2.5-3.5`; `at most 4` where it may be none at all.
        """
        if self.high <= 0 or self.low == self.high:
            return _figure(self.low, 0.01)
        if self.low <= 0:
            unit = _unit(2 * self.high)
            return tr(
                "at most {number}", number=_figure(ceil(self.high / unit - 1e-9) * unit, unit)
            )
        unit = _unit((self.high - self.low) / 2)
        low, high = floor(self.low / unit + 1e-9) * unit, ceil(self.high / unit - 1e-9) * unit
        return f"{_figure(low, unit)}\N{EN DASH}{_figure(high, unit)}"

    def as_json(self) -> dict[str, float]:
        """The form that the command line prints."""
        return {"low": round(self.low, 3), "high": round(self.high, 3)}


NOTHING = Band(0.0, 0.0)


def _unit(value: float) -> float:
    """What figures of that size are rounded to: 0.1 of 0.37, 10 of 42, but 1 of 12."""
    return float(10.0 ** floor(log10(value / 2)))


def _figure(value: float, unit: float) -> str:
    digits = max(0, -floor(log10(unit)))
    shown = f"{value:,.{digits}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
