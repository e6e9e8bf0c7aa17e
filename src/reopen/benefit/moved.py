"""What moves as the region stands: between countries by kind of way, through them, and past counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.pricing import value
from reopen.benefit.valuing import HOURS_BEFORE, USD_BEFORE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.ways import Ways


@dataclass(frozen=True, slots=True)
class Moved:
    """Flows that have a way. C countries.

    Attributes
    ----------
    tonnes : ndarray of float64, shape (C, C)
        Tonnes a year from row to column.
    usd, hours : ndarray of float64, shape (C, C)
        Mean cost (USD/t) and hours of them; NaN where nothing moves.
    kinds : ndarray of float64, shape (4, C, C)
        Tonnes by kind of way (:data:`reopen.economics.choice.ALTERNATIVES`).
    transit_tkm, transit_fees : ndarray of float64, shape (C,)
        Tonne-kilometres on land, and fees in USD, of flows that neither start nor end in the country.
    past : ndarray of float64, shape (F,)
        Tonnes a year over each of the links asked for.
    """

    tonnes: NDArray[np.float64]
    usd: NDArray[np.float64]
    hours: NDArray[np.float64]
    kinds: NDArray[np.float64]
    transit_tkm: NDArray[np.float64]
    transit_fees: NDArray[np.float64]
    past: NDArray[np.float64]


def moved(
    ways: Ways, tonnes: NDArray[np.float64], at: Assumptions, passing: NDArray[np.float64] | None = None
) -> Moved:
    """What moves of flows of shape (K, Z, Z), in tonnes a year.

    Parameters
    ----------
    passing : ndarray of float64, shape (A, F), optional
        What part of an arc's flow each of F counts takes in.
    """
    c, home = ways.n_countries, ways.network.zone_country.astype(np.int64)
    total, usd, hours = (np.zeros(c * c) for _ in range(3))
    kinds, tkm, fees = np.zeros((4, c * c)), np.zeros(c), np.zeros(c)
    past = np.zeros(0 if passing is None else passing.shape[1])
    width = ways.taken.shape[1]
    for layer in ways.layers:
        for rows in ways.standing_rows(layer, tonnes[layer.number], passing):
            flow = tonnes[layer.number][rows.origin, rows.destination] * layer.share
            flow = np.where(rows.bits & 15 > 0, flow, 0.0)
            found = value(ways, layer, rows, flow, at)
            pair = home[rows.origin] * c + home[rows.destination]
            before = found.shares[:, :4]
            for into, of_a_tonne in (
                (total, 1.0), (usd, found.figures[:, USD_BEFORE]), (hours, found.figures[:, HOURS_BEFORE]),
            ):  # fmt: skip
                into += np.bincount(pair, weights=flow * of_a_tonne, minlength=c * c)
            for a in range(4):
                kinds[a] += np.bincount(pair, weights=flow * before[:, a], minlength=c * c)
            away = transit_mask(ways, rows.origin, rows.destination)
            tkm += (found.km[:, :, 0] * away).sum(axis=0)
            fees += (found.fees[:, :, 0] * away).sum(axis=0)
            if passing is not None:
                past += np.einsum("r,ra,rfa->f", flow, before, rows.values[:, width:, :4])
    some, square = np.where(total > 0, total, np.nan), (c, c)
    return Moved(
        total.reshape(square),
        (usd / some).reshape(square),
        (hours / some).reshape(square),
        kinds.reshape(4, c, c),
        tkm,
        fees,
        past,
    )


def transit_mask(
    ways: Ways, origin: NDArray[np.integer], destination: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Which countries a flow only passes, shape (R, C)."""
    country, home = np.arange(ways.n_countries), ways.network.zone_country
    return np.asarray((home[origin][:, None] != country) & (home[destination][:, None] != country))
