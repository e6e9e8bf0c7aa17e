"""Damage, loss and needs as post-disaster needs assessments define them, and the shares they rest on.

The method is that of damage and loss assessment (DaLA) as used in PDNA and RDNA reports (GFDRR, 2013).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from reopen.errors import RegionError
from reopen.rebuild.programme import Range
from reopen.rebuild.recipe import BUILD_BACK_BETTER, DAMAGE, figures
from reopen.region.problems import Problem

if TYPE_CHECKING:
    from reopen.region.region import Region

#: What the words mean, in the order in which tables have them.
DEFINITIONS: Mapping[str, str] = MappingProxyType(
    {
        "Damage": (
            "What it would cost to replace assets that are destroyed or partly destroyed, at the standard and"
            " the prices of before: quantity x unit cost x share by grade (parameters damage-share-0 to"
            " damage-share-4)."
        ),
        "Loss": (
            "Yearly flows that are lost while assets are missing: damage x yearly share by sector"
            " (parameters loss-share-<sector>) x years from the date of the data until they are restored. A"
            " sector without such a parameter has no loss counted, and its row says so."
        ),
        "Needs": (
            "What recovery costs: damage x build-back-better, new assets at their unit cost, and works"
            " that are no replacement: clearance, survey, protection of monuments, support of return."
        ),
        "Not a sum": "Damage, loss and needs overlap. They stand side by side and are never added.",
        "Ranges": (
            "Low and high values bound the result; they are no percentiles. Costs of one unit move together,"
            " so that the low end of a sum is the sum of the low ends, and the high end likewise."
        ),
        "Horizons": "Short is 0 to 3 years, medium to 5 and long to 10 years from the date of the data.",
    }
)
#: Years from the date of the data until the end of each horizon.
YEARS: Mapping[str, float] = MappingProxyType({"short": 3.0, "medium": 5.0, "long": 10.0})
#: Start of the id of the parameter with the yearly loss of a sector.
LOSS = "loss-share-"
_MEANS = {
    **dict.fromkeys(DAMAGE, "share of the replacement value that damage of this grade takes"),
    BUILD_BACK_BETTER: "cost of rebuilding to a better standard, in parts of that of the old one",
}


@dataclass(frozen=True, slots=True)
class Shares:
    """Figures that damage, loss and needs rest on.

    Attributes
    ----------
    damage : tuple of Range
        Share of the replacement value lost, by grade 0 to 4.
    better : Range
        Cost of building back better, in parts of the damage.
    loss : mapping of str to Range
        Share of the damage lost a year, by sector; sectors without one are left out.
    """

    damage: tuple[Range, ...]
    better: Range
    loss: Mapping[str, Range]


def shares(region: Region) -> Shares:
    """Read the figures from a region's parameters.

    Raises
    ------
    RegionError
        Naming every parameter that is missing or makes no sense.
    """
    found = figures(region)
    problems = []
    for name, meaning in _MEANS.items():
        if name not in found:
            mend = f"add the row {name} ({meaning}), with low, central and high"
            problems.append(Problem("parameter.csv", None, "", name, None, f"a row {name}", mend))
    for name, value in found.items():
        most = _most(name)
        if most is not None and not 0.0 <= value.low <= value.central <= value.high <= most:
            seen = f"{value.low:g}, {value.central:g}, {value.high:g}"
            expected = f"0 <= low <= central <= high <= {most:g}"
            problems.append(
                Problem("parameter.csv", None, "central", name, seen, expected, "mend the figures")
            )
    if problems:
        raise RegionError(f"damage, loss and needs of {region.meta.id}", problems)
    return Shares(
        damage=tuple(found[name] for name in DAMAGE),
        better=found[BUILD_BACK_BETTER],
        loss={name.removeprefix(LOSS): value for name, value in found.items() if name.startswith(LOSS)},
    )


def _most(name: str) -> float | None:
    """The greatest value that makes sense; None for parameters of other things."""
    if name in DAMAGE:
        return 1.0
    return 10.0 if name == BUILD_BACK_BETTER or name.startswith(LOSS) else None
