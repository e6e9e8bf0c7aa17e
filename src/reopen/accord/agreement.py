"""How far coders agree on the grades and flags of provisions, and on which of these they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.accord.alpha import DRAWS, Alpha, Level, krippendorff_alpha
from reopen.accord.status import provisions_on
from reopen.errors import SettingsError
from reopen.region.spans import known_by

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: What is compared, with the level of its values.
COMPARED: dict[str, Level] = {"implementation": "ordinal", "overtaken": "nominal", "disputed": "nominal"}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree.

    Attributes
    ----------
    coders : tuple of str
        In alphabetical order.
    provisions : int
        Provisions that at least two of them coded.
    grade, overtaken, disputed : Alpha
        Krippendorff's alpha: ordinal for the grade, nominal for the flags.
    differing : DataFrame
        One row a provision and figure on which coders differ: ``provision_id``, ``figure``
        (``implementation``, ``overtaken`` or ``disputed``), ``apart`` (grades between the lowest and the
        highest; 1 for a flag), and one column a coder (Float64; flags as 0 and 1, NA where not coded). Those
        furthest apart come first.
    """

    coders: tuple[str, ...]
    provisions: int
    grade: Alpha
    overtaken: Alpha
    disputed: Alpha
    differing: pd.DataFrame


def agreement(sheets: Sequence[pd.DataFrame], *, seed: int = 0, draws: int = DRAWS) -> Agreement:
    """Compare the codings of several coders.

    Parameters
    ----------
    sheets : sequence of DataFrame
        One a coder, with the columns of the table ``coding``
        (:func:`reopen.accord.sheet.read_sheet`); each provision once. A sheet without rows is a coder who
        coded nothing, and is left out.
    seed, draws : int
        Seed and number of the resamples of each interval.

    Raises
    ------
    SettingsError
        With every problem at once: less than two coders, a coder in two sheets or two coders in one, a
        provision twice in a sheet.
    """
    import pandas as pd

    _check(sheets)
    every = pd.concat([sheet for sheet in sheets if len(sheet)])
    wide = {
        name: every.assign(value=every[name].astype("Float64")).pivot(
            index="provision_id", columns="coder", values="value"
        )
        for name in COMPARED
    }
    found = {
        name: krippendorff_alpha(
            wide[name].to_numpy("float64", na_value=np.nan).T, level=level, seed=seed, draws=draws
        )
        for name, level in COMPARED.items()
    }
    coders = tuple(str(name) for name in wide["overtaken"].columns)
    several = int((every.groupby("provision_id")["coder"].nunique() > 1).sum())
    return Agreement(
        coders=coders,
        provisions=several,
        grade=found["implementation"],
        overtaken=found["overtaken"],
        disputed=found["disputed"],
        differing=_differing(wide, coders),
    )


def register_agreement(region: Region, day: str, *, seed: int = 0, draws: int = DRAWS) -> Agreement:
    """Compare the coders of a region's own codings: the newest of each that is known on a day.

    Raises
    ------
    SettingsError
        When less than two coders have codings known on the day.
    """
    table = region["coding"]
    coders = sorted(set(table.loc[known_by(table["date"], day), "coder"]))
    sheets = [provisions_on(region, day, coder=name) for name in coders]
    return agreement([sheet[sheet["coder"] != ""] for sheet in sheets], seed=seed, draws=draws)


def _check(sheets: Sequence[pd.DataFrame]) -> None:
    problems = []
    seen: dict[str, int] = {}
    for number, sheet in enumerate(sheets, 1):
        names = sorted(set(sheet["coder"]))
        if len(names) > 1:
            problems.append(f"sheet {number}: found the coders {', '.join(names)}; expected one a sheet")
        problems.extend(
            f"sheet {number}: found coder {name!r} of sheet {seen[name]}; expected one sheet a coder"
            for name in names
            if name in seen
        )
        seen |= {name: number for name in names if name not in seen}
        twice = sorted(set(sheet["provision_id"][sheet["provision_id"].duplicated()]))
        if twice:
            problems.append(f"sheet {number}: found {', '.join(twice)} twice; expected each provision once")
    if len(seen) < 2:
        there = "only one coder" if len(seen) == 1 else f"{len(seen)} coders"
        blank = [str(number) for number, sheet in enumerate(sheets, 1) if sheet.empty]
        seen_blank = f"; nothing is filled in in sheet {', '.join(blank)}" if blank else ""
        problems.append(f"found the codings of {there}; expected at least two to compare{seen_blank}")
    if problems:
        raise SettingsError("\n".join(problems))


def _differing(wide: dict[str, pd.DataFrame], coders: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    parts = []
    for name, table in wide.items():
        apart = table.max(axis=1) - table.min(axis=1)
        rows = table[apart.fillna(0.0) > 0.0].reset_index()
        parts.append(rows.assign(figure=name, apart=apart[apart.fillna(0.0) > 0.0].to_numpy("float64")))
    every = pd.concat(parts)[["provision_id", "figure", "apart", *coders]]
    return every.sort_values(["apart", "provision_id", "figure"], ascending=[False, True, True]).reset_index(
        drop=True
    )
