"""A question to the map application: which openings are open, and which figures differ from the region's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from reopen.errors import SettingsError
from reopen.region.dates import iso_date
from reopen.web.problems import Problem, WrongRequestError

if TYPE_CHECKING:
    from reopen.region.region import Region

ELASTICITY, BORDER = "delivered-price-elasticity", "border-hours-factor"
#: Figures that a user may move, in the order of the sliders, and how far, in every region.
RANGES: Mapping[str, tuple[float, float]] = {
    "elasticity": (0.0, 5.0), "time": (0.0, 5.0), "border": (0.0, 5.0), "rate": (0.0, 30.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slider:
    """A figure that a user may move.

    Attributes
    ----------
    id, label, unit : str
        Its name.
    low, central, high, step : float
        Where it may stand.
    quick : bool
        Whether an answer at another value needs no new ways.
    """

    id: str
    label: str
    unit: str
    low: float
    central: float
    high: float
    step: float
    quick: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; None stands for the region's own figure.

    Attributes
    ----------
    open : tuple of str
        Openings that are open, in the region's order.
    elasticity : float or None
        Of demand to the delivered price.
    time, border : float or None
        Value of time, and hours at borders, over the region's.
    rate : float or None
        Discount rate, percent a year.
    as_of : str or None
        Date at which the region is seen.
    """

    open: tuple[str, ...] = ()
    elasticity: float | None = None
    time: float | None = None
    border: float | None = None
    rate: float | None = None
    as_of: str | None = None

    @property
    def key(self) -> str:
        """Hash of the question; equal questions have equal ones."""
        return sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def ground(self) -> tuple[float | None, float | None, str | None]:
        """What the ways depend on beside the openings: time, border hours, date."""
        return (self.time, self.border, self.as_of)

    @property
    def query(self) -> str:
        """The question as an address says it; empty for the region as it stands."""
        given = {"open": ",".join(self.open), **self.settings(), "as_of": self.as_of}
        return urlencode({name: value for name, value in given.items() if value not in (None, "")})

    def settings(self) -> dict[str, float | None]:
        """Where the sliders stand."""
        return {name: getattr(self, name) for name in RANGES}

    def with_open(self, names: Sequence[str]) -> Question:
        """The same with other openings."""
        return replace(self, open=tuple(names))


def sliders(region: Region, rate: float) -> tuple[Slider, ...]:
    """What may be moved, and how far: the elasticity and border hours over twice their ranges."""

    def one(name: str, label: str, unit: str, central: float, step: float, quick: bool) -> Slider:
        low, high = RANGES[name]
        return Slider(name, label, unit, low, central, high, step, quick)

    elasticity = _central(region, ELASTICITY)
    return (
        one("elasticity", "Elasticity of demand to the delivered price", "", elasticity, 0.1, True),
        one("time", "Value of time, times the region's", "x", 1.0, 0.25, False),
        one("border", "Hours at borders, times the region's", "x", 1.0, 0.25, False),
        one("rate", "Discount rate", "% a year", rate, 0.5, True),
    )


def asked(
    region: Region,
    some: Sequence[Slider],
    *,
    open: Sequence[str],
    moved: Mapping[str, float | None],
    as_of: str | None,
    day: str,
) -> Question:
    """A question, checked; figures that are the region's own count as not given.

    Parameters
    ----------
    day : str
        The date that the server was started with.

    Raises
    ------
    WrongRequestError
        With every id, figure and date that is wrong.
    """
    known = [str(o) for o in region["opening"]["opening_id"]]
    wrong = [_unknown("open", name, known) for name in dict.fromkeys(open) if name not in known]
    figures: dict[str, float | None] = {}
    for slider in some:
        value = moved.get(slider.id)
        figures[slider.id] = None if value is None or value == slider.central else float(value)
        if value is not None and not (math.isfinite(value) and slider.low <= value <= slider.high):
            expected = f"it goes from {slider.low:g} to {slider.high:g}"
            wrong.append(Problem(slider.id, f"it is {value:g}", expected, "move it back, or leave it out"))
    names = {str(slider.id) for slider in some}
    wrong += [_unknown("settings", name, sorted(names)) for name in moved if name not in names]
    when = checked_date(as_of, wrong)
    if wrong:
        raise WrongRequestError(wrong)
    held = set(open)
    chosen = tuple(name for name in known if name in held)
    return Question(chosen, **figures, as_of=None if when == day else when)


def checked_date(as_of: str | None, wrong: list[Problem]) -> str | None:
    """A date in its one form; None, and a problem, where it is none."""
    if not as_of:
        return None
    try:
        return iso_date(as_of)
    except SettingsError:
        expected, mend = "a date is such as 2026-03-31", "write year, month and day"
        wrong.append(Problem("as_of", f"{as_of[:40]!r} is no date", expected, mend))
        return None


def _unknown(place: str, name: str, known: Sequence[str]) -> Problem:
    near = get_close_matches(name[:80], known, n=1)
    mend = f"did you mean {near[0]!r}?" if near else "take it out"
    expected = "it must be an opening of the region" if place == "open" else "there are " + ", ".join(known)
    return Problem(place, f"there is no {name[:80]!r}", expected, mend)


def with_elasticity(region: Region, elasticity: float) -> Region:
    """The region with another central elasticity; the ends of its range move along."""
    table = region["parameter"].copy()
    row = table["parameter_id"] == ELASTICITY
    now = float(table.loc[row, "central"].iloc[0])
    ends = table.loc[row, ["low", "central", "high"]]
    table.loc[row, ["low", "central", "high"]] = ends * (elasticity / now) if now else elasticity
    return region.replace(parameter=table)


def _central(region: Region, name: str) -> float:
    table = region["parameter"]
    return float(table.loc[table["parameter_id"] == name, "central"].iloc[0])
