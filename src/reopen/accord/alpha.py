"""Krippendorff's alpha: how far coders agree beyond chance, for any number of coders and missing values."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from reopen.errors import SettingsError

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Floats = npt.NDArray[np.float64]

#: Resamples of an interval, and the share of them that it holds.
DRAWS, CONFIDENCE = 1_000, 0.95


@dataclass(frozen=True, slots=True)
class Alpha:
    """Agreement between coders.

    Attributes
    ----------
    value : float
        Alpha: 1 perfect agreement, 0 what chance gives, below 0 systematic disagreement; NaN where it
        cannot be said, and ``said`` says why.
    low, high : float
        Bootstrap interval over units; NaN without one.
    level : {"nominal", "ordinal", "interval", "ratio"}
        How values are compared.
    coders : int
        Coders with at least one value that can be paired.
    units : int
        Units that at least two coders gave a value.
    values : int
        Values in these units.
    confidence : float
        Share of resamples that the interval holds.
    said : str
        What is missing and why; "" where nothing is.
    """

    value: float
    low: float
    high: float
    level: Level
    coders: int
    units: int
    values: int
    confidence: float
    said: str


def krippendorff_alpha(
    values: npt.ArrayLike,
    *,
    level: Level,
    seed: int = 0,
    draws: int = DRAWS,
    confidence: float = CONFIDENCE,
) -> Alpha:
    """Krippendorff's alpha of some coders' values.

    alpha = 1 - D_o / D_e, the disagreement observed over that expected by chance, both sums over a matrix of
    coincidences in which each unit counts its pairs of values divided by one less than its values:

        alpha = 1 - (n - 1) * sum(o_ck * d_ck) / sum(n_c * n_k * d_ck)

    with d_ck the squared difference of two values: 0 or 1 (nominal); the number of values from one to the
    other, half of their own left out, squared (ordinal); (c - k)**2 (interval); ((c - k) / (c + k))**2
    (ratio).

    The interval resamples units with replacement. Resamples in which all values are alike have no alpha and
    are left out; ``said`` counts them. With few units it is too narrow.

    Parameters
    ----------
    values : array of float, coders x units
        NaN where a coder gave no value.
    level : {"nominal", "ordinal", "interval", "ratio"}
        How values are compared.
    seed : int
        Seed of the resamples.
    draws : int
        Number of resamples; 0 for no interval.
    confidence : float
        Share of resamples that the interval holds, above 0 and below 1.

    Returns
    -------
    Alpha
        NaN, with the reason, where no unit has two values or all values are alike.

    Raises
    ------
    SettingsError
        When the values are no matrix, are infinite, or are negative on the level "ratio", or when the
        level, the number of resamples or the confidence is wrong.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. University of Pennsylvania,
    Annenberg School for Communication.

    Examples
    --------
    >>> round(krippendorff_alpha([[0, 1, 2, 3, 3], [0, 1, 3, 3, 2]], level="ordinal", draws=0).value, 3)
    0.787
    """
    data = _checked(values, level, draws, confidence)
    pairable = np.isfinite(data).sum(axis=0) > 1
    data = data[:, pairable]
    given = np.isfinite(data)
    scale, place = np.unique(data[given], return_inverse=True)
    counts = np.zeros((data.shape[1], len(scale)))
    np.add.at(counts, (np.nonzero(given)[1], place), 1.0)
    value = _alpha(counts, np.ones(len(counts)), scale, level)
    low, high, said = nan, nan, _why_not(counts)
    if not said and draws:
        low, high, said = _interval(counts, scale, level, seed, draws, confidence)
    return Alpha(
        value=value, low=low, high=high, level=level, coders=int(given.any(axis=1).sum()),
        units=len(counts), values=int(given.sum()), confidence=confidence, said=said,
    )  # fmt: skip


def _checked(values: npt.ArrayLike, level: str, draws: int, confidence: float) -> Floats:
    """The values as a matrix, or everything that is wrong with them at once."""
    data = np.asarray(values, np.float64)
    problems = []
    if data.ndim != 2:
        problems.append(f"values: found {data.ndim} dimensions; expected two, coders by units")
    if np.isinf(data).any():
        problems.append("values: found an infinite one; expected finite ones, and NaN where there is none")
    if level not in get_args(Level):
        problems.append(f"level: found {level!r}; expected one of {', '.join(get_args(Level))}")
    if level == "ratio" and (data < 0.0).any():
        problems.append("values: found one below 0; the level 'ratio' needs a zero that nothing lies below")
    if draws < 0:
        problems.append(f"draws: found {draws}; expected 0 or more")
    if not 0.0 < confidence < 1.0:
        problems.append(f"confidence: found {confidence:g}; expected a share between 0 and 1")
    if problems:
        raise SettingsError("\n".join(problems))
    return data


def _why_not(counts: Floats) -> str:
    if not len(counts):
        return "no unit has values of two coders"
    if counts.shape[1] < 2:
        return "all values are alike, so that agreement cannot be told from chance"
    return ""


def _alpha(counts: Floats, weights: Floats, scale: Floats, level: Level) -> float:
    """Alpha of units, counts by unit and value, each unit taken as often as its weight says."""
    each = weights / (counts.sum(axis=1) - 1.0)
    coincidences = counts.T @ (counts * each[:, None])
    coincidences[np.diag_indices(len(scale))] -= counts.T @ each
    totals = coincidences.sum(axis=1)
    squared = _squared(scale, totals, level)
    expected = float(totals @ squared @ totals)
    if not expected > 0.0:
        return nan
    return 1.0 - float(totals.sum() - 1.0) * float((coincidences * squared).sum()) / expected


def _squared(scale: Floats, totals: Floats, level: Level) -> Floats:
    """Squared difference between each two values of the scale."""
    row, column = scale[:, None], scale[None, :]
    apart: Floats = row - column
    if level == "nominal":
        apart = (apart != 0.0).astype(np.float64)
    elif level == "ordinal":
        # Between the middles of two values on the line of all values: half of their own is left out.
        middle = np.cumsum(totals) - 0.5 * totals
        apart = middle[:, None] - middle[None, :]
    elif level == "ratio":
        both = row + column
        apart = np.divide(apart, both, out=np.zeros_like(both), where=both > 0.0)
    return np.square(apart)


def _interval(
    counts: Floats, scale: Floats, level: Level, seed: int, draws: int, confidence: float
) -> tuple[float, float, str]:
    """Ends of the bootstrap interval, and how many resamples were left out."""
    rng = np.random.default_rng(seed)
    units = len(counts)
    weights = rng.multinomial(units, np.full(units, 1.0 / units), size=draws).astype(np.float64)
    found = np.array([_alpha(counts, one, scale, level) for one in weights])
    kept = found[np.isfinite(found)]
    tail = (1.0 - confidence) / 2.0
    if not len(kept):
        return nan, nan, "no interval: in every resample all values are alike"
    low, high = np.quantile(kept, [tail, 1.0 - tail])
    left = draws - len(kept)
    said = f"{left:,} of {draws:,} resamples had no alpha and are left out of the interval" if left else ""
    return float(low), float(high), said
