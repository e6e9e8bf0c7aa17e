"""A folder that ``reopen run`` made, as what to serve: its region, settings, date and seed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from reopen.errors import SettingsError
from reopen.region.paths import embedded
from reopen.settings import Settings

NAME = "summary.json"


@dataclass(frozen=True, slots=True)
class Studied:
    """What a study was made with.

    Attributes
    ----------
    region : str
        Name of the embedded region.
    settings : Settings
        Settings.
    as_of : str
        Date.
    seed : int
        Seed.
    """

    region: str
    settings: Settings
    as_of: str
    seed: int


def studied(given: str | None) -> Studied | None:
    """What the study in a folder was made with; None where what is given is no folder of a study.

    Raises
    ------
    SettingsError
        When its summary cannot be read, or its region does not come with reopen.
    """
    path = Path(given or "") / NAME
    if given is None or not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        region, as_of, seed = str(data["region"]["id"]), str(data["as_of"]), int(data["seed"])
        settings = Settings.model_validate(data["settings"])
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise SettingsError(
            f"{path}: no summary of a study ({type(error).__name__}); run `reopen run` anew or name a region"
        ) from None
    if region not in embedded():
        raise SettingsError(
            f"{path}: made over region {region!r}, which does not come with reopen; name its folder,"
            " with the study's settings as --settings"
        )
    return Studied(region, settings, as_of, seed)
