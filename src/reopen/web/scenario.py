"""A scenario: a name, ordered edits, settings and notes; what does not fit its region, and how two differ."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reopen.web.questions import RANGES

if TYPE_CHECKING:
    from reopen.web.problems import Problem

#: Version of the files.
FORMAT = 1
#: Place of a conflict that is about no single edit.
WHOLE = -1


@dataclass(frozen=True, slots=True)
class Edit:
    """One step: an opening is carried out ("open"), or is not after all ("close")."""

    do: str
    id: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A scenario.

    Attributes
    ----------
    id : str
        What it is called by; "0" is the baseline.
    name, notes : str
        For people.
    region, region_sha256, as_of : str
        What it was made over.
    edits : tuple of Edit
        Steps in their order.
    settings : dict of str to float
        Sliders that were moved.
    saved : str
        When, in UTC.
    revision : int
        Counts the times that it was saved.
    """

    id: str
    name: str
    region: str
    region_sha256: str
    as_of: str
    notes: str = ""
    edits: tuple[Edit, ...] = ()
    settings: dict[str, float] = field(default_factory=dict)
    saved: str = ""
    revision: int = 0
    format: int = FORMAT

    @property
    def called(self) -> str:
        """Its name as readers tell names apart: case, form of letters and outer spaces do not count."""
        return plain(self.name)

    def open(self, known: Sequence[str]) -> list[str]:
        """What is open after all edits, in the region's order."""
        held: set[str] = set()
        for edit in self.edits:
            (held.add if edit.do == "open" else held.discard)(edit.id)
        return [name for name in known if name in held]

    def fitting(self) -> dict[str, float]:
        """Settings within their range; the others stay in the file, and the region's own stand for them."""
        return {
            name: value
            for name, value in self.settings.items()
            if RANGES[name][0] <= value <= RANGES[name][1]
        }

    def conflicts(
        self, known: Sequence[str], region: str = "", names: Mapping[str, int] = MappingProxyType({})
    ) -> list[dict[str, Any]]:
        """What does not fit: openings that the region lost, settings, another region, a name that is taken.

        Parameters
        ----------
        known : sequence of str
            Openings of the region at hand.
        region : str
            Its id; empty for any.
        names : dict of str to int
            How many scenarios of the folder go by each name (`called`), this one among them.

        Returns
        -------
        list of dict
            ``edit`` (place among the edits, -1 for the whole scenario), ``id`` and ``message``.
        """
        out: list[dict[str, Any]] = [
            {"edit": n, "id": edit.id, "message": f"the region has no opening {edit.id!r} (any more)"}
            for n, edit in enumerate(self.edits)
            if edit.id not in known
        ]
        for name in self.settings.keys() - self.fitting().keys():
            low, high = RANGES[name]
            words = (
                f"it is {self.settings[name]:g} and goes from {low:g} to {high:g}; the central value is used"
            )
            out.append({"edit": WHOLE, "id": name, "message": words})
        if region and self.region and self.region != region:
            words = (
                f"the scenario was made over this region, and the map shows {region!r}; check what is on,"
                " and save it as new to have it over the region shown"
            )
            out.append({"edit": WHOLE, "id": self.region, "message": words})
        if names.get(self.called, 0) > 1:
            words = "another scenario has that name already; save one of them over under another name"
            out.append({"edit": WHOLE, "id": self.name, "message": words})
        return out

    def told(
        self, known: Sequence[str], region: str = "", names: Mapping[str, int] = MappingProxyType({})
    ) -> dict[str, Any]:
        """As the page gets it: with what is open and what is in conflict."""
        return asdict(self) | {
            "settings": self.fitting(),
            "open": self.open(known),
            "conflicts": self.conflicts(known, region, names),
        }


def unreadable(name: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """A file that cannot be read as the page gets it: under its id, of format 0, with what is wrong."""
    conflicts = [
        {"edit": WHOLE, "id": one.place, "message": "; ".join((one.found, one.expected, one.mend))}
        for one in problems
    ]
    return asdict(Saved(name, name, "", "", "", format=0)) | {"open": [], "conflicts": conflicts}


def plain(name: str) -> str:
    """A name without what readers do not tell names apart by.

    Examples
    --------
    >>> plain(" both Ways ") == plain("Both ways"), plain("Both") == plain("Both ways")
    (True, False)
    """
    return unicodedata.normalize("NFKC", name).casefold().strip()


def kept(old: Sequence[Edit], new: Sequence[Edit], known: Sequence[str]) -> tuple[Edit, ...]:
    """New edits with the old ones of unknown openings that they lack, each after the edit it stood after.

    Examples
    --------
    >>> a, b, gone = Edit("open", "a"), Edit("open", "b"), Edit("open", "gone")
    >>> kept([a, gone], [a, b], ["a", "b"]) == (a, gone, b)
    True
    """
    lost = Counter(edit for edit in old if edit.id not in known) - Counter(new)
    out, at = list(new), 0
    for edit in old:
        if lost[edit]:
            lost[edit] -= 1
            out.insert(at, edit)
            at += 1
        elif edit in out[at:]:
            at = out.index(edit, at) + 1
    return tuple(out)


def diff(a: Saved, b: Saved, known: Sequence[str]) -> dict[str, Any]:
    """How two scenarios differ: what is open, settings, and edits line by line."""
    from difflib import SequenceMatcher

    mine, theirs = a.open(known), b.open(known)
    names = [n for n in RANGES if a.settings.get(n) != b.settings.get(n)]
    edits: list[list[Any]] = []
    for kind, i, k, j, m in SequenceMatcher(None, a.edits, b.edits, autojunk=False).get_opcodes():
        if kind == "equal":
            edits += [["=", asdict(edit)] for edit in a.edits[i:k]]
        else:
            edits += [["-", asdict(edit)] for edit in a.edits[i:k]] + [["+", asdict(e)] for e in b.edits[j:m]]
    return {
        "a": a.id,
        "b": b.id,
        "only_a": [name for name in mine if name not in theirs],
        "only_b": [name for name in theirs if name not in mine],
        "both": [name for name in mine if name in theirs],
        "settings": [[name, a.settings.get(name), b.settings.get(name)] for name in names],
        "edits": edits,
    }
