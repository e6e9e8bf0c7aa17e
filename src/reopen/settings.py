"""Settings of a run: what a user may change without touching the region. TOML in, checked at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from reopen.errors import SettingsError, UnknownIdError
from reopen.region.schema import LARGEST

if TYPE_CHECKING:
    from reopen.region.region import Region


#: Openings that a study combines at most; 2 to this power combinations take many minutes.
MOST_TOGETHER = 16

#: Draws that a study makes at most.
MOST_DRAWS = 1 << 16

#: A number that is written as one, finite and not beyond what a region may hold.
Figure = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=LARGEST)]


class Range(BaseModel):
    """A value with its range, in order and not negative."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: Figure
    central: Figure
    high: Figure

    @model_validator(mode="after")
    def _in_order(self) -> Range:
        if not 0 <= self.low <= self.central <= self.high:
            raise ValueError("expected 0 <= low <= central <= high")
        return self


class Weights(BaseModel):
    """What a plan is measured by: a weighted sum. See :class:`reopen.rebuild.programme.Worth`.

    Attributes
    ----------
    benefits : float
        Weight of discounted benefits, USD m.
    people : float
        Weight of a person's year at home with services.
    finish : float
        Weight of a month until everything is finished, a loss.
    lateness : float
        Weight of a month by which a task misses its soft date, a loss.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    benefits: Figure = 0.0
    people: Figure = 0.0
    finish: Figure = 0.0
    lateness: Figure = 0.0


class Rebuild(BaseModel):
    """Settings of the rebuilding programme.

    Attributes
    ----------
    objective : {"benefits", "people", "finish"}
        What the plan is made for: discounted benefits, people home with services, or the finish.
    weights : Weights or None
        Weights of several aims at once, in place of ``objective``.
    effort : float
        How long to search for a plan and its bound, in the solver's deterministic seconds (about
        one second each on two cores); the same effort gives the same plan, and 0 leaves the
        programme out of a study.
    horizon : int
        Years that the programme may take and over which its benefits count.
    carry_over : bool
        Whether what a year leaves unspent may be spent later.
    budget_factor : float
        All budgets times this.
    crews : dict of str to int
        Teams by crew, in place of the region's, at all times.
    agreed : dict of str to str
        Openings that are agreed on a date: works cannot begin before it.
    agreement_months : int
        Months until openings that wait for an agreement are taken to be agreed, where ``agreed``
        has no date for them.
    duplicates : {"newest", "worst", "all"}
        Which of several assessments of one thing counts.
    unit_costs : dict of str to str
        Unit cost of objects of damage files, by their sector; objects of other sectors have no value.
    front : int
        Points on the front between yearly spending and time; 0 leaves it out.
    shadow : bool
        Whether to solve again with one more team of each crew and more money of each budget.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    objective: Literal["benefits", "people", "finish"] = "benefits"
    weights: Weights | None = None
    effort: Annotated[float, Field(strict=True, ge=0, le=1e5)] = 30.0
    horizon: Annotated[int, Field(strict=True, ge=1, le=80)] = 30
    carry_over: Annotated[bool, Field(strict=True)] = False
    budget_factor: Annotated[float, Field(strict=True, gt=0, le=1000)] = 1.0
    crews: dict[str, Annotated[int, Field(strict=True, ge=0, le=100_000)]] = Field(default_factory=dict)
    agreed: dict[str, str] = Field(default_factory=dict)
    agreement_months: Annotated[int, Field(strict=True, ge=0, le=600)] = 12
    duplicates: Literal["newest", "worst", "all"] = "newest"
    unit_costs: dict[str, str] = Field(default_factory=dict)
    front: Annotated[int, Field(strict=True, ge=0, le=20)] = 5
    shadow: Annotated[bool, Field(strict=True)] = True


class Queues(BaseModel):
    """Settings of the queues at gates.

    Attributes
    ----------
    on : bool
        Whether a study works them out.
    day_hours : float
        Hours of a gate's working day, over which its queue grows.
    least_service : float
        Share of the border hours of the tables that is service at least, 0 to 1; at 1 nothing is queue.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: Annotated[bool, Field(strict=True)] = True
    day_hours: Annotated[float, Field(strict=True, gt=0, le=24)] = 24.0
    least_service: Annotated[float, Field(strict=True, ge=0, le=1)] = 0.3


def _words(problem: Mapping[str, Any]) -> str:
    """One problem in a settings file: its place, the value seen, what was expected."""
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        near = get_close_matches(str(problem["loc"][-1]), _known(problem["loc"][:-1]), n=1)
        return f"{place}: no such setting" + (f"; did you mean {near[0]!r}?" if near else "; take it out")
    if problem["type"] == "missing":
        return f"{place}: expected a number; write low, central and high"
    if expected := _KINDS.get(problem["type"], ""):
        return f"{place}: found {_shown(problem['input'])}; expected {expected}"
    expected = str(problem["msg"]).removeprefix("Value error, ").removeprefix("expected ")
    expected = expected.removeprefix("Input should be ")
    return f"{place}: found {_shown(problem['input'])}; expected {expected[:1].lower()}{expected[1:]}"


#: What is expected where a value is of another kind.
_KINDS: Mapping[str, str] = {
    "model_type": "a table of settings of its own",
    "dict_type": "a table of names and values",
    "tuple_type": "a list in square brackets",
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
}


def _shown(value: object) -> str:
    """A value about as the file has it."""
    return value.isoformat() if isinstance(value, date) else repr(value)


def _known(table: tuple[str | int, ...]) -> list[str]:
    """Settings that a table of the file may have."""
    if not table:
        return list(Settings.model_fields)
    names: Mapping[tuple[str | int, ...], type[BaseModel]] = {
        ("rebuild",): Rebuild, ("rebuild", "weights"): Weights, ("queues",): Queues,
    }  # fmt: skip
    return list(names.get(table, Range).model_fields)


class Settings(BaseModel):
    """Settings of a run.

    Attributes
    ----------
    season_days : tuple of float
        Cuts in days to which winter closures are rounded; none for a year without winter.
    together : int
        Decisions that are combined in every way, the weightiest first, 0 to 16; each doubles
        the work, and 0 leaves the part and the packages out.
    draws : int
        Draws of everything uncertain for openings and named packages, a power of two.
    package_draws : int
        Draws for the combinations that stand out, a power of two.
    sensitivity : int
        Rows of a design for Sobol indices, a power of two; 0 leaves them out, as they take long.
    packages : dict of str to tuple of str
        Sets of openings to look at together, beside those of the region.
    epsilon : float
        Loss of a country that counts as none in packages, USD m a year.
    sharing : {"territory", "agreeing", "outside"}
        Who pays for an opening: each country for what lies on its territory, the states that must
        agree alike, or none of the region's countries.
    discount_rates : tuple of float
        Percent a year; the first is that of results by country and of packages.
    horizon : int
        Years of the appraisal from the decision on.
    life : float
        Years after which capital has no value left.
    phase_in : bool
        Whether the response comes in over years (parameter ``phase-in-years``) or at once.
    residual_resistance : bool
        Whether part of the potential trade stays away after an opening (``closure-effect``).
    unit_cost, parameter : dict of str to Range
        Values that replace the region's, by id.
    rebuild : Rebuild
        The rebuilding programme.
    queues : Queues
        Queues at gates.

    Examples
    --------
    >>> Settings(season_days=(30,)).season_days
    (30.0,)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    season_days: tuple[float, ...] = (20.0, 60.0)
    together: int = 12
    draws: int = 1024
    package_draws: int = 128
    sensitivity: int = 0
    packages: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    epsilon: Figure = 0.1
    sharing: Literal["territory", "agreeing", "outside"] = "territory"
    discount_rates: tuple[Figure, ...] = (6.0, 3.0, 9.0, 12.0)
    horizon: Annotated[int, Field(strict=True, ge=1, le=200)] = 30
    life: Annotated[float, Field(strict=True, gt=0, le=1000)] = 40.0
    phase_in: Annotated[bool, Field(strict=True)] = True
    residual_resistance: Annotated[bool, Field(strict=True)] = True
    unit_cost: dict[str, Range] = Field(default_factory=dict)
    parameter: dict[str, Range] = Field(default_factory=dict)
    rebuild: Rebuild = Field(default_factory=Rebuild)
    queues: Queues = Field(default_factory=Queues)

    @field_validator("season_days")
    @classmethod
    def _in_a_year(cls, days: tuple[float, ...]) -> tuple[float, ...]:
        if any(not 0 < d <= 365 for d in days) or len(set(days)) != len(days):
            raise ValueError("different numbers of days, more than 0 and at most 365 each")
        return days

    @field_validator("together", mode="before")
    @classmethod
    def _a_count(cls, number: object) -> object:
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_TOGETHER:
            raise ValueError(f"a whole number, 0 to {MOST_TOGETHER}")
        return number

    @field_validator("draws", "package_draws", "sensitivity", mode="before")
    @classmethod
    def _a_power_of_two(cls, number: object, info: ValidationInfo) -> object:
        least = 0 if info.field_name == "sensitivity" else 2
        good = isinstance(number, int) and not isinstance(number, bool) and least <= number <= MOST_DRAWS
        if not good or number & (number - 1):  # type: ignore[operator]
            none = "0 or " if least == 0 else ""
            raise ValueError(f"{none}a power of two from 2 to {MOST_DRAWS}, such as 1024")
        return number

    @field_validator("discount_rates")
    @classmethod
    def _some_rates(cls, rates: tuple[float, ...]) -> tuple[float, ...]:
        if not rates or len(set(rates)) != len(rates) or max(rates) > 100:
            raise ValueError("one or more different rates in percent, at most 100 each")
        return rates

    @classmethod
    def from_toml(cls, path: Path | str) -> Settings:
        """Read a settings file.

        Raises
        ------
        SettingsError
            Naming every problem with its place, when the file cannot be used.
        """
        path = Path(path)
        try:
            data = tomllib.loads(path.read_bytes().decode("utf-8"))
        except OSError as error:
            raise SettingsError(f"{path}: cannot be read ({error.strerror}); name a settings file") from None
        except UnicodeDecodeError as error:
            raise SettingsError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path}: not TOML: {error}; mend the line that it names") from None
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise SettingsError("\n".join(f"{path}: {_words(e)}" for e in error.errors())) from None

    def apply(self, region: Region) -> Region:
        """The region with the settings' values in place of its own.

        Raises
        ------
        SettingsError
            Naming every unit cost and parameter of the settings that the region does not have.
        """
        out, unknown = region, []
        parameter = dict(self.parameter)
        for name, on in (("phase-in-years", self.phase_in), ("closure-effect", self.residual_resistance)):
            if not on and name in parameter:
                raise SettingsError(f"settings: parameter.{name} is given, and switched off; take one out")
            if not on:
                parameter[name] = Range(low=0.0, central=0.0, high=0.0)
        for table, values in (("unit_cost", self.unit_cost), ("parameter", parameter)):
            if not values:
                continue
            frame = region[table].copy()
            ids = list(frame[f"{table}_id"])
            for name, value in values.items():
                if name not in ids:
                    unknown.append(str(UnknownIdError(table.replace("_", " "), name, ids)))
                    continue
                row = (value.low, value.central, value.high)
                frame.loc[ids.index(name), ["low", "central", "high"]] = row
            out = out.replace(**{table: frame})
        if unknown:
            raise SettingsError("settings: " + "; ".join(unknown))
        return out
