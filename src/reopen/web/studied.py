"""A folder that ``reopen run`` made, as what to serve: its region, settings, date and seed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from reopen.errors import SettingsError
from reopen.region.paths import embedded
from reopen.region.region import Region
from reopen.settings import Settings
from reopen.study import input_hash

NAME = "summary.json"


@dataclass(frozen=True, slots=True)
class Studied:
    """What a study was made with.

    Attributes
    ----------
    folder : str
        Where the study lies.
    region : str
        Id of its region.
    over : str
        The region's folder, or its name where it comes with reopen.
    input_sha256 : str
        Hash of the region and the settings.
    settings : Settings
        Settings.
    as_of : str
        Date.
    seed : int
        Seed.
    """

    folder: str
    region: str
    over: str
    input_sha256: str
    settings: Settings
    as_of: str
    seed: int

    def check(self, region: Region) -> None:
        """Raise ``SettingsError`` unless a region whose folder was named is the one of the study."""
        if self.over == self.region:
            return
        if region.meta.id != self.region:
            raise SettingsError(
                f"--region {self.over}: this is region {region.meta.id!r}, and {self.folder} was made over"
                f" {self.region!r}; name the folder of that one"
            )
        if input_hash(region, self.settings) != self.input_sha256:
            raise SettingsError(
                f"--region {self.over}: the region, or reopen, has changed since {self.folder} was made;"
                f" run `reopen run {self.over}` anew, or serve the region itself: reopen serve {self.over}"
            )


def studied(given: str | None, over: str | None = None) -> Studied | None:
    """What the study in a folder was made with; None where what is given is no folder of a study.

    Parameters
    ----------
    given : str or None
        What is to be served.
    over : str or None
        Folder of the study's region. A study does not say where it lay, so that it is the same
        wherever it is made.

    Raises
    ------
    SettingsError
        When its summary cannot be read; when its region does not come with reopen and no folder is
        named; when a folder is named and there is no study.
    """
    path = Path(given or "") / NAME
    if given is None or not path.is_file():
        if over is None:
            return None
        raise SettingsError(
            f"--region {over}: it goes with a folder that `reopen run` made; to serve the region itself,"
            f" run: reopen serve {over}"
        )
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        region, as_of, seed = str(data["region"]["id"]), str(data["as_of"]), int(data["seed"])
        settings, sha256 = Settings.model_validate(data["settings"]), str(data["input_sha256"])
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise SettingsError(
            f"{path}: no summary of a study ({type(error).__name__}); run `reopen run` anew or name a region"
        ) from None
    if over is None and region not in embedded():
        raise SettingsError(
            f"{path}: made over region {region!r}, which does not come with reopen; say in which folder it"
            f" lies: reopen serve {given} --region FOLDER"
        )
    return Studied(given, region, over or region, sha256, settings, as_of, seed)
