"""Which column of a damage file means what: names of UNOSAT, Copernicus EMS and plain tables.

UNOSAT's comprehensive assessments have one row a site and a set of columns for each pass over it:
``SensorDate``, ``Main_Damage_Site_Class``, then ``SensorDate_2``, ``Main_Damage_Site_Class_2`` and so
on; a Shapefile cuts these to ten letters. Copernicus EMS has ``damage_gra`` (``grading`` before 2017),
``obj_type``, ``det_method``, and ``dmg_src_id``, which names the image in a layer of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from reopen.errors import SettingsError

#: Columns of the grade and whose classes they hold, the surest first; "" where only the classes tell.
GRADES: tuple[tuple[str, str], ...] = (
    ("damage_gra", "copernicus"),
    ("grading", "copernicus"),
    ("main_damage_site_class", "unosat"),
    ("damage_site_class", "unosat"),
    ("ems_98", "ems-98"),
    ("ems98", "ems-98"),
    ("damage_grade", "tool"),
    ("heritage_status", "heritage"),
    ("chw_status", "heritage"),
    ("damage_class", ""),
    ("damageclass", ""),
    ("dmg_class", ""),
    ("damage_level", ""),
    ("damage", ""),
    ("grade", ""),
)
#: Columns by what they mean, in small letters, the surest first.
ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("siteid", "site_id", "obj_id", "asset_id", "building_id", "id", "objectid"),
        "date": ("sensordate", "image_date", "img_date", "src_date", "assessment_date", "date"),
        "sensor": ("sensorid", "sensor", "satellite"),
        "analyst": ("staffid", "analyst", "det_method"),
        "confidence": ("confidenceid", "damage_confidence", "confidence"),
        "kind": ("sector", "obj_type", "main_damage_site_type", "type"),
        "info": ("simplified", "info"),
        "name": ("name",),
        "image": ("dmg_src_id",),
    }
)
#: What a column may be mapped to by hand.
MAPPED = ("grade", *ROLES)
#: Roles that each pass has a column of its own for.
PER_PASS = ("grade", "date", "sensor", "analyst", "confidence")
_NUMBER = re.compile(r"(.+)_(\d{1,2})")
#: A Shapefile's names are at most this long; where they clash, the end makes way for a number.
SHAPE_NAME, SHAPE_STEM = 10, 8


@dataclass(frozen=True, slots=True)
class Fields:
    """What the columns of a layer mean.

    Attributes
    ----------
    scheme : str
        Whose classes the grades are; "" where only the classes tell.
    columns : mapping of str to str
        Column by role; of roles that each pass has, the column of the first pass.
    passes : tuple of mapping of str to str
        Column by role of each pass, the first pass first.
    """

    scheme: str
    columns: Mapping[str, str]
    passes: tuple[Mapping[str, str], ...]

    @property
    def names(self) -> list[str]:
        """Every column that is needed, once."""
        return [*dict.fromkeys(c for part in (self.columns, *self.passes) for c in part.values())]


def check_mapping(given: Mapping[str, str]) -> None:
    """Refuse a mapping by hand to something that no column can mean.

    Raises
    ------
    SettingsError
        Naming every such thing.
    """
    from reopen.region.suggest import choose, one_of

    wrong = [role for role in given if role not in MAPPED]
    if wrong:
        raise SettingsError(
            "\n".join(
                f"field {role}={given[role]}: found {role!r}, expected {one_of(MAPPED)};"
                f" {choose(role, MAPPED, 'name one of them')}"
                for role in wrong
            )
        )


def fields(names: Sequence[str], given: Mapping[str, str]) -> Fields | None:
    """What the columns of a layer mean; None where none of them is a grade.

    Parameters
    ----------
    names : sequence of str
        Columns, in any case.
    given : mapping of str to str
        Columns by role, named by hand; they come before the known names.
    """
    known = {name.casefold(): name for name in names}
    by_hand = {role: known[c.casefold()] for role, c in given.items() if c.casefold() in known}
    found = {role: _first(known, candidates) for role, candidates in ROLES.items()}
    columns = {role: column for role, column in found.items() if column} | by_hand
    scheme = ""
    if "grade" not in by_hand:
        if "grade" in given:
            return None
        grade = next(((c, s) for name, s in GRADES if (c := _first(known, (name,)))), None)
        if grade is None:
            return None
        columns["grade"], scheme = grade
    return Fields(scheme, columns, _passes(known, columns))


def is_wanted(name: str, given: Mapping[str, str]) -> bool:
    """Whether a column may be of use: it is mapped by hand, has a known name, or is a pass of one.

    Examples
    --------
    >>> is_wanted("SensorDate_2", {}), is_wanted("Shape_Leng", {})
    (True, False)
    """
    word = name.casefold()
    numbered = _NUMBER.fullmatch(word)
    stems = _STEMS | {column.casefold() for column in given.values()}
    return any(part in stems for part in (word, numbered[1] if numbered else word))


def _first(known: Mapping[str, str], candidates: Iterable[str]) -> str:
    """The column of the first candidate that is there, whole or cut to the length of a Shapefile's names."""
    for candidate in candidates:
        for form in (candidate, candidate[:SHAPE_NAME]):
            if form in known:
                return known[form]
    return ""


def _passes(known: Mapping[str, str], columns: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
    """Columns of each pass: those of the first, then those with the same name and a number."""
    first = {role: columns[role] for role in PER_PASS if role in columns}
    out: list[Mapping[str, str]] = [MappingProxyType(first)]
    numbers = sorted({int(found[2]) for word in known if (found := _NUMBER.fullmatch(word))})
    for number in numbers:
        here = {}
        for role, column in first.items():
            word = column.casefold()
            for form in (f"{word}_{number}", f"{word[:SHAPE_STEM]}_{number}"):
                if form in known and known[form] != column:
                    here[role] = known[form]
                    break
        if "grade" in here:
            out.append(MappingProxyType(here))
    return tuple(out)


_STEMS = frozenset(
    form
    for name in (*(n for n, _ in GRADES), *(n for names in ROLES.values() for n in names))
    for form in (name, name[:SHAPE_NAME], name[:SHAPE_STEM])
)
