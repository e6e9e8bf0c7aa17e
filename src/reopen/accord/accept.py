"""Adding proposed rows that a person chose to a region's files, with the source that they rest on.

Nothing enters by itself: :func:`propose_file` writes what a reading proposes into a file for review,
and :func:`accept` adds the rows that are named, all of them or none.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from reopen.accord.facts import unreadable
from reopen.errors import OutputError, ProgrammeError, RegionError
from reopen.files import whole_file
from reopen.region.load import check, load
from reopen.region.paths import embedded
from reopen.region.publish import publishing
from reopen.region.schema import schema

if TYPE_CHECKING:
    from reopen.accord.reading import Reading
    from reopen.region.problems import Problem
    from reopen.region.region import Region

#: Tables that proposals can enter, with the letter that new ids begin with.
TABLES = {"event": "E", "claim": "C"}
#: Keys of a proposal.
_KEYS = ("proposal_id", "table", "row")
_FIRST_SOURCE = "S"


def propose_file(reading: Reading, path: str | PathLike[str]) -> int:
    """Write what a reading proposes as JSON lines, one proposal a line; returns how many.

    Each line holds ``proposal_id``, ``table`` (event or claim), ``row`` (cells that a person may
    mend), ``quote`` and the stretch ``start`` to ``end`` of the text.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    proposed = [("event", one) for one in reading.events] + [("claim", one) for one in reading.claims]
    lines = [
        {
            "proposal_id": one.proposal_id, "table": table, "row": one.row,
            "quote": one.quote, "start": one.start, "end": one.end,
        }
        for table, one in proposed
    ]  # fmt: skip
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    with whole_file(Path(path)) as draft:
        draft.write_bytes(text.encode("utf-8", "backslashreplace"))
    return len(lines)


def read_proposals(path: str | PathLike[str]) -> list[dict[str, object]]:
    """Proposals of a file that :func:`propose_file` wrote, perhaps mended by hand.

    Raises
    ------
    ProgrammeError
        With every line that holds no proposal.
    OutputError
        When the file cannot be read.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"cannot read {path}: {error}; give a file of `reopen accord read`") from error
    found: list[dict[str, object]] = []
    problems = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            held = json.loads(line)
        except (ValueError, RecursionError):
            held = None
        if not isinstance(held, dict) or any(key not in held for key in _KEYS):
            problems.append(f"{path}, line {number}: expected an object with {', '.join(_KEYS)}")
        else:
            found.append(held)
    if problems:
        raise ProgrammeError("the proposals cannot be read", problems)
    return found


def accept(
    folder: str | PathLike[str],
    proposals: Sequence[Mapping[str, object]],
    ids: Sequence[str],
    *,
    source: Mapping[str, str],
    also: Sequence[Callable[[Region], Sequence[Problem]]] = (),
) -> list[dict[str, str]]:
    """Add chosen proposals and the source that they rest on to a region's files.

    The region is checked as it would be afterwards, and its claims are read as every command of the
    accord reads them; the files are replaced only where there is no error: all rows enter or none.

    Parameters
    ----------
    folder : str or path
        The region's folder; not the region that comes with reopen, which is read only.
    proposals : sequence of mappings
        As :func:`read_proposals` gives them.
    ids : sequence of str
        Which of them, by ``proposal_id``.
    source : mapping of str to str
        Cells of the source's row: publisher at least; with a ``source_id`` that the region has already,
        nothing else is needed.
    also : sequence of callables
        Other readers of claims: each gives what it cannot read of the region.

    Returns
    -------
    list of dict
        The new rows, each with its table under ``table``; the source first where it is new.

    Raises
    ------
    ProgrammeError
        With everything that is wrong with the choice or the source.
    RegionError
        With everything that would be wrong with the region afterwards.
    OutputError
        When the region is the embedded one or cannot be written.
    """
    path = Path(folder)
    _writable(path)
    region = load(path)
    problems = _problems(region, proposals, ids, source)
    if problems:
        raise ProgrammeError("nothing was added", problems)
    rows = _rows(region, proposals, ids, source)
    with publishing(path) as work:
        for table in dict.fromkeys(row["table"] for row in rows):
            name = region.meta.files.get(table, f"{table}.csv")
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            cells = [row for row in rows if row["table"] == table]
            (work / name).write_bytes(_appended(path / name, table, cells))
        _checked(path, work, also)
    return rows


def _writable(folder: Path) -> None:
    named = str(folder) in embedded() and not folder.exists()
    if named or any(folder.resolve() == own.resolve() for own in embedded().values()):
        raise OutputError(
            f"{folder} comes with reopen and is read only; make a copy first, in Python "
            "reopen.region.save.save(reopen.load(), 'my-region'), and name the copy"
        )


def _problems(
    region: Region, proposals: Sequence[Mapping[str, object]], ids: Sequence[str], source: Mapping[str, str]
) -> list[str]:
    held = [str(one.get("proposal_id")) for one in proposals]
    problems = []
    if not ids:
        problems.append(
            f"no proposal was chosen; name some of {', '.join(held[:10]) or 'none: there are none'}"
        )
    for name in dict.fromkeys(ids):
        if held.count(name) != 1:
            seen = "is there more than once" if name in held else "is not among the proposals"
            problems.append(
                f"proposal {name!r} {seen}; expected one of {', '.join(dict.fromkeys(held[:20]))}"
            )
        if list(ids).count(name) > 1:
            problems.append(f"proposal {name!r} was named more than once; name it once")
    for one in proposals:
        if str(one.get("proposal_id")) in ids:
            problems += _row_problems(one)
    return problems + _source_problems(region, source)


def _row_problems(one: Mapping[str, object]) -> list[str]:
    name, table, row = one.get("proposal_id"), str(one.get("table")), one.get("row")
    if table not in TABLES:
        return [f"proposal {name!r}: found table {table!r}; expected one of {', '.join(TABLES)}"]
    if not isinstance(row, dict) or not all(isinstance(v, str) for v in row.values()):
        return [f"proposal {name!r}: expected a row of texts by column"]
    columns = schema()[table].attributes
    own = (f"{table}_id", "source")
    problems = [
        f"proposal {name!r}: no column {column!r} in {table}; delete it or write one of {', '.join(columns)}"
        for column in row
        if column not in columns or column in own
    ]
    for column, attribute in columns.items():
        if attribute.required and column not in own and not str(row.get(column, "")).strip():
            problems.append(
                f"proposal {name!r}, column {column}: found nothing; fill it in: {attribute.description}"
            )
    return problems


def _source_problems(region: Region, source: Mapping[str, str]) -> list[str]:
    columns = schema()["source"].attributes
    given = {key: value for key, value in source.items() if value}
    if given.get("source_id") in set(region["source"]["source_id"]):
        extra = sorted(set(given) - {"source_id"})
        return (
            [f"source {given['source_id']!r} is in the region already; leave out {', '.join(extra)}"]
            if extra
            else []
        )
    problems = [
        f"source: no column {column!r}; write one of {', '.join(columns)}"
        for column in given
        if column not in columns
    ]
    if not given.get("publisher"):
        problems.append("source, column publisher: found nothing; say who published the text")
    return problems


def _rows(
    region: Region, proposals: Sequence[Mapping[str, object]], ids: Sequence[str], source: Mapping[str, str]
) -> list[dict[str, str]]:
    known = set(region["source"]["source_id"])
    name = source.get("source_id") or _next(known, _FIRST_SOURCE)
    rows = [] if name in known else [{"table": "source", **source, "source_id": name}]
    by_id = {str(one["proposal_id"]): one for one in proposals}
    for table, letter in TABLES.items():
        taken = set(region[table][f"{table}_id"])
        for one in (by_id[chosen] for chosen in ids if by_id[chosen]["table"] == table):
            new = _next(taken, letter)
            taken.add(new)
            row = one["row"]
            assert isinstance(row, dict)  # told by _row_problems
            rows.append({"table": table, **row, f"{table}_id": new, "source": name})
    return rows


def _next(taken: set[str], letter: str) -> str:
    """The first free id: a letter and a number of at least three digits, above those that are taken."""
    numbers = [
        int(one[len(letter) :]) for one in taken if one.startswith(letter) and one[len(letter) :].isdecimal()
    ]
    return f"{letter}{max(numbers, default=0) + 1:03}"


def _appended(path: Path, table: str, rows: Sequence[Mapping[str, str]]) -> bytes:
    """What a file holds with rows added: what stands there stays as it is, to the byte."""
    held = path.read_bytes() if path.exists() else b""
    if not held.strip():
        held = (",".join(schema()[table].attributes) + "\n").encode()
    text = held.decode()
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip() for cell in next(row for row in reader if row)]
    missing = sorted({column for row in rows for column, cell in row.items() if cell} - {*header, "table"})
    if missing:
        raise OutputError(
            f"{path.name} has no column {', '.join(missing)}; add it to the header line and try again"
        )
    end = _line_end(text)
    added = io.StringIO(newline="")
    writer = csv.DictWriter(added, header, restval="", extrasaction="ignore", lineterminator=end)
    writer.writerows(rows)
    return held + ("" if text.endswith(("\n", "\r")) else end).encode() + added.getvalue().encode()


def _line_end(text: str) -> str:
    """How the first line of a text, the header, ends."""
    first = text.splitlines(keepends=True)[0]
    return next((end for end in ("\r\n", "\n", "\r") if first.endswith(end)), "\n")


def _checked(folder: Path, work: Path, also: Sequence[Callable[[Region], Sequence[Problem]]]) -> None:
    """Raise what would be wrong with the region if the files in ``work`` replaced its own."""
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name) / "region"
        shutil.copytree(folder, trial, ignore=lambda _, held: [one for one in held if one.startswith(".")])
        shutil.copytree(work, trial, dirs_exist_ok=True)
        errors = [problem for problem in check(trial) if problem.severity == "error"]
        if not errors:
            region = load(trial)
            errors = [problem for reader in (unreadable, *also) for problem in reader(region)]
    if errors:
        raise RegionError(str(folder), errors)
