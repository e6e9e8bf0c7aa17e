"""Scenarios as they come: JSON of the page or of a file, checked; all that is wrong at once."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from reopen.web.problems import Problem, WrongRequestError
from reopen.web.questions import RANGES, checked_date
from reopen.web.scenario import FORMAT, Edit, Saved

#: Edits of a scenario at most.
MOST_EDITS = 2000
#: The largest setting of a file that earlier versions saved.
MOST_STORED = 1000.0
#: What the page sends of a new scenario. Anything else is a file, and a file says its format.
DRAFT = frozenset({"name", "notes", "as_of", "edits", "settings"})


def parsed(data: Any, over: Saved, *, new: bool = False, stored: bool = False) -> Saved:
    """A scenario of JSON, checked; what it leaves out is the region's at hand.

    Parameters
    ----------
    data : object
        JSON.
    over : Saved
        The baseline of the region at hand.
    new : bool
        Whether it comes as a new one. It must say its format then, unless it is just what the page
        sends of a scenario that has no file yet (`DRAFT`).
    stored : bool
        Whether it is a file of the folder. Its date is not checked then, and settings beyond their
        range are kept, since they are told as conflicts.

    Raises
    ------
    WrongRequestError
        With everything that is wrong.
    """
    if not isinstance(data, dict):
        found, expected = f"this is {_kind(data)}", "a scenario is an object with a name and edits"
        raise WrongRequestError([Problem("scenario", found, expected, "choose a scenario file")])
    wrong: list[Problem] = []
    _format(data, wrong, must=new and data.keys() != DRAFT)
    texts = {
        name: _text(data, name, default, size, wrong)
        for name, default, size in (
            ("name", "", 200), ("notes", "", 20_000), ("region", over.region, 100),
            ("region_sha256", over.region_sha256, 64), ("as_of", over.as_of, 10), ("saved", "", 20),
        )
    }  # fmt: skip
    if not stored:
        checked_date(texts["as_of"], wrong)
    edits = _edits(data.get("edits", []), wrong)
    settings = _settings(data.get("settings", {}), wrong, stored=stored)
    revision = data.get("revision", 0)
    if not isinstance(revision, int) or isinstance(revision, bool) or not 0 <= revision < 1 << 53:
        expected = "it counts how often the scenario was saved"
        wrong.append(Problem("revision", f"it is {_shown(revision)}", expected, "write a whole number"))
    if wrong:
        raise WrongRequestError(wrong)
    return Saved(
        id="",
        name=texts["name"],
        region=texts["region"],
        region_sha256=texts["region_sha256"],
        as_of=texts["as_of"],
        notes=texts["notes"],
        saved=texts["saved"],
        edits=edits,
        settings=settings,
        revision=revision,
    )


def _format(data: dict[str, Any], wrong: list[Problem], *, must: bool) -> None:
    """Check the format that a file says; one that must say it may not leave it out."""
    expected = f"this version of reopen reads format {FORMAT}"
    if "format" not in data:
        if must:
            found = "the file does not say its format"
            if "version" in data:
                found += ', and "version" is not it'
            mend = f'export the scenario anew, or write "format": {FORMAT} if it is one of reopen'
            wrong.append(Problem("format", found, expected, mend))
    elif data["format"] != FORMAT or isinstance(data["format"], bool):
        mend = "save it anew with this version, or update reopen"
        wrong.append(Problem("format", f"it is {_shown(data['format'])}", expected, mend))


def _text(data: dict[str, Any], name: str, default: str, size: int, wrong: list[Problem]) -> str:
    """One text, or its default and a problem; a name must have a letter to be read by."""
    value = data.get(name, default)
    expected, mend = f"it may have at most {size:,}", "write a shorter one"
    if not isinstance(value, str):
        found, expected, mend = f"it is {_kind(value)}", "it must be a text", "write one in quotation marks"
    elif name == "name" and not value.strip():
        found, mend = "it is only spaces" if value else "it is empty", "write a name"
        expected = "a scenario needs a name to be found by"
    elif len(value) > size:
        found = f"it has {len(value):,} characters"
    elif bad := next((c for c in value if not _readable(c, lines=name == "notes")), None):
        found = f"it holds a character that cannot be seen: {_called(bad)}"
        expected, mend = "only characters that can be seen may stand in it", "write it anew without that one"
    else:
        return value
    wrong.append(Problem(name, found, expected, mend))
    return default


def _readable(character: str, *, lines: bool) -> bool:
    """Whether a character may stand in a text; in one of several lines, all but halves of characters may."""
    return not "\ud800" <= character <= "\udfff" if lines else character.isprintable()


def _called(character: str) -> str:
    """A character by its number and its name, since it cannot be seen itself.

    Examples
    --------
    >>> _called(chr(0x202E)), _called(chr(0))
    ('U+202E (right-to-left override)', 'U+0000')
    """
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def _kind(value: Any) -> str:
    """What JSON is, in words."""
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
    return "nothing" if value is None else names.get(type(value), "an object with parts")


def _shown(value: Any) -> str:
    """A value as it stands in the file, if it is short and can be seen; else what kind it is."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return _kind(value)
    return text if len(text) <= 60 and text.isprintable() else _kind(value)


def too_many(count: int) -> Problem:
    expected = f"a scenario has at most {MOST_EDITS:,}"
    return Problem("edits", f"there are {count:,}", expected, "take out those that later ones undo")


def _edits(data: Any, wrong: list[Problem]) -> tuple[Edit, ...]:
    out = []
    if not isinstance(data, list):
        found, expected = f"this is {_kind(data)}", "the edits of a scenario are a list"
        wrong.append(Problem("edits", found, expected, "put them between [ and ]"))
        return ()
    if len(data) > MOST_EDITS:
        wrong.append(too_many(len(data)))
        return ()
    for n, edit in enumerate(data, 1):
        if (problem := _wrong_edit(f"edit {n}", edit)) is None:
            out.append(Edit(edit["do"], edit["id"]))
        else:
            wrong.append(problem)
    return tuple(out)


def _wrong_edit(place: str, edit: Any) -> Problem | None:
    """What is wrong with an edit, if anything; an id is a plain word, whether the region has it or not."""
    if not isinstance(edit, dict):
        expected = 'an edit says what it does ("do") and to which opening ("id")'
        return Problem(place, f"it is {_kind(edit)}", expected, "mend or remove it")
    name = edit.get("id")
    if edit.get("do") not in ("open", "close"):
        found = f'its "do" is {_shown(edit["do"])}' if "do" in edit else 'it has no "do"'
        if isinstance(name, str) and name.isprintable() and 0 < len(name) <= 60:
            found += f" (for {name})"
        return Problem(place, found, "an edit opens or closes an opening", 'write "open" or "close"')
    if not isinstance(name, str) or not re.fullmatch(r"[\w.:+-]{1,120}", name):
        found = f'its "id" is {_shown(name)}' if "id" in edit else 'it has no "id"'
        expected = "an id is a word of letters, digits and hyphens"
        return Problem(place, found, expected, "write the id of an opening, or remove the edit")
    return None


def _settings(data: Any, wrong: list[Problem], *, stored: bool) -> dict[str, float]:
    out: dict[str, float] = {}
    if not isinstance(data, dict):
        found, expected = f"this is {_kind(data)}", "settings are names with numbers"
        wrong.append(Problem("settings", found, expected, 'write them as {"rate": 4}'))
        return {}
    for name, value in data.items():
        low, high = (0.0, MOST_STORED) if stored else RANGES.get(name, (0.0, 0.0))
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high
        if name not in RANGES:
            found, expected = f"there is no setting {_shown(name)}", f"there are {', '.join(RANGES)}"
            wrong.append(Problem("settings", found, expected, "take it out"))
        elif value is not None and not number:
            found, expected = f"{name} is {_shown(value)}", f"it must be a number from {low:g} to {high:g}"
            wrong.append(Problem("settings", found, expected, "write a number, or take it out"))
        elif value is not None:
            out[name] = float(value)
    return out
