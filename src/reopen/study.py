"""One whole run: region -> network -> benefits -> combinations -> accord -> Study."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from reopen._version import __version__
from reopen.accord.status import AccordStatus, accord_status
from reopen.benefit import parameters
from reopen.benefit.benefits import Benefits, benefits, named_packages
from reopen.benefit.compared import compare
from reopen.benefit.decisions import decisions
from reopen.benefit.newtrade import Gravity
from reopen.benefit.packages import Packages
from reopen.benefit.queues import Queues, queues
from reopen.benefit.standing_trees import standing_loads
from reopen.benefit.together import Together
from reopen.benefit.views import Views, views
from reopen.errors import RegionError, SettingsError
from reopen.network import rates
from reopen.network.network import Network, build
from reopen.network.skim import Skim, skim
from reopen.network.states import with_states
from reopen.progress import Progress, silent
from reopen.rebuild.rebuilding import Rebuilding, has_programme, ids_read, rebuild
from reopen.region.dates import iso_date
from reopen.region.digest import region_sha256
from reopen.region.load import load
from reopen.region.region import Region
from reopen.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.problems import Problem

#: What the benefits include and leave out; printed wherever they are shown.
NOTES: tuple[str, ...] = (
    "Freight chooses between road and rail, over land and by sea; each on its cheapest way, without queues"
    " that grow.",
    "Each opening alone; what several do together stands in parts of their own, with their own limits.",
    "Yearly benefits are at today's trade with the whole response; growth, phase-in, the chance that a link"
    " opens or closes again, and costs come in the appraisal.",
    "Passengers count between areas for which a source states a number of trips; other trips are left out.",
    "Carriers' margins, jobs, land values and security are not counted; emissions stand apart.",
    "P10, P50 and P90 are percentiles over seeded draws of everything that has a range; the ways stay those"
    " of central rates, and trade tables, distances and speeds have no range.",
    "Another date changes which links and gates pass; trade, costs and border hours stay those of the data.",
)


@dataclass(frozen=True, slots=True)
class Study:
    """A whole run and everything that is needed to repeat it.

    Attributes
    ----------
    region : Region
        The input, with the settings' values in place.
    settings : Settings
        Settings of the run.
    as_of : str
        Date that the region was seen at.
    seed : int
        Seed of every random number.
    input_sha256 : str
        Hash of the region and the settings.
    version : str
        Version of reopen.
    network : Network
        The region as arrays.
    skim : Skim
        Costs between all zones as the region stands.
    links : DataFrame
        The link table with ``state``, ``state_since`` and ``state_uncertain`` on the date.
    crossings : DataFrame
        The crossing table with the same.
    benefits : Benefits
        Who gains: in draws, appraised, in packages, and what matters most.
    openings : DataFrame
        One row an opening: costs, months, and yearly benefits over the region's countries.
    named : DataFrame
        The same for named packages.
    by_country, by_pair, transit : DataFrame
        See :mod:`reopen.benefit.frames`.
    views : Views
        Market access and general equilibrium.
    queues : Queues or None
        Queues at gates and what relieves them; None where the settings leave them out.
    compared : DataFrame
        Published studies beside what this study finds.
    unreachable : DataFrame
        Zone pairs without a way, by traffic class and name.
    accord : AccordStatus
        The accord on the date.
    rebuilding : Rebuilding or None
        The rebuilding programme; None where the region has no works or the settings leave it out.
    notes : tuple of str
        What the benefits leave out.
    seconds : mapping of str to float
        Seconds by stage.
    """

    region: Region
    settings: Settings
    as_of: str
    seed: int
    input_sha256: str
    version: str
    network: Network
    skim: Skim
    links: pd.DataFrame
    crossings: pd.DataFrame
    benefits: Benefits
    openings: pd.DataFrame
    named: pd.DataFrame
    by_country: pd.DataFrame
    by_pair: pd.DataFrame
    transit: pd.DataFrame
    views: Views
    queues: Queues | None
    compared: pd.DataFrame
    unreachable: pd.DataFrame
    accord: AccordStatus
    rebuilding: Rebuilding | None
    notes: tuple[str, ...]
    seconds: Mapping[str, float]

    @property
    def together(self) -> Together | None:
        """How the weightiest decisions need each other or compete; None where the settings leave it out."""
        return self.benefits.together

    @property
    def packages(self) -> Packages | None:
        """Packages of them for negotiators; None likewise."""
        return self.benefits.packages

    @property
    def gravity(self) -> Gravity:
        """The model behind the new trade."""
        return self.benefits.gains.scene.gravity


def run(
    region: Region | str | os.PathLike[str] | None = None,
    *,
    settings: Settings | None = None,
    as_of: str | None = None,
    seed: int = 0,
    jobs: int | None = None,
    progress: Progress = silent,
) -> Study:
    """Carry out a whole study.

    Parameters
    ----------
    region : Region, path or str, optional
        A loaded region, a folder, or the name of an embedded one; the South Caucasus by default.
    settings : Settings, optional
        Settings; the defaults otherwise.
    as_of : str, optional
        ISO date at which to see the region; its own date by default.
    seed : int
        Seed of every random number.
    jobs : int, optional
        Threads; the number of processors by default. The result does not depend on it.
    progress : callable
        Called with the name of the stage and the share of it that is done.

    Raises
    ------
    RegionError
        When the region's files are wrong, with every problem.
    SettingsError
        When ``as_of`` is not a date.
    """
    timer = _Timer(progress)
    settings = settings or Settings()
    if jobs is not None and jobs < 1:
        raise SettingsError(f"jobs: found {jobs}, expected at least 1")
    jobs = jobs or os.cpu_count() or 1
    with timer("load"):
        given = region if isinstance(region, Region) else load(region)
        seen, day = prepared(given, settings, as_of)
    with timer("network"):
        network = build(seen)
        links, crossings = (with_states(seen, table, day) for table in ("link", "crossing"))
    with timer("costs"):
        costs = skim(seen, network=network, as_of=day, season_days=settings.season_days, jobs=jobs)
        unreachable = costs.unreachable()
    found = benefits(seen, network, settings, as_of=day, seed=seed, jobs=jobs, progress=progress, stage=timer)
    scene = found.gains.scene
    freight = standing_loads(scene.goods, scene.flows, scene.center, jobs=jobs)
    links = links.assign(freight_kt=(freight / 1e3).round(3))
    with timer("views"):
        welfare = views(scene, found.gains.names, jobs=jobs, progress=progress)
    queued = None
    if settings.queues.on:
        with timer("queues"):
            queued = queues(seen, settings, found, jobs=jobs, progress=progress)
    openings, named = _openings(seen, day, found), _named(found)
    compared = compare(seen, found, welfare)
    with timer("accord"):
        accord = accord_status(seen, day)
    rebuilding = None
    if settings.rebuild.effort > 0 and has_programme(seen, day):
        with timer("rebuild"):
            rebuilding = rebuild(seen, settings=settings, as_of=day, seed=seed, jobs=jobs, progress=progress)
    return Study(
        region=seen,
        settings=settings,
        as_of=day,
        seed=seed,
        input_sha256=input_hash(given, settings),
        version=__version__,
        network=network,
        skim=costs,
        links=links,
        crossings=crossings,
        benefits=found,
        openings=openings,
        named=named,
        by_country=found.by_country,
        by_pair=found.by_pair,
        transit=found.transit,
        views=welfare,
        queues=queued,
        compared=compared,
        unreachable=unreachable,
        accord=accord,
        rebuilding=rebuilding,
        notes=(*NOTES, _confidence(seen)),
        seconds=MappingProxyType(timer.seconds),
    )


class _Timer:
    """Times stages and tells progress."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        begin = perf_counter()
        self.progress(stage, 0.0)
        yield
        self.progress(stage, 1.0)
        self.seconds[stage] = round(perf_counter() - begin, 3)


def prepared(
    region: Region | str | os.PathLike[str] | None, settings: Settings, as_of: str | None
) -> tuple[Region, str]:
    """A region with the settings' values in place, found fit for a study, and the date to see it at.

    Raises
    ------
    RegionError
        When the region's files are wrong, or it lacks what a study needs; with every problem.
    SettingsError
        When the settings do not fit the region, or ``as_of`` is not a date.
    """
    seen = settings.apply(region if isinstance(region, Region) else load(region))
    _all_used(seen, settings)
    if wrong := model_problems(seen):
        raise RegionError(seen.meta.id, wrong)
    named_packages(seen, settings)
    return seen, iso_date(seen.meta.as_of if as_of is None else as_of)


def model_problems(region: Region) -> list[Problem]:
    """What a study needs of a region beyond what its tables must hold, all at once."""
    return rates.problems(region) + parameters.problems(region)


def input_hash(region: Region, settings: Settings) -> str:
    """Hash of the region as it was given and of the settings."""
    return sha256(f"{region_sha256(region)}\n{settings.model_dump_json()}".encode()).hexdigest()


def _all_used(region: Region, settings: Settings) -> None:
    """Refuse settings of values that no stage reads, so that none does nothing in silence."""
    links = region["link"]
    costs = {i for i, _, _ in rates.REQUIRED} | set(links["tariff_id"]) | set(links["dwell_id"])
    costs |= {f"{str(c).lower()}-transit-fee" for c in region["country"]["country_id"]}
    for_works = ids_read(region)
    costs |= for_works[0] | set(settings.rebuild.unit_costs.values())
    read = {"unit_cost": costs, "parameter": {i for i, _ in parameters.REQUIRED} | for_works[1]}
    idle = [
        f"{table}.{name}"
        for table, values in (("unit_cost", settings.unit_cost), ("parameter", settings.parameter))
        for name in values
        if name not in read[table]
    ]
    if idle:
        raise SettingsError(f"settings: no stage of this version reads {', '.join(idle)}; take it out")


def _confidence(region: Region) -> str:
    """How much of the input its authors have low confidence in."""
    shown = {"link": "links", "crossing": "crossings", "trade": "trade pairs", "unit_cost": "unit costs"}
    parts = [
        f"{int((region[name]['confidence'] == 'low').sum())} of {len(region[name])} {words}"
        for name, words in shown.items()
    ]
    return f"Rows that their authors give low confidence: {', '.join(parts)}; the region's tables mark them."


def _openings(region: Region, day: str, found: Benefits) -> pd.DataFrame:
    """The opening table with what is left to pay and the totals over the region's countries."""
    table = region["opening"].copy()
    left = 1.0 - table["share_built"]
    shown = ["opening_id", "title", "kind", "country_ids", "build_months_low", "build_months_high"]
    out = table[shown].copy()
    for end in ("low", "high"):
        out[f"cost_usd_m_{end}"] = table[f"cost_usd_m_{end}"]
    for end in ("low", "high"):
        out[f"cost_left_usd_m_{end}"] = table[f"cost_usd_m_{end}"] * left
    out["decision"] = out["opening_id"].isin(decisions(region, day))
    out = out.merge(found.totals, on="opening_id", how="left", validate="one_to_one")
    pairs = found.by_pair.groupby("opening_id")["tonnes_changed_kt"]
    out["tonnes_changed_kt"] = out["opening_id"].map(pairs.sum()).fillna(0.0)
    out["pairs_changed"] = out["opening_id"].map(pairs.count()).fillna(0).astype(int)
    return out.reset_index(drop=True)


def _named(found: Benefits) -> pd.DataFrame:
    """Named packages with their openings and the totals over the region's countries."""
    import pandas as pd

    rows = [(p.id, p.title, p.openings) for p in found.named]
    out = pd.DataFrame(rows, columns=["package_id", "title", "opening_ids"])
    totals = found.totals.rename(columns={"opening_id": "package_id"})
    return out.merge(totals, on="package_id", how="left", validate="one_to_one")
