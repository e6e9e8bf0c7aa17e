"""Every scenario alone: who gains how much a year, at central values and in draws.

Country gain = its share of the user surplus of freight, its part of the surplus of trips, and its
change in fees beyond their handling cost. Its share of the capital cost comes in the appraisal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit import newtrade
from reopen.benefit.assumptions import Assumptions, drawn, drawn_ranges
from reopen.benefit.changed import Change, Kept, changes
from reopen.benefit.drawn import Worth, central_worth, worth
from reopen.benefit.moved import Moved, moved
from reopen.benefit.scene import Scene, scene
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.network import Network
    from reopen.network.scenario import Scenario
    from reopen.region.region import Region

#: What is measured for each country.
MEASURES = ("user", "fee", "passenger", "benefit", "new_trade")
#: Part of a trip's benefit that goes to the country of its either end: residence is not known.
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws of everything uncertain. D draws, P names.

    Attributes
    ----------
    names : tuple of str
        What is drawn, in the order of names.
    values : ndarray of float64, shape (D, P)
        The draws.
    at : Assumptions
        The same by name, with the rest at central values.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    at: Assumptions

    def __len__(self) -> int:
        """Number of draws."""
        return len(self.values)


def drawing(region: Region, count: int, seed: int) -> Drawing:
    """Seeded draws of everything uncertain: a Sobol sequence through triangular distributions."""
    from reopen.economics.draws import draw, ranges

    open_ranges = drawn_ranges(region)
    if not open_ranges:
        return Drawing((), np.zeros((count, 0)), drawn(region, (), np.zeros((count, 0))))
    found = ranges(open_ranges)
    values = draw(found, count, seed)
    return Drawing(found.names, values, drawn(region, found.names, values))


@dataclass(frozen=True, slots=True)
class Held:
    """What scenarios change, ready to be valued at any figures.

    Attributes
    ----------
    scene : Scene
        The region as it stands.
    changes, journeys : tuple of Change
        What each scenario changes for goods and for passengers at central values.
    kept, seats : tuple of Kept
        Rows of goods and of passengers, by class.
    new_trade : ndarray of float64, shape (S, C, C)
        Benefit of modelled new trade at central values, USD a year.
    """

    scene: Scene
    changes: tuple[Change, ...]
    journeys: tuple[Change, ...]
    kept: tuple[Kept, ...]
    seats: tuple[Kept, ...]
    new_trade: NDArray[np.float64]

    def central(self) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float64]]:
        """Measures at central values, shape (S, C), USD a year; and emissions, shape (S,), t a year."""
        center, n = self.scene.center, self.scene.goods.n_countries
        freight, travel = central_worth(self.changes, n), central_worth(self.journeys, n)
        found = measures(freight, travel, self.new_trade, center, center)
        return {key: values[:, 0] for key, values in found.items()}, emissions(freight.modes, center)[:, 0]

    def valued(
        self,
        at: Assumptions,
        draws: int,
        *,
        jobs: int = 1,
        told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
    ) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float64]]:
        """Measures in draws, shape (S, D, C), USD a year; and emissions, shape (S, D), t a year."""
        here = self.scene
        freight = worth(here.goods, self.kept, self.changes, at, here.center, draws, jobs=jobs, told=told)
        travel = worth(here.people, self.seats, self.journeys, at, here.center, draws, jobs=jobs)
        found = measures(freight, travel, self.new_trade, at, here.center)
        return found, emissions(freight.modes, at)


@dataclass(frozen=True, slots=True)
class Gains:
    """Benefits of S scenarios, each alone. C countries, D draws; USD a year.

    Attributes
    ----------
    scene : Scene
        The region as it stands.
    names : tuple of str
        Scenarios.
    drawing : Drawing
        The draws.
    held : Held
        What is valued in draws.
    moved : Moved
        What goods move as the region stands.
    changes, journeys : tuple of Change
        What each scenario changes for goods and for passengers at central values.
    new_trade : ndarray of float64, shape (S, C, C)
        Benefit of modelled new trade, apart from all else.
    middle, drawn : mapping of str to ndarray of float64, shapes (S, C) and (S, D, C)
        ``user, fee, passenger, benefit, new_trade`` by country at central values and in draws.
    carbon : ndarray of float64, shape (S, D)
        Change of emissions, tonnes of CO2 equivalent a year.
    carbon_middle : ndarray of float64, shape (S,)
        The same at central values.
    """

    scene: Scene
    names: tuple[str, ...]
    drawing: Drawing
    held: Held
    moved: Moved
    changes: tuple[Change, ...]
    journeys: tuple[Change, ...]
    new_trade: NDArray[np.float64]
    middle: Mapping[str, NDArray[np.float64]]
    drawn: Mapping[str, NDArray[np.float64]]
    carbon: NDArray[np.float64]
    carbon_middle: NDArray[np.float64]


def gains(
    region: Region,
    network: Network,
    scenarios: Mapping[str, Scenario],
    *,
    as_of: str | None = None,
    scenario: Scenario | None = None,
    season_days: tuple[float, ...] = (),
    draws: int = 2,
    seed: int = 0,
    like: Scene | None = None,
    jobs: int = 1,
    progress: Progress = silent,
) -> Gains:
    """Benefits of every scenario alone against the region as it stands.

    Parameters
    ----------
    network : Network
        The region's network.
    scenarios : mapping of str to Scenario
        What to look at, by name.
    as_of : str, optional
        ISO date; the region's own by default.
    scenario : Scenario, optional
        Edits that hold before any of the scenarios.
    season_days : tuple of float
        Cuts of the winter closures in days.
    draws : int
        Number of draws, a power of two.
    seed : int
        Seed of the draws.
    like : Scene, optional
        Scene whose flows are taken.
    jobs : int
        Threads; the result does not depend on it.
    progress : callable
        Called with the stage "openings" and the share of the work done, 0 to 1.
    """

    def told(begin: float, end: float) -> Callable[[float], None]:
        return lambda share: progress("openings", begin + (end - begin) * share)

    options = {"as_of": as_of, "scenario": scenario, "season_days": season_days, "like": like, "jobs": jobs}
    at = scene(region, network, scenarios, **options)  # type: ignore[arg-type]
    now = moved(at.goods, at.flows.tonnes, at.center)
    told(0.0, 0.1)(1.0)
    goods, kept = changes(at.goods, at.flows, at.center, jobs=jobs, told=told(0.1, 0.4))
    people, seats = changes(at.people, at.journeys, at.center, jobs=jobs)
    new = np.zeros((len(goods), at.goods.n_countries, at.goods.n_countries))
    for s, name in enumerate(scenarios):
        new[s] = newtrade.new_trade(at.goods, name, goods[s], at.demand, at.center, at.gravity)
    held = Held(at, tuple(goods), tuple(people), tuple(kept), tuple(seats), new)
    some = drawing(region, draws, seed)
    drawn, carbon = held.valued(some.at, len(some), jobs=jobs, told=told(0.4, 1.0))
    middle, emitted = held.central()
    return Gains(
        scene=at,
        names=tuple(scenarios),
        drawing=some,
        held=held,
        moved=now,
        changes=tuple(goods),
        journeys=tuple(people),
        new_trade=new,
        middle=middle,
        drawn=drawn,
        carbon=carbon,
        carbon_middle=emitted,
    )


def measures(
    freight: Worth, travel: Worth, new: NDArray[np.float64], at: Assumptions, center: Assumptions
) -> dict[str, NDArray[np.float64]]:
    """Measures by scenario, draw and country, shape (S, D, C), USD a year."""
    share = np.asarray(at["importer-share"])[..., None]
    user = share * freight.users[:, :, 1] + (1.0 - share) * freight.users[:, :, 0]
    fee = (1.0 - np.asarray(at["fee-handling-share"])[..., None]) * freight.fees
    factor = np.asarray(at["passenger-volume-factor"])[..., None]
    trip = factor * HALF * (travel.users[:, :, 0] + travel.users[:, :, 1])
    scale = at["new-trade-factor"] * (1 - at["closure-effect"]) / (1 - center["closure-effect"])
    taken, sent = new.sum(axis=1)[:, None], new.sum(axis=2)[:, None]
    apart = np.asarray(scale)[..., None] * (share * taken + (1.0 - share) * sent)
    return {
        "user": user,
        "fee": fee,
        "passenger": trip,
        "benefit": user + fee + trip,
        "new_trade": np.broadcast_to(apart, user.shape),
    }


def emissions(modes: NDArray[np.float64], at: Assumptions) -> NDArray[np.float64]:
    """Change of emissions by scenario and draw, shape (S, D), tonnes of CO2 equivalent a year."""
    grams = np.array([at["carbon-road"], at["carbon-rail"], at["carbon-sea"]])
    return np.asarray(modes @ grams / 1e6)
