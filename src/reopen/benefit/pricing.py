"""Rows of ways with a value: choice, response and surplus at central values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.valuing import FIGURES, value_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.ways import LayerWays, Rows, Ways

#: Modes of the kilometres by way, and the amounts that are kilometres by each.
MODES = ("road", "rail", "sea")
MODE_KM = {"road_km": 0, "drayage_km": 0, "rail_km": 1, "ship_km": 2}


@dataclass(frozen=True, slots=True)
class Valued:
    """Values of R rows. C countries.

    Attributes
    ----------
    figures : ndarray of float64, shape (R, 9)
        Columns of :mod:`reopen.benefit.valuing`.
    shares : ndarray of float64, shape (R, 8)
        Shares of the alternatives before and after.
    fees, km : ndarray of float64, shape (R, C, 2)
        Fees (USD) and tonne-kilometres on land by country, before and after.
    """

    figures: NDArray[np.float64]
    shares: NDArray[np.float64]
    fees: NDArray[np.float64]
    km: NDArray[np.float64]


def hours_of(names: tuple[str, ...], at: Assumptions) -> NDArray[np.float64]:
    """Hours that one of each amount takes, shape (M,)."""
    waits = {
        "stations": at["rail-terminal-hours"],
        "gauge_waits": at["gauge-change-hours"],
        "gauge_hours": 1.0,
    }
    out = [
        at[name.partition(":")[2]] if name.startswith("dwell:")
        else waits.get(name, 1.0 if name.endswith("_hours") else 0.0)
        for name in names
    ]  # fmt: skip
    return np.array(out, dtype=np.float64)


def mode_of(names: tuple[str, ...]) -> NDArray[np.int64]:
    """Mode whose kilometres each amount is, shape (M,); -1 for none."""
    return np.array([MODE_KM.get(name, -1) for name in names], dtype=np.int64)


def value(ways: Ways, layer: LayerWays, rows: Rows, flow: NDArray[np.float64], at: Assumptions) -> Valued:
    """Value rows at central values.

    Parameters
    ----------
    flow : ndarray of float64, shape (R,)
        Tonnes a year of each row's pair, in the layer's part of the year.
    """
    names, cargo, c = ways.amounts.names, ways.classes[layer.number], ways.n_countries
    count = len(rows)
    out = Valued(
        np.empty((count, FIGURES)),
        np.empty((count, 8)),
        np.empty((count, c, 2)),
        np.empty((count, c, 2)),
    )
    value_rows(
        rows.values, rows.bits, flow, at.prices(names, cargo.id), hours_of(names, at), c,
        at.unit_value(cargo.id),
        at.elasticity(cargo.id), at["mode-choice-sensitivity"], at["mode-nest-dissimilarity"],
        at.constants(), out.figures, out.shares, out.fees, out.km,
    )  # fmt: skip
    out.fees[:] *= at["border-fee-factor"]  # the amounts are those of the region's tables
    return out
