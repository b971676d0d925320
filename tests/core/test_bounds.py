from hypothesis import given
from hypothesis import strategies as st

from core.bounds import bounds

ROWS, COLUMNS = ("r", "s", "t"), ("x", "y", "z")
EVERY = tuple((row, column) for row in ROWS for column in COLUMNS)


def test_that_one_row_or_one_column_decides_everything() -> None:
    assert bounds({"r": 3}, {"x": 1, "y": 2}, EVERY[:2]) == {("r", "x"): (1, 1), ("r", "y"): (2, 2)}
    assert bounds({"r": 1, "s": 2}, {"x": 3}, [("r", "x"), ("s", "x")]) == {
        ("r", "x"): (1, 1),
        ("s", "x"): (2, 2),
    }


def test_that_what_does_not_fit_elsewhere_is_the_least() -> None:
    found = bounds({"r": 10, "s": 1}, {"x": 10, "y": 1}, EVERY)
    assert found is not None
    assert found["r", "x"] == (9, 10)
    assert found["s", "y"] == (0, 1)


def test_that_fewer_cells_decide_more() -> None:
    found = bounds({"r": 2, "s": 2}, {"x": 2, "y": 2}, [("r", "x"), ("s", "x"), ("s", "y")])
    assert found == {("r", "x"): (2, 2), ("s", "x"): (0, 0), ("s", "y"): (2, 2)}


def test_that_sums_that_no_table_has_are_refused() -> None:
    assert bounds({"r": 2}, {"x": 1}, EVERY) is None
    assert bounds({"r": 2}, {"y": 2}, [("r", "x")]) is None


def test_that_nothing_proves_nothing() -> None:
    assert bounds({}, {"x": 0}, EVERY) == {}


tables = st.fixed_dictionaries(dict.fromkeys(EVERY, st.integers(0, 6)))


@given(tables, st.sets(st.sampled_from(EVERY)))
def test_that_the_truth_is_always_within_bounds(
    table: dict[tuple[str, str], int], empty: set[tuple[str, str]]
) -> None:
    table = {cell: 0 if cell in empty else amount for cell, amount in table.items()}
    rows = {row: sum(table[row, c] for c in COLUMNS) for row in ROWS}
    columns = {column: sum(table[r, column] for r in ROWS) for column in COLUMNS}
    found = bounds(rows, columns, [cell for cell in EVERY if cell not in empty])
    assert found is not None
    for cell, amount in table.items():
        least, most = found.get(cell, (0, 0))
        assert least <= amount <= most
