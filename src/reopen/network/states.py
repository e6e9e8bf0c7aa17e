"""Which links and crossings carry what on a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.region.dates import iso_date
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.region.region import Region

    Row = dict[str, Any]

#: Kinds of traffic that states are resolved for, in the order of the arrays.
KINDS = ("freight", "passenger")
DIRECTIONS = ("a_to_b", "b_to_a")

#: A link whose first row says one of these stood before that row; otherwise it did not exist.
_ENDS = frozenset({"closed", "destroyed", "removed", "restricted"})


@dataclass(frozen=True, slots=True)
class SubjectStates:
    """States of the links, or of the crossings, on a date.

    Attributes
    ----------
    state : tuple of str
        One word a subject: the state of freight where it differs from that of passengers,
        "restricted" where only passengers are held back.
    since : tuple of str
        Date of the row that decided it; "" where no row did.
    passable : ndarray of bool, shape (2, n, 2)
        By kind of traffic, subject and direction.
    exists : ndarray of bool, shape (n,)
        False where no row has come yet: for a crossing, no gate stands there so far.
    uncertain : ndarray of bool, shape (n,)
        True where the next row says that its state began on an unknown day before it.
    """

    state: tuple[str, ...]
    since: tuple[str, ...]
    passable: NDArray[np.bool_]
    exists: NDArray[np.bool_]
    uncertain: NDArray[np.bool_]


def states_at(region: Region, table: str, as_of: str) -> SubjectStates:
    """States of every row of ``table`` ("link" or "crossing") on ``as_of``.

    The latest row on or before the date that is about the kind of traffic and the direction
    decides; of rows of one date, the one named last. A row that restricts is about every kind: it
    lets pass those it names, passengers when it names none. A subject without rows is open. Before
    its first row a link was open if that row closes or restricts it, else it did not exist. A
    crossing has no gate before its first row, so its links pass without one, unless that row is
    about some traffic only: then it stood open.

    Raises
    ------
    SettingsError
        When ``as_of`` is not an ISO date.

    Examples
    --------
    >>> import reopen
    >>> region = reopen.load()
    >>> ids = list(region["link"]["link_id"])
    >>> now, then = (states_at(region, "link", day) for day in ("2026-03-31", "1988-01-01"))
    >>> now.state[ids.index("rl-nrnadzor-meghri")], then.state[ids.index("rl-nrnadzor-meghri")]
    ('removed', 'open')
    """
    iso_date(as_of)
    ids = [str(i) for i in region[table][f"{table}_id"]]
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in records(region["state"].sort_values("date", kind="stable")):
        rows.setdefault(row["subject_id"], []).append(row)
    n = len(ids)
    passable = np.ones((len(KINDS), n, 2), dtype=bool)
    exists, uncertain = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    state, since = ["open"] * n, [""] * n
    for i, subject in enumerate(ids):
        history = rows.get(subject)
        if not history:
            continue
        past = [r for r in history if r["date"] <= as_of]
        future = [r for r in history if r["date"] > as_of]
        uncertain[i] = bool(future) and future[0]["date_precision"] == "by"
        stood = history[0]["state"] in _ENDS or table == "crossing"
        if not past:
            exists[i] = _partial(history[0]) if table == "crossing" else stood
            state[i] = "open" if stood else "none"
            passable[:, i, :] = stood
            continue
        decided = [[_latest(past, kind, way) for way in DIRECTIONS] for kind in KINDS]
        for k, kind in enumerate(KINDS):
            for d in range(2):
                passable[k, i, d] = _carries(decided[k][d], kind, stood)
        state[i] = _word(decided)
        since[i] = max((r["date"] for pair in decided for r in pair if r is not None), default="")
    return SubjectStates(tuple(state), tuple(since), passable, exists, uncertain)


def with_states(region: Region, table: str, as_of: str) -> pd.DataFrame:
    """The table "link" or "crossing" with ``state``, ``state_since`` and ``state_uncertain`` on a date."""
    found = states_at(region, table, as_of)
    return region[table].assign(
        state=found.state, state_since=found.since, state_uncertain=np.array(found.uncertain)
    )


def _latest(past: list[Row], kind: str, way: str) -> Row | None:
    """The last row that is about this kind of traffic and direction."""
    for row in reversed(past):
        about = not row["traffic"] or kind in row["traffic"] or row["state"] == "restricted"
        if about and row["direction"] in ("both", way):
            return row
    return None


def _partial(row: Row) -> bool:
    """Whether a row is about some traffic or one direction only."""
    return bool(row["traffic"]) or row["direction"] != "both"


def _carries(row: Row | None, kind: str, stood: bool) -> bool:
    """Whether this kind passes; without a row about it, whether the subject stood before its first."""
    if row is None:
        return stood
    if row["state"] == "open":
        return True
    if row["state"] != "restricted":
        return False
    return kind in row["traffic"] or (not row["traffic"] and kind == "passenger")


def _word(decided: list[list[dict[str, Any] | None]]) -> str:
    """One word for four decisions (two kinds of traffic, two directions)."""
    words = {"open" if row is None else row["state"] for pair in decided for row in pair}
    return words.pop() if len(words) == 1 else "restricted"
