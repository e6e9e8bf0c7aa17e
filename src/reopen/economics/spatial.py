"""Trips between zones by a gravity model that meets stated totals.

With population N and cost c, zone i sends to zone j a year::

    T_ij = k * f_ij * N_i ** a * N_j ** b * c_ij ** -delta

k is one general constant: the geometric mean of stated over modelled totals, which is the least
squares fit of ln k to their logarithms. f is the own factor of a stated total on its pairs of zones,
so that the total is met, and 1 on all other pairs (gravity model with power deterrence and factors
of adjustment for pairs of areas, "K-factors": Ortuzar and Willumsen, Modelling Transport).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

#: Cost within a zone, where none is given, in parts of the cost to or from the nearest other zone.
OWN_ZONE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class StatedTotal:
    """Trips that a source states between two areas.

    Attributes
    ----------
    rows, columns : array_like of bool, shape (Z,)
        Zones of the area of origin and of the area of destination.
    total : float
        Trips a year, positive.
    both : bool
        Whether the total is of both directions together.
    name : str
        For messages.
    """

    rows: ArrayLike
    columns: ArrayLike
    total: float
    both: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A gravity model that meets its stated totals.

    Attributes
    ----------
    constant : float
        k: trips a year at a potential of 1.
    factor : ndarray, shape (T,)
        Own factor of each stated total; 1 where the general constant alone would meet it. Their
        geometric mean is 1.
    residual : float
        Standard deviation of ln(stated / modelled) over the stated totals; 0 with one total.
    scale : ndarray, shape (Z, Z)
        k f, so that ``scale * potential(...)`` are the trips at other costs.
    table : ndarray, shape (Z, Z)
        Trips a year.
    """

    constant: float
    factor: Array
    residual: float
    scale: Array
    table: Array


def own_zone(cost: ArrayLike) -> Array:
    """Costs with a cost within each zone: half of that to or from the nearest other zone.

    Parameters
    ----------
    cost : array_like, shape (Z, Z)
        Cost of a trip; infinite where there is no way. A positive diagonal is left as it is.

    Returns
    -------
    ndarray, shape (Z, Z)
        A copy. The cost within a zone that no way leaves or enters is infinite.

    Raises
    ------
    SettingsError
        When the costs are not square, negative, not a number, or 0 between different zones.

    Notes
    -----
    Half of the nearest neighbour's cost is a convention of zone models, not a measurement: give the
    diagonal where something better is known, and where results at different costs are compared,
    since an opening would bring the neighbour nearer and with it the zone's own trips.

    Examples
    --------
    >>> own_zone([[0.0, 4.0], [6.0, 1.0]]).tolist()
    [[2.0, 4.0], [6.0, 1.0]]
    """
    cost = np.array(cost, dtype=np.float64)
    if cost.ndim != 2 or cost.shape[0] != cost.shape[1]:
        raise SettingsError(f"costs of shape {cost.shape}; expected (Z, Z)")
    between = ~np.eye(len(cost), dtype=bool)
    wrong = np.argwhere(np.isnan(cost) | (cost < 0.0) | (between & (cost == 0.0))).tolist()
    if wrong:
        shown = ", ".join(f"{i} to {j} is {cost[i, j]}" for i, j in wrong[:5])
        raise SettingsError(
            f"{len(wrong)} costs are wrong: {shown}{', ...' if len(wrong) > 5 else ''}; expected positive "
            "costs between zones, infinite without a way, and 0 or more within a zone"
        )
    others = np.where(between, np.minimum(cost, cost.T), np.inf)
    own = np.diagonal(cost)
    np.fill_diagonal(cost, np.where(own > 0.0, own, OWN_ZONE * others.min(axis=1, initial=np.inf)))
    return cost


def deterrence(cost: ArrayLike, delta: float) -> Array:
    """Weight of a trip by its cost, ``cost ** -delta``; 0 where there is no way.

    Parameters
    ----------
    cost : array_like, shape (Z, Z)
        Cost of a trip (say USD); a diagonal of 0 is filled by `own_zone`.
    delta : float
        Elasticity of trips to cost, 0 or more.

    Returns
    -------
    ndarray, shape (Z, Z)

    Raises
    ------
    SettingsError
        When delta is negative or not finite, or a cost is wrong.

    Examples
    --------
    >>> deterrence([[0.0, 4.0], [np.inf, 0.0]], 2.0).tolist()
    [[0.25, 0.0625], [0.0, 0.25]]
    """
    if not (np.isfinite(delta) and delta >= 0.0):
        raise SettingsError(f"an elasticity of trips to cost of {delta}; expected 0 or more")
    filled = own_zone(cost)
    return np.asarray(np.where(np.isinf(filled), 0.0, filled**-delta))


def potential(
    population: ArrayLike,
    cost: ArrayLike,
    delta: float,
    *,
    origin: float = 1.0,
    destination: float = 1.0,
    allowed: ArrayLike | None = None,
) -> Array:
    """Gravity potential ``N_i ** a * N_j ** b * c_ij ** -delta``.

    Parameters
    ----------
    population : array_like, shape (Z,)
        Persons, not negative.
    cost : array_like, shape (Z, Z)
        Cost of a trip; infinite where there is no way; own zones as in `own_zone`.
    delta : float
        Elasticity of trips to cost, 0 or more.
    origin, destination : float
        Exponents a and b, positive.
    allowed : array_like of bool, shape (Z, Z), optional
        Pairs that count; the others get 0. All count unless given.

    Returns
    -------
    ndarray, shape (Z, Z)

    Raises
    ------
    SettingsError
        When an argument is wrong; all that are wrong at once, apart from costs.

    Examples
    --------
    >>> potential([2.0, 3.0], [[1.0, 2.0], [2.0, 1.0]], 1.0).tolist()
    [[4.0, 3.0], [3.0, 9.0]]
    """
    weight = deterrence(cost, delta)
    persons = np.asarray(population, dtype=np.float64)
    problems = []
    if persons.shape != weight.shape[:1]:
        problems.append(f"populations of shape {persons.shape}; expected ({len(weight)},), one for each zone")
    elif not (np.isfinite(persons) & (persons >= 0.0)).all():
        wrong = np.flatnonzero(~(np.isfinite(persons) & (persons >= 0.0)))
        problems.append(
            f"populations of zones {wrong.tolist()} are {persons[wrong].tolist()}; expected 0 or more"
        )
    for name, exponent in (("origin", origin), ("destination", destination)):
        if not (np.isfinite(exponent) and exponent > 0.0):
            problems.append(f"an exponent of the {name} of {exponent}; expected a positive number")
    counts = np.ones(weight.shape, dtype=bool) if allowed is None else np.asarray(allowed)
    if counts.shape != weight.shape or counts.dtype != np.bool_:
        problems.append(
            f"allowed pairs of shape {counts.shape} and type {counts.dtype}; expected {weight.shape} and bool"
        )
    if problems:
        raise SettingsError("; ".join(problems))
    return np.asarray(np.where(counts, np.outer(persons**origin, persons**destination) * weight, 0.0))


def calibrated(
    population: ArrayLike,
    cost: ArrayLike,
    delta: float,
    totals: Sequence[StatedTotal],
    *,
    origin: float = 1.0,
    destination: float = 1.0,
    allowed: ArrayLike | None = None,
) -> Calibrated:
    """Gravity model whose general constant is fitted to stated totals, each of which it then meets.

    With p the `potential` and P its sum over the pairs of a stated total t, ``ln k = mean ln(t / P)``;
    the pairs of a stated total take ``t / P`` in place of k.

    Parameters
    ----------
    population, cost, delta, origin, destination
        As in `potential`.
    totals : sequence of StatedTotal, length T
        At least one. Only allowed pairs count in them, each pair once (also where both directions of
        an area with itself are meant), and no pair may be in two.
    allowed : array_like of bool, shape (Z, Z), optional
        Pairs that count, those of stated totals among them. Leave out pairs inside one country here,
        but for those that a stated total is of.

    Returns
    -------
    Calibrated

    Raises
    ------
    SettingsError
        When an argument is wrong, two stated totals share pairs of zones (names both), or a stated
        total has no pair that has a way and people; all such totals at once.

    Examples
    --------
    >>> far = StatedTotal([True, False], [False, True], 12.0, both=True)
    >>> model = calibrated([2.0, 3.0], [[1.0, 2.0], [2.0, 1.0]], 1.0, [far])
    >>> model.constant, model.table.round(9).tolist()
    (2.0, [[8.0, 6.0], [6.0, 18.0]])
    """
    base = potential(population, cost, delta, origin=origin, destination=destination, allowed=allowed)
    counts = np.ones(base.shape, dtype=bool) if allowed is None else np.asarray(allowed)
    _check_totals(totals, len(base))
    cells = [_cells(total) & counts for total in totals]
    sums = np.array([base[of].sum() for of in cells])
    _check_cells(totals, cells, sums)
    ratio = np.array([t.total for t in totals]) / sums
    logs = np.log(ratio)
    constant = float(np.exp(logs.mean()))
    scale = np.full(base.shape, constant)
    for of, own in zip(cells, ratio, strict=True):
        scale[of] = own
    return Calibrated(constant, ratio / constant, float(logs.std()), scale, scale * base)


def _cells(total: StatedTotal) -> Mask:
    way = np.outer(np.asarray(total.rows), np.asarray(total.columns))
    return np.asarray(way | way.T if total.both else way)


def _label(totals: Sequence[StatedTotal], number: int) -> str:
    name = totals[number].name
    return f"{number} ({name})" if name else f"{number}"


def _check_totals(totals: Sequence[StatedTotal], n_zones: int) -> None:
    if not totals:
        raise SettingsError("no stated totals; expected at least one, to fit the general constant to")
    problems = []
    for number, total in enumerate(totals):
        for side, given in (("rows", total.rows), ("columns", total.columns)):
            mask = np.asarray(given)
            if mask.shape != (n_zones,) or mask.dtype != np.bool_:
                problems.append(
                    f"{side} of stated total {_label(totals, number)} are of shape {mask.shape} and type "
                    f"{mask.dtype}; expected ({n_zones},) and bool"
                )
        if not (np.isfinite(total.total) and total.total > 0.0):
            problems.append(
                f"stated total {_label(totals, number)} is {total.total}; expected a positive number (for no "
                "trips at all, do not allow its pairs)"
            )
    if problems:
        raise SettingsError("; ".join(problems))


def _check_cells(totals: Sequence[StatedTotal], cells: list[Mask], sums: Array) -> None:
    problems = []
    for number, of in enumerate(cells):
        for other in range(number):
            shared = np.argwhere(of & cells[other]).tolist()
            if shared:
                problems.append(
                    f"stated totals {_label(totals, other)} and {_label(totals, number)} share {len(shared)} "
                    f"pairs of zones, the first being {shared[0][0]} to {shared[0][1]}; leave one out or "
                    "take the shared zones out of it"
                )
        if not sums[number] > 0.0:
            problems.append(
                f"stated total {_label(totals, number)} has no allowed pair of zones with a way and people; "
                "mend its areas or leave it out"
            )
    if problems:
        raise SettingsError("; ".join(problems))
