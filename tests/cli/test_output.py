"""What commands share: values as JSON has them, and files that are whole or as they were."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from reopen.cli.output import answer, plain, rows


def test_values_are_those_of_json() -> None:
    """Numbers of NumPy are numbers, what is not known is null, and lists stay lists."""
    given = {
        "count": np.int64(3), "yes": np.bool_(True), "share": np.float64(1 / 3), "none": None,
        "missing": pd.NA, "beyond": float("inf"), "ids": ("a", "b"), 4: [np.nan],
    }  # fmt: skip
    found = plain(given)
    assert found == {
        "count": 3, "yes": True, "share": 0.333333, "none": None, "missing": None, "beyond": None,
        "ids": ["a", "b"], "4": [None],
    }  # fmt: skip
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_rows_are_those_of_the_table() -> None:
    """One mapping a row, in order."""
    table = pd.DataFrame({"name": ["b", "a"], "km": [1.5, np.nan]})
    assert rows(table) == [{"name": "b", "km": 1.5}, {"name": "a", "km": None}]


def test_answers_go_to_stdout(capsys) -> None:
    """Numbers are not coloured, and nothing goes to the log."""
    answer().print("12 km")
    assert capsys.readouterr() == ("12 km\n", "")
