"""Where answers start: a region at some values of the sliders and a date, with all its ways."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.calibration import calibrated
from reopen.benefit.cheapest import Cheapest, cheapest
from reopen.benefit.choices import Choices, choices
from reopen.benefit.costs import Work, works
from reopen.benefit.decisions import decisions
from reopen.benefit.newtrade import unlocked
from reopen.benefit.scene import Scene, scene
from reopen.benefit.standing_trees import Stand, stand
from reopen.network.network import build
from reopen.network.scenario import Scenario
from reopen.web.questions import BORDER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.region.region import Region
    from reopen.settings import Settings
    from reopen.web.questions import Question

#: Grounds that are kept: each holds the ways of all classes.
MOST = 3
#: Unit figures and columns that the value of time is in.
TIME_COLUMNS, TIME_COST = ("vot_low", "vot_central", "vot_high"), "passenger-value-of-time"
Told = Callable[[float], None]


def nobody(share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Base:
    """A region at some values of the sliders and a date. K openings, C countries.

    Attributes
    ----------
    region : Region
        With the values in place.
    as_of : str
        The date.
    openings : tuple of str
        All of them.
    places, links : tuple of str
        Ids of the zones, and of all links.
    scene : Scene
        Ways and flows in the open season, each opening a scenario of its own.
    goods, people : Stand
        The same, ready for any set of openings.
    cheapest : Cheapest
        For the benefit on the cheapest ways.
    unlocked : ndarray of bool, shape (K, C, C)
        Between which countries each opening opens a gate to freight.
    works : mapping of str to Work
        What each opening takes.
    limits : Choices
        What openings depend on, and which are alternatives.
    waiting : frozenset of str
        Openings that wait for a decision between countries.
    """

    region: Region
    as_of: str
    openings: tuple[str, ...]
    places: tuple[str, ...]
    links: tuple[str, ...]
    scene: Scene
    goods: Stand
    people: Stand
    cheapest: Cheapest
    unlocked: NDArray[np.bool_]
    works: Mapping[str, Work]
    limits: Choices
    waiting: frozenset[str]

    def numbers(self, names: tuple[str, ...]) -> list[int]:
        """Numbers of openings."""
        return [self.openings.index(name) for name in names]


def moved(region: Region, *, time: float | None, border: float | None) -> Region:
    """The region with its value of time and its hours at borders times so much."""
    out = region
    if time is not None:
        cargo, cost = region["cargo_class"].copy(), region["unit_cost"].copy()
        cargo[list(TIME_COLUMNS)] *= time
        cost.loc[cost["unit_cost_id"] == TIME_COST, ["low", "central", "high"]] *= time
        out = out.replace(cargo_class=cargo, unit_cost=cost)
    if border is not None:
        table = out["parameter"].copy()
        table.loc[table["parameter_id"] == BORDER, ["low", "central", "high"]] *= border
        out = out.replace(parameter=table)
    return out


def make_base(region: Region, settings: Settings, as_of: str, *, jobs: int = 1, told: Told = nobody) -> Base:
    """Find all ways of a region in the open season.

    Raises
    ------
    SettingsError
        When openings cannot be added up, or no flow has a way.
    """
    network = build(region)
    seen, _ = calibrated(region, network, as_of=as_of, season_days=settings.season_days, jobs=jobs)
    names = tuple(str(o) for o in seen["opening"]["opening_id"])
    told(0.1)
    found = scene(seen, network, {o: Scenario.of(o) for o in names}, as_of=as_of, jobs=jobs)
    told(0.5)
    goods = stand(found.goods, found.flows, found.center, jobs=jobs, told=lambda s: told(0.5 + 0.25 * s))
    people = stand(found.people, found.journeys, found.center, jobs=jobs)
    told(0.8)
    lattice = cheapest(seen, names, network=network, as_of=as_of, jobs=jobs)
    countries = found.goods.n_countries
    gates = np.array([unlocked(found.goods, o) for o in names]).reshape(len(names), countries, countries)
    return Base(
        region=seen,
        as_of=as_of,
        openings=names,
        places=tuple(str(i) for i in seen["node"]["node_id"].to_numpy()[goods.zones]),
        links=tuple(str(i) for i in seen["link"]["link_id"]),
        scene=found,
        goods=goods,
        people=people,
        cheapest=lattice,
        unlocked=gates,
        works=works(seen, settings.sharing),
        limits=choices(seen, names),
        waiting=frozenset(decisions(seen, as_of)),
    )


class Bases:
    """Grounds by what they depend on; each is made once however many ask, the least used dropped first."""

    def __init__(self, region: Region, settings: Settings, day: str, jobs: int) -> None:
        self.region, self.settings, self.day, self.jobs = region, settings, day, jobs
        self._lock, self._making = Lock(), Lock()
        self._made: OrderedDict[tuple[object, ...], Base] = OrderedDict()

    def has(self, question: Question) -> bool:
        """Whether the ground of a question is made."""
        with self._lock:
            return question.ground in self._made

    def of(self, question: Question, told: Told = nobody) -> Base:
        """The ground of a question; made now where it is not there, which takes seconds.

        Raises
        ------
        SettingsError
            When the region cannot be seen so.
        """
        if (found := self._kept(question)) is not None:
            return found
        with self._making:  # one at a time; who had to wait looks whether it is there by now
            return self._kept(question) or self._make(question, told)

    def _kept(self, question: Question) -> Base | None:
        with self._lock:
            if question.ground in self._made:
                self._made.move_to_end(question.ground)
            return self._made.get(question.ground)

    def _make(self, question: Question, told: Told) -> Base:
        told(0.0)
        region = moved(self.region, time=question.time, border=question.border)
        found = make_base(region, self.settings, question.as_of or self.day, jobs=self.jobs, told=told)
        with self._lock:
            self._made[question.ground] = found
            while len(self._made) > MOST:
                self._made.popitem(last=False)
        told(1.0)
        return found
