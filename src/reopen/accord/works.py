"""Works of a region as records of progress and targets: what forecasts are made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from reopen.accord.facts import facts
from reopen.accord.record import record
from reopen.accord.scored import MONTH

if TYPE_CHECKING:
    import pandas as pd

    from reopen.accord.record import Record
    from reopen.region.region import Region

#: A statement whose date is wider than this many days is shown, but no pace is reckoned from it.
WIDE = 92
#: Figures that grow towards another figure: what has grown, the whole, and a word for the work.
TOWARDS = (("cleared_area", "hazard_area", "clearance"), ("returnees", "returnees_target", "return"))
#: Last day that a date can be written.
LAST_DAY = date.max.toordinal()


def records(region: Region, day: str | None = None) -> tuple[Record, ...]:
    """Works with a progress or target claim, as known on a day; times are ordinals of days.

    Parameters
    ----------
    region : Region
        Its claims, events, projects and tasks are read.
    day : str, optional
        The day; that of the region by default.

    Returns
    -------
    tuple of Record
        By work. Of a vague day the last counts, so that nothing is known before it was said or done.

    Raises
    ------
    RegionError
        When claims cannot be read.
    SettingsError
        When the day is none.

    Examples
    --------
    >>> import reopen
    >>> [len(one.days) for one in records(reopen.load(), "2025-02-01") if one.work_id == "R01"]
    [3]
    """
    return recorded(facts(region, day))


def recorded(known: pd.DataFrame) -> tuple[Record, ...]:
    """Records from facts (:func:`reopen.accord.facts.facts`), by work.

    What grows towards a figure is a share of the figure known at the time: when the figure changes, the
    record keeps its shares of the one before as its ``earlier``.
    """
    shares = shared(known)
    told = set(shares.loc[shares["measure"].isin(("progress", "target")), "subject_id"])
    found = ((str(name), rows) for name, rows in shares.groupby("subject_id", sort=True))
    return tuple(
        _staged(name, known) if ":" in name else _record(name, rows) for name, rows in found if name in told
    )


def shared(known: pd.DataFrame) -> pd.DataFrame:
    """Facts with what grows towards a figure turned into progress of a work of its own.

    Cleared area is a share of the newest hazard area known, and returnees are a share of their newest
    goal, earlier figures too: ``<subject>:clearance`` and ``<subject>:return``. The date of a goal is a
    target of that work, with the goal in its note, whether anything has grown yet or not. A whole of
    which 0 is the low end is left out.

    Parameters
    ----------
    known : DataFrame
        From :func:`reopen.accord.facts.facts`.
    """
    import pandas as pd

    out = [known]
    for grown, whole, word in TOWARDS:
        wholes = known[(known["measure"] == whole) & (known["value_low"] > 0.0)]
        for name, rows in wholes.groupby("subject_id"):
            part = known[(known["measure"] == grown) & (known["subject_id"] == name)]
            work = f"{name}:{word}"
            out += [_shares(part, rows).assign(subject_id=work), _aims(rows).assign(subject_id=work)]
    return pd.concat(out, ignore_index=True)


def _shares(part: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Figures as percent of the newest whole."""
    goal = rows.iloc[-1]
    return part.assign(
        measure="progress",
        value_low=(100.0 * part["value_low"] / goal["value_high"]).clip(upper=100.0),
        value_high=(100.0 * part["value_high"] / goal["value_low"]).clip(upper=100.0),
        unit="percent",
        note=_whole(rows),
    )


def _aims(rows: pd.DataFrame) -> pd.DataFrame:
    """The last days of the periods of goals as targets."""
    rows = rows[rows["last"] != ""]
    goals = zip(rows["value_high"], rows["unit"], strict=True)
    return rows.assign(
        measure="target",
        value_low=float("nan"),
        value_high=float("nan"),
        unit="date",
        first=rows["last"],
        stated=rows["last"],
        note=[f"for {_number(high)} {unit}" for high, unit in goals],
    )


def _whole(rows: pd.DataFrame) -> str:
    """The whole that a share is of, in words, and what else was claimed to be the whole."""
    goal = rows.iloc[-1]
    others = sorted(set(rows["value_high"]) - {goal["value_high"]})
    also = f"; also claimed: {', '.join(_number(value) for value in others)}" if others else ""
    return (
        f"of {_number(goal['value_high'])} {goal['unit']} ({goal['claimant']} on {goal['said_last']}{also})"
    )


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _staged(name: str, known: pd.DataFrame) -> Record:
    """A work that grows towards a figure: a record a figure, each with the one before as its earlier."""
    subject, _, word = name.partition(":")
    whole = next(whole for _, whole, its in TOWARDS if its == word)
    mine = known[known["subject_id"] == subject]
    figures = (mine["measure"] == whole) & (mine["value_low"] > 0.0)
    one: Record | None = None
    for day in sorted(set(mine.loc[figures, "said_last"])):
        shares = shared(mine[~figures | (mine["said_last"] <= day)])
        since = float(ordinal(day))
        one = _record(name, shares[shares["subject_id"] == name], since=since, earlier=one)
    assert one is not None  # shares are of a figure
    return one


def _record(
    name: str, rows: pd.DataFrame, *, since: float = float("-inf"), earlier: Record | None = None
) -> Record:
    progress = rows[(rows["measure"] == "progress") & (_width(rows) <= WIDE)]
    targets = rows[rows["measure"] == "target"]
    finished, told = _end(rows[rows["measure"] == "opened"])
    return record(
        name,
        days=[ordinal(text) for text in progress["said_last"]],
        done=(progress["value_low"] + progress["value_high"]).to_numpy() / 200.0,
        said=[ordinal(text) for text in targets["said_last"]],
        targets=[ordinal(text) for text in targets["last"]],
        finished=finished,
        told=told,
        since=since,
        earlier=earlier,
    )


def _end(opened: pd.DataFrame) -> tuple[float, float]:
    """When a work was finished, and since when that is known; NaN where it is not known.

    What was told first counts, so that a day later than it changes nothing that was known by then.
    """
    if opened.empty:
        return float("nan"), float("nan")
    told = opened["said_last"].min()
    return float(ordinal(opened.loc[opened["said_last"] == told, "last"].min())), float(ordinal(told))


def _width(rows: pd.DataFrame) -> pd.Series[int]:
    import pandas as pd

    spans = [ordinal(b) - ordinal(a) for a, b in zip(rows["said_first"], rows["said_last"], strict=True)]
    return pd.Series(spans, index=rows.index, dtype="int64")


def title_of(work_id: str, titles: Mapping[str, str]) -> str:
    """Title of a work, with the word for what of its subject grows.

    Examples
    --------
    >>> title_of("B1:clearance", {"B1": "Bridge"})
    'Bridge: clearance'
    """
    base, _, word = work_id.partition(":")
    return titles.get(base, base) + (f": {word}" if word else "")


def ordinal(text: str) -> int:
    """Ordinal of a day in ISO form."""
    return date.fromisoformat(text).toordinal()


def day_of(ordinal: float) -> str:
    """A day in ISO form; "" for none, "beyond" after the year 9999.

    Examples
    --------
    >>> day_of(float(ordinal("2026-03-31")))
    '2026-03-31'
    """
    if ordinal != ordinal:
        return ""
    return date.fromordinal(round(ordinal)).isoformat() if ordinal <= LAST_DAY else "beyond"


def months_late(end: float, target: float) -> float:
    """Months from a target to an end."""
    return round((end - target) / MONTH, 1)
