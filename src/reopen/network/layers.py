"""Every (traffic class, season) of a region at a date, with the cost of each arc in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError
from reopen.network.costs import ArcFacts, arc_costs, arc_facts
from reopen.network.network import ARC_KINDS
from reopen.network.rates import CargoClass, Rates
from reopen.network.seasons import Season, seasons

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.network import Network
    from reopen.network.standing import Standing
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Layer:
    """A traffic class in a season.

    Attributes
    ----------
    number : int
        Row of the cargo class; -1 for passengers.
    cargo : CargoClass or None
        None for passengers.
    season : Season
        Part of the year.
    cost : ndarray of float64, shape (A,)
        USD per tonne, or per passenger; infinite where the class may not pass.
    """

    number: int
    cargo: CargoClass | None
    season: Season
    cost: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layered:
    """A region at a date under a scenario, at one level of the rates.

    Attributes
    ----------
    rates : Rates
        Unit costs and cargo classes.
    standing : Standing
        What is passable.
    facts : ArcFacts
        Kilometres, hours and fees of the arcs.
    layers : tuple of Layer
        Cargo classes in their order, each in every season; then passengers where asked for.
    """

    rates: Rates
    standing: Standing
    facts: ArcFacts
    layers: tuple[Layer, ...]


def layered(
    region: Region,
    network: Network,
    now: Standing,
    prices: Rates,
    *,
    season_days: tuple[float, ...] = (),
    modes: tuple[str, ...] | None = None,
    passengers: bool = False,
) -> Layered:
    """Arc costs of every traffic class and season.

    Parameters
    ----------
    now : Standing
        What is passable.
    prices : Rates
        Unit costs and cargo classes at a level.
    season_days : tuple of float
        Cuts of the winter closures in days; none for one season without winter.
    modes : tuple of str, optional
        Only these of "road", "rail", "sea"; every class's own by default.
    passengers : bool
        Whether to add the passengers' layers.

    Raises
    ------
    SettingsError
        When an arc would have a negative cost, or one that is not a number.
    """
    facts = arc_facts(region, network, now, prices)
    classes: list[CargoClass | None] = list(prices.classes)
    if passengers:
        classes.append(None)
    layers = tuple(
        Layer(n if c else -1, c, s, arc_costs(network, now, facts, prices, c, s, season_days, modes))
        for n, c in enumerate(classes)
        for s in seasons(season_days)
    )
    for layer in layers:
        _check(region, network, layer)
    return Layered(prices, now, facts, layers)


def _check(region: Region, network: Network, layer: Layer) -> None:
    wrong = np.flatnonzero(~(layer.cost >= 0))  # NaN is not either
    if not len(wrong):
        return
    arc = wrong[0]
    row, kind = network.link[arc], ARC_KINDS[network.kind[arc]]
    where = f"link {region['link']['link_id'].iloc[row]}" if row >= 0 else f"a transfer ({kind})"
    unit = f"a tonne of {layer.cargo.id}" if layer.cargo else "a passenger"
    raise SettingsError(
        f"{where} would cost {layer.cost[arc]:g} USD {unit}: expected a number that is not negative; look at"
        " the unit costs, and at the length, speed, hours and fees there"
    )
