"""Rows of different assessments that describe the same thing: found and shown, never merged.

Two rows are a pair when they are of the same sector, of different assessments, and each is the
nearest of the other's assessment to the other, within some metres; or when one says of itself that it
is ``same_as`` the other. One row thus pairs with at most one row of each assessment by position, so
that a street of houses does not become one house. UNOSAT states its points to be within 15 m.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from reopen.errors import SettingsError
from reopen.region.records import records
from reopen.region.spans import span

if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt
    import pandas as pd

#: Which of several assessments of one thing counts.
Rule = Literal["newest", "worst", "all"]
#: Metres within which rows of different assessments may be the same thing.
WITHIN = 25.0
#: Metres of a degree of latitude on a sphere with the mean radius of the earth.
DEGREE = 111_195.0
#: Columns of the pairs.
PAIRS = (
    "id_a", "id_b", "sector_a", "sector_b", "assessment_a", "assessment_b", "grade_a", "grade_b", "date_a",
    "date_b", "distance_m", "why",
)  # fmt: skip
_CONFIDENCE = ("low", "medium", "high")


def duplicates(rows: pd.DataFrame, *, within: float = WITHIN) -> pd.DataFrame:
    """Pairs of rows that may be the same thing.

    Parameters
    ----------
    rows : DataFrame
        ``asset_id, sector, assessment, x, y`` (degrees, NaN for none), ``grade, image_date, same_as``.
    within : float
        Metres between the rows of a pair at most.

    Returns
    -------
    DataFrame
        One row a pair, columns `PAIRS`; ``distance_m`` is NaN where a row has no position, ``why`` is
        ``near`` or ``same_as``. Of a pair that is both, the statement counts.

    Raises
    ------
    SettingsError
        When the distance is negative or no number.
    """
    import pandas as pd

    if not 0.0 <= within < float("inf"):
        raise SettingsError(f"distance between duplicates: found {within}, expected metres, 0 or more")
    found = dict.fromkeys(_near(rows, within), "near") | dict.fromkeys(_stated(rows), "same_as")
    pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
    first, second = (rows.iloc[pairs[:, side]].reset_index(drop=True) for side in (0, 1))
    out = {
        f"{column}_{side}": part[name]
        for column, name in (
            ("id", "asset_id"), ("sector", "sector"), ("assessment", "assessment"), ("grade", "grade"),
            ("date", "image_date"),
        )
        for side, part in (("a", first), ("b", second))
    }  # fmt: skip
    ends = [metres(part["x"].to_numpy(), part["y"].to_numpy(), _middle(rows)) for part in (first, second)]
    frame = pd.DataFrame(out | {"distance_m": np.hypot(*(ends[0] - ends[1]).T)})
    frame["why"] = [found[(int(a), int(b))] for a, b in pairs]
    return frame[list(PAIRS)]


def counted(rows: pd.DataFrame, pairs: pd.DataFrame, rule: Rule) -> tuple[list[bool], list[str]]:
    """Which rows count, and why or why not.

    Rows that pairs tie together, directly or through others, are one thing. With ``newest`` the latest
    image counts (a month or year as its last day), with ``worst`` the highest grade; a row without a
    grade never counts in place of one that has a grade, nor one without a value, of which nothing could be
    planned, in place of one that has a value. Ties go to the higher grade or later date,
    then to the higher confidence, then to the first row.

    Parameters
    ----------
    rows : DataFrame
        As for `duplicates`, with ``confidence`` and ``value``, NaN for none.
    pairs : DataFrame
        From `duplicates`.
    rule : {"newest", "worst", "all"}
        Which row of one thing counts.

    Returns
    -------
    tuple of (list of bool, list of str)
        By row.

    Raises
    ------
    SettingsError
        When there is no such rule.
    """
    if rule not in get_args(Rule):
        raise SettingsError(f"duplicates: found {rule!r}, expected 'newest', 'worst' or 'all'")
    cells = records(rows[["asset_id", "grade", "image_date", "confidence", "value"]])
    counts, why = [True] * len(cells), ["the only assessment"] * len(cells)
    for group in _groups(rows, pairs):
        best = max(group, key=lambda row: (*_merit(cells[row], rule), -row))
        for row in group:
            others = len(group) - 1
            if rule == "all":
                why[row] = f"counted beside {others} other assessment{'s' if others > 1 else ''} of it"
            elif row == best:
                why[row] = f"{rule} of {len(group)} assessments"
            else:
                counts[row] = False
                why[row] = f"{cells[best]['asset_id']} counts in its place ({rule})"
    return counts, why


def metres(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], latitude: float
) -> npt.NDArray[np.float64]:
    """Positions in metres east and north, true to scale near a latitude; shape (rows, 2).

    Examples
    --------
    >>> metres(np.array([0.0, 1.0]), np.array([0.0, 0.0]), 60.0).round().tolist()
    [[0.0, 0.0], [55598.0, 0.0]]
    """
    return np.column_stack([x * DEGREE * np.cos(np.radians(latitude)), y * DEGREE])


def _middle(rows: pd.DataFrame) -> float:
    """Mean latitude; 0 where no row has one."""
    y = rows["y"].to_numpy()
    y = y[~np.isnan(y)]
    return float(y.mean()) if len(y) else 0.0


def _near(rows: pd.DataFrame, within: float) -> list[tuple[int, int]]:
    """Rows of one sector that are each other's nearest in the other assessment, the lower row first."""
    from scipy.spatial import KDTree

    placed = rows["x"].notna() & rows["y"].notna()
    spots = metres(rows["x"].to_numpy(), rows["y"].to_numpy(), _middle(rows))
    out = []
    for _, part in rows[placed].reset_index(names="row").groupby("sector", sort=True):
        sets = [group["row"].to_numpy() for _, group in part.groupby("assessment", sort=True)]
        trees = [KDTree(spots[one]) for one in sets]
        for a, b in combinations(range(len(sets)), 2):
            gaps, to_b = trees[b].query(spots[sets[a]])
            _, to_a = trees[a].query(spots[sets[b]])
            mutual = (gaps <= within) & (to_a[to_b] == np.arange(len(sets[a])))
            ends = zip(sets[a][mutual].tolist(), sets[b][to_b[mutual]].tolist(), strict=True)
            out += [(min(pair), max(pair)) for pair in ends]
    return out


def _stated(rows: pd.DataFrame) -> list[tuple[int, int]]:
    """Rows that say that they are the same as another."""
    place = {name: row for row, name in enumerate(rows["asset_id"])}
    links = [(row, place.get(other, row)) for row, other in enumerate(rows["same_as"]) if other]
    return [(min(a, b), max(a, b)) for a, b in links if a != b]


def _groups(rows: pd.DataFrame, pairs: pd.DataFrame) -> list[list[int]]:
    """Rows that are one thing, two or more each."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    place = {name: row for row, name in enumerate(rows["asset_id"])}
    a, b = ([place[name] for name in pairs[side]] for side in ("id_a", "id_b"))
    _, label = connected_components(coo_array((np.ones(len(a)), (a, b)), (len(rows), len(rows))))
    groups: dict[int, list[int]] = {}
    for row in sorted({*a, *b}):
        groups.setdefault(int(label[row]), []).append(row)
    return list(groups.values())


def _merit(row: dict[str, Any], rule: Rule) -> tuple[bool, bool, Any, Any, int]:
    graded = row["grade"] == row["grade"]
    grade = row["grade"] if graded else -1.0
    days = span(row["image_date"])
    date = days[1].isoformat() if days else ""
    known = _CONFIDENCE.index(row["confidence"]) if row["confidence"] in _CONFIDENCE else 1
    priced = row["value"] == row["value"]
    first, then = (grade, date) if rule == "worst" else (date, grade)
    return graded, priced, first, then, known
