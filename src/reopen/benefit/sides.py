"""Benefits and appraisal of every opening and package if all of one side's figures held.

Costs, months and what is built do not change flows, so that only the appraisal is made anew, with
the draws of everything else as they were. Lengths change the ways: scenarios with such links are
valued anew, and all of them where one of the links is passable as the region stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.accord.sided import Replaced, Sided, sided, sides
from reopen.benefit import frames
from reopen.benefit.appraised import Appraised, appraise_all
from reopen.benefit.assumptions import Assumptions, central, uncertain
from reopen.benefit.costs import works
from reopen.benefit.decisions import decisions
from reopen.benefit.openings import Gains, gains
from reopen.network.network import build
from reopen.network.scenario import Scenario
from reopen.network.states import states_at
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd

    from reopen.benefit.benefits import Benefits
    from reopen.region.region import Region
    from reopen.settings import Settings

MILLION = 1e6
#: Figures that a side's claims change in the appraisal alone.
PRICED = ("cost", "months")


def by_side(
    found: Benefits,
    settings: Settings,
    *,
    day: str | None = None,
    only: str | None = None,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress = silent,
) -> pd.DataFrame:
    """What every opening and package is worth under each side's figures.

    Parameters
    ----------
    found : Benefits
        Benefits under the region's own figures.
    settings : Settings
        Settings that these were made with.
    day : str, optional
        ISO date by which claims are known; the region's own by default.
    only : str, optional
        The one side to look at; all of them by default.
    seed : int
        Seed that the benefits were made with.
    jobs : int
        Threads; the result does not depend on it.
    progress : callable
        Called with the stage "sides" and the share of the work done, 0 to 1.

    Returns
    -------
    DataFrame
        One row a side and scenario: ``side, opening_id, replaced`` (what changes, such as
        ``cost_usd_m_low of meghri-rail``), ``claim_ids, cost_left_usd_m_low, cost_left_usd_m_high``
        (without overrun), yearly benefit (USD m) and net present value at the first discount rate
        (USD m) with percentiles, ``bcr_central``, and the change of the three central values
        against the region's own. ``sign_changed``: the net present value changes its sign. Figures
        that need a cost nobody states are NaN. No row without claims.

    Raises
    ------
    UnknownIdError
        When no claim has the side ``only``.
    """
    import pandas as pd

    region = found.gains.scene.goods.region
    own = _Run(found, settings, region.meta.as_of if day is None else day, seed, jobs)
    names = sides(region, own.day) if only is None else (only,)
    rows: list[dict[str, Any]] = []
    for n, name in enumerate(names):
        rows += own.rows(sided(region, name, own.day))
        progress("sides", (n + 1) / len(names))
    columns = ["side", "opening_id", "replaced", "claim_ids", "cost_left_usd_m_low", "cost_left_usd_m_high"]
    columns += [*frames.columns("benefit_usd_m", "npv_usd_m"), "bcr_central"]
    columns += ["benefit_change_usd_m", "npv_change_usd_m", "bcr_change", "sign_changed"]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True, slots=True)
class _Worth:
    """One scenario's yearly benefit and appraisal at central values and in draws; the latter may lack."""

    middle: float
    drawn: Any
    priced: tuple[Appraised, Appraised] | None

    @property
    def npv(self) -> float:
        return float(self.priced[0].npv[0, 0]) / MILLION if self.priced else np.nan

    @property
    def bcr(self) -> float:
        return float(self.priced[0].bcr[0, 0]) if self.priced else np.nan


class _Run:
    """What sides share."""

    def __init__(self, found: Benefits, settings: Settings, day: str, seed: int, jobs: int) -> None:
        self.found, self.settings, self.day, self.seed, self.jobs = found, settings, day, seed, jobs
        self.region = found.gains.scene.goods.region
        packages = {p.id: p.openings for p in found.named}
        self.members = {name: packages.get(name, (name,)) for name in found.gains.names}
        waiting = set(decisions(self.region, day))
        self.between = {name: bool(waiting & set(some)) for name, some in self.members.items()}
        self.own = {name: _worth(found.gains, name, found.appraised) for name in found.gains.names}

    def rows(self, given: Sided) -> list[dict[str, Any]]:
        """One row a scenario under a side's figures."""
        links = {str(i): set(ids) for i, ids in self._of_openings("link_ids")}
        touched: dict[str, list[Replaced]] = {name: [] for name in self.members}
        for one in given.replaced:
            for name, some in self.members.items():
                if one.subject_id in some or any(one.subject_id in links[o] for o in some):
                    touched[name].append(one)
        worth = self._worth(given, touched)
        return [
            self._row(given, name, touched[name], worth.get(name, self.own[name])) for name in self.members
        ]

    def _worth(self, given: Sided, touched: Mapping[str, Sequence[Replaced]]) -> dict[str, _Worth]:
        """Scenarios that are worth something else under a side's figures."""
        longer = {r.subject_id for r in given.replaced if r.table == "link" and r.before != r.after}
        anew, everywhere = self._longer(given, longer, touched)
        names = [n for n in self.members if everywhere or any(r.before != r.after for r in touched[n])]
        priced = self._priced(given.region, names, self.found.gains)
        if anew is not None:
            priced |= self._priced(given.region, anew.names, anew)
        known: dict[str, Gains] = dict.fromkeys(names, self.found.gains)
        known |= dict.fromkeys(anew.names, anew) if anew is not None else {}
        return {name: _worth(made, name, priced) for name, made in known.items()}

    def _longer(
        self, given: Sided, longer: set[str], touched: Mapping[str, Sequence[Replaced]]
    ) -> tuple[Gains | None, bool]:
        """Gains with other lengths, and whether these change the ways as the region stands."""
        if not longer:
            return None, False
        ids = [str(i) for i in self.region["link"]["link_id"]]
        passable = states_at(self.region, "link", self.day).passable
        everywhere = any(bool(passable[:, ids.index(link)].any()) for link in longer)
        names = [n for n in self.members if everywhere or any(r.subject_id in longer for r in touched[n])]
        # Costs stay for now, so that the draws are those of the region's own figures.
        region = self.region.replace(link=given.region["link"])
        made = gains(
            region, build(region), {n: Scenario.of(*self.members[n]) for n in names}, as_of=self.day,
            season_days=self.settings.season_days, draws=self.settings.draws, seed=self.seed,
            like=None if everywhere else self.found.gains.scene, jobs=self.jobs,
        )  # fmt: skip
        return made, everywhere

    def _priced(
        self, region: Region, names: Sequence[str], made: Gains
    ) -> dict[str, tuple[Appraised, Appraised]]:
        """Appraisal of some scenarios at a side's costs and months."""
        taken = works(region, self.settings.sharing)
        members = {n: tuple(taken[o] for o in self.members[n]) for n in names}
        members = {name: some for name, some in members.items() if all(w.known for w in some)}
        at = _priced_at(self.region, region, made.drawing.at)
        other = replace(
            made,
            scene=replace(made.scene, center=central(region)),
            drawing=replace(made.drawing, at=at),
        )
        return appraise_all(other, members, self.between, self.found.terms)

    def _row(self, given: Sided, name: str, touched: Sequence[Replaced], worth: _Worth) -> dict[str, Any]:
        own = self.own[name]
        changed = [r for r in touched if r.before != r.after]
        table = given.region["opening"].set_index("opening_id").loc[list(self.members[name])]
        left = {
            f"cost_left_usd_m_{end}": float(
                (table[f"cost_usd_m_{end}"] * (1.0 - table["share_built"])).sum(skipna=False)
            )
            for end in ("low", "high")
        }
        row = {
            "side": given.side,
            "opening_id": name,
            "replaced": tuple(f"{r.column} of {r.subject_id}" for r in changed),
            "claim_ids": tuple(sorted({i for r in touched for i in r.claim_ids})),
            **left,
            **frames.spread("benefit_usd_m", worth.middle, worth.drawn),
            "bcr_central": worth.bcr,
            "benefit_change_usd_m": worth.middle - own.middle,
            "npv_change_usd_m": worth.npv - own.npv,
            "bcr_change": worth.bcr - own.bcr,
            "sign_changed": bool(np.sign(worth.npv) * np.sign(own.npv) < 0),
        }
        drawn = worth.priced[1].npv[0] / MILLION if worth.priced else np.array([np.nan])
        return row | frames.spread("npv_usd_m", worth.npv, drawn)

    def _of_openings(self, column: str) -> list[tuple[str, tuple[str, ...]]]:
        table = self.region["opening"]
        return list(zip(table["opening_id"], table[column], strict=True))


def _worth(made: Gains, name: str, priced: Mapping[str, tuple[Appraised, Appraised]]) -> _Worth:
    s, inside = made.names.index(name), ~made.scene.demand.gateway
    return _Worth(
        middle=float(made.middle["benefit"][s, inside].sum()) / MILLION,
        drawn=made.drawn["benefit"][s][:, inside].sum(axis=1) / MILLION,
        priced=priced.get(name),
    )


def _priced_at(own: Region, other: Region, at: Assumptions) -> Assumptions:
    """Draws with a side's costs and months: at the same place of its range as they are of the region's own.

    A figure that has no range in the region takes the middle of the side's.
    """
    before, after = uncertain(own), uncertain(other)
    values = dict(at.values)
    for name, (low, middle, high) in after.items():
        if name.partition(":")[0] in PRICED and before[name] != (low, middle, high):
            start, _, end = before[name]
            place = (at[name] - start) / (end - start) if end > start else 0.5
            values[name] = low + place * (high - low)
    return Assumptions(values)
