"""Scenarios as small files in a folder: a name, ordered edits, settings and notes. The baseline is no file.

A file's name is made here and checked; nothing of a request becomes part of a path. Edits name
openings by id, so that a scenario outlives an update of the region: ids that are there no more are
told as conflicts and stay in the file, also when a page that does not know them saves over it.
"""

from __future__ import annotations

import json
import re
import secrets
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from reopen.errors import OutputError
from reopen.files import whole_file
from reopen.web.problems import ConflictError, NotFoundError, Problem, TooLargeError, WrongRequestError
from reopen.web.scenario import FORMAT, Saved, kept, plain
from reopen.web.scenario_reading import MOST_EDITS, parsed, too_many

BASELINE = "0"
#: Form of an id.
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48})-[0-9a-f]{6}")
#: Bytes of a file, and files in a folder, at most.
LARGEST, MOST = 1 << 18, 1000


class Folder:
    """The folder of scenarios over one region."""

    def __init__(self, path: Path, baseline: Saved) -> None:
        self.path, self.baseline = path, replace(baseline, id=BASELINE)
        self._lock = Lock()

    def all(self) -> list[Saved]:
        """The baseline, then every scenario that can be read, by name."""
        return self.listed()[0]

    def listed(self) -> tuple[list[Saved], dict[str, Sequence[Problem]]]:
        """All that can be read, and by its id what is wrong with each file that cannot."""
        found: list[Saved] = []
        broken: dict[str, Sequence[Problem]] = {}
        for path in sorted(self.path.glob("*.json")) if self.path.is_dir() else []:
            if _is_one(path):
                try:
                    found.append(self._read(path))
                except WrongRequestError as error:
                    broken[path.stem] = error.problems
        return [self.baseline, *sorted(found, key=lambda s: (s.name.casefold(), s.id))], broken

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

    def file(self, name: str) -> bytes:
        """A scenario's file as it lies in the folder, so that those that are shared can be compared with it.

        Raises
        ------
        NotFoundError, WrongRequestError
            As for `one`.
        """
        found = self.one(name)
        return _text(found).encode() if name == BASELINE else self._path(found.id).read_bytes()

    def add(self, made: Saved, *, twice: bool = False) -> Saved:
        """Save a new scenario under an id of its own.

        Parameters
        ----------
        twice : bool
            Whether it may have the name of another, as one from elsewhere may; that is told then.

        Raises
        ------
        TooLargeError
            When the folder holds as many as it may.
        ConflictError
            When another has its name.
        """
        with self._alone():
            if len(list(self.path.glob("*.json"))) >= MOST:
                raise TooLargeError(f"{self.path} holds {MOST} scenarios already; delete some")
            if not twice:
                self._not_taken(made.name)
            return self._write(replace(made, id=f"{slug(made.name)}-{secrets.token_hex(3)}", revision=1))

    def change(
        self, name: str, made: Saved, revision: int, known: Sequence[str], *, over_stays: bool = False
    ) -> Saved:
        """Save a scenario anew; its edits of openings that the region does not know stay.

        Parameters
        ----------
        name : str
            Its id.
        made : Saved
            What to save.
        revision : int
            The one that `made` goes back to.
        known : sequence of str
            Openings of the region at hand.
        over_stays : bool
            Whether the file stays one of the region that it names; its hash is new where that is the
            region at hand.

        Raises
        ------
        ConflictError
            When it is the baseline, has been saved since by someone else, or gets the name of another.
        WrongRequestError
            When it has too many edits with those that stay.
        """
        with self._alone():
            self._not_baseline(name)
            now = self.one(name)
            if now.revision != revision:
                raise ConflictError(
                    f"scenario {now.name!r} was saved since (revision {now.revision}, yours is {revision});"
                    " load it again, or save yours under another name"
                )
            if made.called != now.called:
                self._not_taken(made.name, but=name)
            edits = kept(now.edits, made.edits, known)
            if len(edits) > MOST_EDITS:
                raise WrongRequestError([too_many(len(edits))])
            if over_stays and now.region != self.baseline.region:
                made = replace(made, region=now.region, region_sha256=now.region_sha256)
            return self._write(replace(made, id=name, edits=edits, revision=revision + 1))

    def remove(self, name: str) -> None:
        """Delete a scenario."""
        with self._alone():
            self._not_baseline(name)
            try:
                self._path(name).unlink()
            except OSError as error:
                raise OutputError(f"scenario {name!r} cannot be deleted: {error.strerror}") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder, which is made if need be, against other threads and other servers over it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / ".lock").open("a")  # as it is, should a link lead elsewhere
        except OSError as error:
            raise OutputError(f"{self.path} cannot be used: {error.strerror}; name another folder") from error
        with self._lock, file:  # the system lets go of the file when it is closed
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            else:
                import fcntl

                with suppress(OSError):  # some network drives know no locks
                    fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _not_baseline(self, name: str) -> None:
        if name == BASELINE:
            raise ConflictError("the baseline cannot be changed; save under another name")

    def _not_taken(self, name: str, but: str = "") -> None:
        wanted = plain(name)
        if any(one.id != but and one.called == wanted for one in self.all()):
            raise ConflictError(
                f"there is a scenario of the name {name!r} already; write another name, or load that one"
                " and save over it"
            )

    def _path(self, name: str) -> Path:
        """Where a scenario lies; its id is of one form, and what lies there is a file of this folder."""
        path = self.path / f"{name}.json"
        if not ID.fullmatch(name) or not _is_one(path):
            raise NotFoundError(f"there is no scenario {name[:80]!r}")
        return path

    def _read(self, path: Path) -> Saved:
        try:
            if path.stat().st_size > LARGEST:
                raise ValueError("it is too large")
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            why = "it is nested too deep" if isinstance(error, RecursionError) else str(error)[:200]
            found, expected = f"the file cannot be read ({why})", "a scenario was expected"
            raise WrongRequestError([Problem(path.name, found, expected, "mend or delete it")]) from None
        return replace(parsed(data, self.baseline, stored=True), id=path.stem)

    def _write(self, made: Saved) -> Saved:
        out = replace(made, saved=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), format=FORMAT)
        text = _text(out)
        if (size := len(text.encode())) > LARGEST:
            words = f"the scenario's file would have {size:,} bytes and may have {LARGEST:,}"
            raise TooLargeError(f"{words}; shorten its notes or its edits")
        with whole_file(self.path / f"{out.id}.json") as draft:
            draft.write_text(text, encoding="utf-8", newline="\n")
        return out


def _text(one: Saved) -> str:
    """A scenario as its file holds it."""
    return json.dumps(asdict(one), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _is_one(path: Path) -> bool:
    """Whether a path is a file of this folder with the name of a scenario, and no link out of it."""
    return ID.fullmatch(path.stem) is not None and not path.is_symlink() and path.is_file()


def slug(name: str) -> str:
    """A name as the first part of an id: small letters, digits and hyphens.

    Examples
    --------
    >>> slug("Both ways, 2027"), slug("../../etc"), slug("Ճանապարհ")
    ('both-ways-2027', 'etc', 'scenario')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "scenario"
