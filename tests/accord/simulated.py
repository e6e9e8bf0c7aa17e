"""Registers of invented works: true courses, and claims that are irregular, rounded and optimistic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reopen.accord.record import Record, record
from reopen.accord.slippage import forecast_all


@dataclass(frozen=True, slots=True)
class Setting:
    """What works of an invented register are like. Times are in days.

    Attributes
    ----------
    works : int
        Works of the register; they begin one after the other over ``years``.
    years : float
        Years over which works begin.
    curved : float
        Share of works that begin and end slowly (an S-curve); the others go on steadily.
    stalls : float
        Mean number of halts of a work; a halt lasts half a year in the middle case.
    overrun, spread : float
        Mean and deviation of the logarithm of the time worked over the time planned, halts apart.
    gap : float
        Mean time between claims.
    bias : float
        How optimistic claims are at most, at half of the work: 0.1 says 60 % where 50 % are done.
    units : tuple of int
        Percents to which claims are rounded, one drawn for each work.
    hope : float
        Share of the time still needed that a moved target allows for, in the middle case.
    """

    works: int = 50
    years: float = 15.0
    curved: float = 0.5
    stalls: float = 1.0
    overrun: float = 0.25
    spread: float = 0.25
    gap: float = 200.0
    bias: float = 0.1
    units: tuple[int, ...] = (1, 5, 10)
    hope: float = 0.7


#: Registers that differ in one thing each.
SETTINGS = {
    "mixed": Setting(),
    "steady, no halts": Setting(curved=0.0, stalls=0.0),
    "S-curves": Setting(curved=1.0, stalls=0.5),
    "many halts": Setting(stalls=2.5),
    "very optimistic": Setting(bias=0.25, overrun=0.6, hope=0.4),
    "rounded to tens": Setting(units=(10,)),
    "few claims": Setting(gap=400.0),
    "many claims": Setting(gap=90.0),
    "few works": Setting(works=15, years=10.0),
}

#: Registers of kinds that nobody looked at while the model was made.
UNSEEN = {
    "short, rare claims": Setting(overrun=0.1, gap=300.0, stalls=0.3, units=(5,)),
    "everything worse": Setting(curved=0.8, stalls=2.0, overrun=0.5, spread=0.4, bias=0.2, hope=0.5),
}


def simulated(seed: int, setting: Setting | None = None) -> tuple[Record, ...]:
    """Works of an invented register, every one with its true end."""
    chosen = setting or Setting()
    rng = np.random.default_rng(seed)
    starts = np.sort(rng.uniform(0.0, 365.25 * chosen.years, chosen.works))
    return tuple(_work(f"w{n:03d}", float(start), chosen, rng) for n, start in enumerate(starts))


def _work(name: str, start: float, setting: Setting, rng: np.random.Generator) -> Record:
    planned = float(np.exp(rng.normal(np.log(900.0), 0.5)))
    worked = planned * float(np.exp(rng.normal(setting.overrun, setting.spread)))
    times, effort = _course(worked, setting, rng)
    end = start + float(times[-1])
    gaps = 20.0 + rng.exponential(setting.gap, 400)
    days = np.floor(start + np.cumsum(gaps))
    days = days[days < end]
    share = np.interp(days - start, times, effort)
    if rng.uniform() < setting.curved:
        share = share**2 * (3.0 - 2.0 * share)
    said, targets = _targets(start, start + planned, days, end, setting, rng)
    return record(
        name, days=days, done=_claimed(share, setting, rng), said=said, targets=targets, finished=end
    )


def _course(worked: float, setting: Setting, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Corners of the time worked, as a share, over the time gone: it stands still in every halt."""
    halts = np.sort(rng.uniform(0.0, 1.0, rng.poisson(setting.stalls)))
    long = np.exp(rng.normal(np.log(180.0), 0.6, len(halts)))
    before = np.concatenate([[0.0], np.cumsum(long)])
    times, effort = [0.0], [0.0]
    for place, gone, halt in zip(halts, before, long, strict=False):
        times += [place * worked + gone, place * worked + gone + halt]
        effort += [place, place]
    return np.array([*times, worked + before[-1]]), np.array([*effort, 1.0])


def _claimed(share: np.ndarray, setting: Setting, rng: np.random.Generator) -> np.ndarray:
    """Shares as claimed: nearer to the end than they are, with noise, rounded; never beyond 99 %."""
    high = rng.uniform(0.0, setting.bias)
    unit = float(rng.choice(setting.units)) / 100.0
    seen = share + 4.0 * high * share * (1.0 - share) + rng.normal(0.0, 0.015, len(share))
    return np.clip(np.round(seen / unit) * unit, 0.0, 0.99)


def _targets(
    start: float, first: float, days: np.ndarray, end: float, setting: Setting, rng: np.random.Generator
) -> tuple[list[float], list[float]]:
    """The target at the beginning, and those to which it was moved: late, too near, at ends of quarters."""
    said, targets = [start], [_quarter(first)]
    for day in days:
        if targets[-1] < day + 120.0 and rng.uniform() < 0.7:
            left = (end - day) * setting.hope * float(np.exp(rng.normal(0.0, 0.4)))
            said.append(float(day))
            targets.append(_quarter(day + left))
    return said, targets


def _quarter(day: float) -> float:
    return float(np.ceil(day / 91.3125) * 91.3125)


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Forecasts of ends beside the true ends; arrays have one entry a forecast. Times are in days.

    Attributes
    ----------
    works : int
        Works that were forecast at least once.
    asked : int
        Works under way with a claim, over all days of forecasts; those without a forecast count here only.
    made, low, central, high, naive, finished : (n,) float64 array
        Day of the forecast, its figures, the official target (the day itself where it is past), true end.
    """

    works: int
    asked: int
    made: np.ndarray
    low: np.ndarray
    central: np.ndarray
    high: np.ndarray
    naive: np.ndarray
    finished: np.ndarray

    @property
    def held(self) -> int:
        """How many true ends the intervals held."""
        return int(((self.finished >= self.low) & (self.finished <= self.high)).sum())


def outcomes(seeds: range, setting: Setting, *, every: float = 2.0) -> Outcomes:
    """Forecasts of all works under way, every so many years from the third on, in a register a seed."""
    rows, seen, asked = [], set(), 0
    for seed in seeds:
        works = simulated(seed, setting)
        for now in 365.25 * np.arange(3.0, setting.years + 1.5, every):
            for one, made in zip(works, forecast_all(works, now=float(now)), strict=True):
                if one.finished <= now or not (one.days <= now).any():
                    continue
                asked += 1
                if made.parts:
                    seen.add((seed, one.work_id))
                    naive = max(float(one.targets[one.said <= now][-1]), now)
                    rows.append((now, made.low, made.central, made.high, naive, one.finished))
    return Outcomes(len(seen), asked, *np.array(rows).T)
