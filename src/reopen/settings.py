"""Settings of a run: what a user may change without touching the region. TOML in, checked at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from reopen.errors import SettingsError, UnknownIdError

if TYPE_CHECKING:
    from reopen.region.region import Region


class Range(BaseModel):
    """A value with its range."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: float = Field(allow_inf_nan=False)
    central: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)


class Settings(BaseModel):
    """Settings of a run.

    Attributes
    ----------
    season_days : tuple of float
        Cuts in days to which winter closures are rounded; none for a year without winter.
    unit_cost, parameter : dict of str to Range
        Values that replace the region's, by id.

    Examples
    --------
    >>> Settings(season_days=(30,)).season_days
    (30.0,)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    season_days: tuple[float, ...] = (20.0, 60.0)
    unit_cost: dict[str, Range] = Field(default_factory=dict)
    parameter: dict[str, Range] = Field(default_factory=dict)

    @field_validator("season_days")
    @classmethod
    def _in_a_year(cls, days: tuple[float, ...]) -> tuple[float, ...]:
        if any(not 0 < d <= 365 for d in days) or len(set(days)) != len(days):
            raise ValueError("different numbers of days, more than 0 and at most 365 each")
        return days

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
            lines = [
                f"{path}: {'.'.join(str(p) for p in e['loc'])}: found {e['input']!r}; {e['msg']}"
                for e in error.errors()
            ]
            raise SettingsError("\n".join(lines)) from None

    def apply(self, region: Region) -> Region:
        """The region with the settings' values in place of its own.

        Raises
        ------
        UnknownIdError
            When the settings name a unit cost or a parameter that the region does not have.
        """
        out = region
        for table, values in (("unit_cost", self.unit_cost), ("parameter", self.parameter)):
            if not values:
                continue
            frame = region[table].copy()
            ids = list(frame[f"{table}_id"])
            for name, value in values.items():
                if name not in ids:
                    raise UnknownIdError(table.replace("_", " "), name, ids)
                row = (value.low, value.central, value.high)
                frame.loc[ids.index(name), ["low", "central", "high"]] = row
            out = out.replace(**{table: frame})
        return out
