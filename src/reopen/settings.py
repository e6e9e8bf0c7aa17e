"""Settings of a run: what a user may change without touching the region. TOML in, checked at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from reopen.errors import SettingsError, UnknownIdError
from reopen.region.schema import LARGEST

if TYPE_CHECKING:
    from reopen.region.region import Region


#: Openings that a study combines at most; 2 to this power combinations take minutes.
MOST_TOGETHER = 20

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


def _words(problem: Mapping[str, Any]) -> str:
    """One problem in a settings file: its place, the value seen, what was expected."""
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        near = get_close_matches(str(problem["loc"][-1]), [*Settings.model_fields, *Range.model_fields], n=1)
        return f"{place}: no such setting" + (f"; did you mean {near[0]!r}?" if near else "; take it out")
    if problem["type"] == "missing":
        return f"{place}: expected a number; write low, central and high"
    expected = str(problem["msg"]).removeprefix("Value error, ").removeprefix("expected ")
    return f"{place}: found {problem['input']!r}; expected {expected[:1].lower()}{expected[1:]}"


class Settings(BaseModel):
    """Settings of a run.

    Attributes
    ----------
    season_days : tuple of float
        Cuts in days to which winter closures are rounded; none for a year without winter.
    together : int
        Decisions that are combined in every way, the weightiest first, 0 to 20; each doubles
        the work, and 0 leaves the part out.
    unit_cost, parameter : dict of str to Range
        Values that replace the region's, by id.

    Examples
    --------
    >>> Settings(season_days=(30,)).season_days
    (30.0,)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    season_days: tuple[float, ...] = (20.0, 60.0)
    together: int = 12
    unit_cost: dict[str, Range] = Field(default_factory=dict)
    parameter: dict[str, Range] = Field(default_factory=dict)

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
        for table, values in (("unit_cost", self.unit_cost), ("parameter", self.parameter)):
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
