"""Scenarios as small files in a folder: a name, ordered edits, settings and notes. The baseline is no file.

A file's name is made here and checked; nothing of a request becomes part of a path. Edits name
openings by id, so that a scenario outlives an update of the region: ids that are there no more are
told as conflicts and stay in the file.
"""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from reopen.errors import OutputError
from reopen.files import whole_file
from reopen.web.problems import ConflictError, NotFoundError, Problem, TooLargeError, WrongRequestError

#: Version of the files.
FORMAT = 1
BASELINE = "0"
#: Form of an id.
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48})-[0-9a-f]{6}")
#: Bytes of a file, and files in a folder, at most.
LARGEST, MOST = 1 << 18, 1000


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

    def open(self, known: Sequence[str]) -> list[str]:
        """What is open after all edits, in the region's order."""
        held: set[str] = set()
        for edit in self.edits:
            (held.add if edit.do == "open" else held.discard)(edit.id)
        return [name for name in known if name in held]

    def conflicts(self, known: Sequence[str]) -> list[dict[str, Any]]:
        """Edits of openings that the region does not have any more."""
        return [
            {"edit": n, "id": edit.id, "message": f"the region has no opening {edit.id!r} (any more)"}
            for n, edit in enumerate(self.edits)
            if edit.id not in known
        ]

    def told(self, known: Sequence[str]) -> dict[str, Any]:
        """As the page gets it: with what is open and what is in conflict."""
        return asdict(self) | {"open": self.open(known), "conflicts": self.conflicts(known)}


class Folder:
    """The folder of scenarios over one region."""

    def __init__(self, path: Path, baseline: Saved) -> None:
        self.path, self.baseline = path, replace(baseline, id=BASELINE)
        self._lock = Lock()

    def all(self) -> list[Saved]:
        """The baseline, then every scenario that can be read, by name."""
        found = []
        for path in sorted(self.path.glob("*.json")) if self.path.is_dir() else []:
            if ID.fullmatch(path.stem):
                try:
                    found.append(self._read(path))
                except WrongRequestError:
                    continue  # told when it is asked for by its id
        return [self.baseline, *sorted(found, key=lambda s: (s.name.casefold(), s.id))]

    def one(self, name: str) -> Saved:
        """A scenario by its id.

        Raises
        ------
        NotFoundError
            When there is none.
        WrongRequestError
            When its file cannot be read.
        """
        if name == BASELINE:
            return self.baseline
        return self._read(self._path(name))

    def add(self, made: Saved) -> Saved:
        """Save a new scenario under an id of its own.

        Raises
        ------
        TooLargeError
            When the folder holds as many as it may.
        """
        with self._lock:
            if self.path.is_dir() and len(list(self.path.glob("*.json"))) >= MOST:
                raise TooLargeError(f"{self.path} holds {MOST} scenarios already; delete some")
            return self._write(replace(made, id=f"{slug(made.name)}-{secrets.token_hex(3)}", revision=1))

    def change(self, name: str, made: Saved, revision: int) -> Saved:
        """Save a scenario anew.

        Raises
        ------
        ConflictError
            When it is the baseline, or has been saved since by someone else.
        """
        with self._lock:
            self._not_baseline(name)
            now = self.one(name)
            if now.revision != revision:
                raise ConflictError(
                    f"scenario {now.name!r} was saved since (revision {now.revision}, yours is {revision});"
                    " load it again, or save yours under another name"
                )
            return self._write(replace(made, id=name, revision=revision + 1))

    def remove(self, name: str) -> None:
        """Delete a scenario."""
        with self._lock:
            self._not_baseline(name)
            try:
                self._path(name).unlink()
            except OSError as error:
                raise OutputError(f"scenario {name!r} cannot be deleted: {error.strerror}") from error

    def _not_baseline(self, name: str) -> None:
        if name == BASELINE:
            raise ConflictError("the baseline cannot be changed; save under another name")

    def _path(self, name: str) -> Path:
        """Where a scenario lies; its id is of one form, and what lies there is a file of this folder."""
        path = self.path / f"{name}.json"
        if not ID.fullmatch(name) or path.is_symlink() or not path.is_file():
            raise NotFoundError(f"there is no scenario {name[:80]!r}")
        return path

    def _read(self, path: Path) -> Saved:
        try:
            if path.stat().st_size > LARGEST:
                raise ValueError("it is too large")
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            expected = "a scenario that was saved here"
            raise WrongRequestError([Problem(path.name, str(error)[:200], expected, "delete it")]) from None
        return replace(parsed(data, self.baseline), id=path.stem)

    def _write(self, made: Saved) -> Saved:
        out = replace(made, saved=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), format=FORMAT)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{self.path} cannot be made: {error.strerror}; name another folder") from error
        text = json.dumps(asdict(out), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        with whole_file(self.path / f"{out.id}.json") as draft:
            draft.write_text(text, encoding="utf-8", newline="\n")
        return out


def slug(name: str) -> str:
    """A name as the first part of an id: small letters, digits and hyphens.

    Examples
    --------
    >>> slug("Both ways, 2027"), slug("../../etc"), slug("Ճանապարհ")
    ('both-ways-2027', 'etc', 'scenario')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "scenario"


def parsed(data: Any, over: Saved) -> Saved:
    """A scenario of JSON, checked; what it leaves out is the region's at hand.

    Raises
    ------
    WrongRequestError
        With everything that is wrong.
    """
    if not isinstance(data, dict):
        raise WrongRequestError(
            [Problem("scenario", type(data).__name__, "an object", "load a scenario file")]
        )
    wrong: list[Problem] = []
    if data.get("format", FORMAT) != FORMAT:
        mend = "save it anew with this version, or update reopen"
        wrong.append(Problem("format", str(data["format"])[:40], f"{FORMAT}", mend))
    texts = {
        name: _text(data, name, default, size, wrong)
        for name, default, size in (
            ("name", "", 200), ("notes", "", 20_000), ("region", over.region, 100),
            ("region_sha256", over.region_sha256, 64), ("as_of", over.as_of, 10), ("saved", "", 20),
        )
    }  # fmt: skip
    if not texts["name"].strip() and not wrong:
        wrong.append(Problem("name", texts["name"], "a name", "write one"))
    edits, settings = _edits(data.get("edits", []), wrong), _settings(data.get("settings", {}), wrong)
    revision = data.get("revision", 0)
    if not isinstance(revision, int) or isinstance(revision, bool) or not 0 <= revision < 1 << 53:
        wrong.append(Problem("revision", str(revision)[:40], "a whole number", "leave it as it was"))
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


def _text(data: dict[str, Any], name: str, default: str, size: int, wrong: list[Problem]) -> str:
    value = data.get(name, default)
    if isinstance(value, str) and len(value) <= size and value.isprintable() | (name == "notes"):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            pass
        else:
            return value
    expected = f"a text of at most {size:,} characters"
    wrong.append(
        Problem(name, str(value)[:40].encode("utf-8", "replace").decode(), expected, "shorten or mend it")
    )
    return default


def _edits(data: Any, wrong: list[Problem]) -> tuple[Edit, ...]:
    out = []
    if not isinstance(data, list) or len(data) > 2000:
        wrong.append(Problem("edits", type(data).__name__, "a list of at most 2,000 edits", "shorten it"))
        return ()
    for n, edit in enumerate(data):
        if _is_edit(edit):
            out.append(Edit(edit["do"], edit["id"]))
        else:
            expected = '{"do": "open" or "close", "id": an opening}'
            wrong.append(Problem(f"edits[{n}]", ascii(edit)[:60], expected, "mend or remove it"))
    return tuple(out)


def _is_edit(edit: Any) -> bool:
    """Whether JSON is an edit; an id is a plain word, whether the region has it or not."""
    if not isinstance(edit, dict) or edit.get("do") not in ("open", "close"):
        return False
    return isinstance(edit.get("id"), str) and bool(re.fullmatch(r"[\w.:+-]{1,120}", edit["id"]))


def _settings(data: Any, wrong: list[Problem]) -> dict[str, float]:
    names, out = ("elasticity", "time", "border", "rate"), {}
    if not isinstance(data, dict):
        wrong.append(Problem("settings", type(data).__name__, "an object", "write names and numbers"))
        return {}
    for name, value in data.items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1000
        if value is None and name in names:
            continue
        if name not in names or not number:
            found, expected = (
                f"{ascii(name)[:40]}: {ascii(value)[:40]}",
                f"one of {', '.join(names)} and a number",
            )
            wrong.append(Problem("settings", found, expected, "mend or remove it"))
            continue
        out[name] = float(value)
    return out


def diff(a: Saved, b: Saved, known: Sequence[str]) -> dict[str, Any]:
    """How two scenarios differ: what is open, settings, and edits line by line."""
    from difflib import SequenceMatcher

    mine, theirs = a.open(known), b.open(known)
    names = [n for n in ("elasticity", "time", "border", "rate") if a.settings.get(n) != b.settings.get(n)]
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
