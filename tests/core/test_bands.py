import random

import pytest

from core.bands import NOTHING, Band


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (Band(0, 0), "0"),
        (Band(3, 3), "3"),
        (Band(0.5, 0.5), "0.5"),
        (Band(2, 4), "2\N{EN DASH}4"),
        (Band(2.63, 3.37), "2.6\N{EN DASH}3.4"),
        (Band(118.2, 141.9), "118\N{EN DASH}142"),
        (Band(0, 0.31), "at most 0.4"),
        (Band(0, 4), "at most 4"),
        (Band(0, 41), "at most 50"),
        (Band(9_000, 11_000), "9,000\N{EN DASH}11,000"),
    ],
)
def test_that_a_band_says_from_where_to_where(band: Band, words: str) -> None:
    assert band.words == words


def test_that_rounding_leaves_the_truth_inside() -> None:
    dice = random.Random(5)
    for _ in range(2_000):
        low = dice.choice((0.0, 0.01, 1.0, 100.0, 10_000.0)) * dice.random()
        band = Band(low, low + dice.choice((0.01, 1.0, 100.0)) * (0.01 + dice.random()))
        said = band.words.replace(",", "")
        if said.startswith("at most "):
            assert float(said.removeprefix("at most ")) >= band.high - 1e-9
            continue
        least, most = map(float, said.split("\N{EN DASH}"))
        assert least <= band.low + 1e-9, said
        assert most >= band.high - 1e-9, said


def test_that_bands_add_up() -> None:
    assert NOTHING.plus(Band(1, 2)).plus(Band(10, 30)) == (11, 32)
