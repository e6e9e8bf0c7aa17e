"""Works of a region beside their plans: progress by side, targets as they moved, forecasts, lateness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from reopen.accord.record import record
from reopen.accord.scored import MONTH, Score, score
from reopen.accord.slippage import LEVEL, Forecast, forecast
from reopen.rebuild.actuals import facts, latest
from reopen.region.dates import iso_date
from reopen.region.records import records

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


@dataclass(frozen=True, slots=True)
class Tracking:
    """Works of a region on a date.

    Attributes
    ----------
    as_of : str
        The date.
    works : DataFrame
        One row a work with a progress or target claim, by id: ``work_id, title, progress_low,
        progress_high`` (percent, over all sides), ``progress_by_side``, ``progress_as_of``, ``targets``
        (as they moved, the oldest first), ``finished``, ``forecast_low``, ``forecast``, ``forecast_high``
        (dates; "" without a forecast, "beyond" after the year 9999), ``late_months`` (of the end, or
        else of the median forecast, after the newest target) and ``late_months_first`` (after the
        first), ``weight_own, weight_class, points, class_works, percent_per_year, said``.
    claims : DataFrame
        From :func:`reopen.rebuild.actuals.facts`.
    records : tuple of Record
        What the forecasts rest on; times are ordinals of days.
    forecasts : tuple of Forecast
        In the order of ``works``; intervals are stated at the widened level of ``score``.
    score : Score
        The forecasts one step ahead.
    """

    as_of: str
    works: pd.DataFrame
    claims: pd.DataFrame
    records: tuple[Record, ...]
    forecasts: tuple[Forecast, ...]
    score: Score


def track(region: Region, as_of: str | None = None, *, level: float = LEVEL) -> Tracking:
    """Works of a region on a date: what is claimed, what was aimed at, when they will be finished.

    Cleared area is a share of the newest hazard area known on the date, and returnees are a share of
    their newest goal, earlier figures too: ``<subject>:clearance`` and ``<subject>:return`` are works of
    their own.

    Parameters
    ----------
    region : Region
        Its claims, events, projects and tasks are read.
    as_of : str, optional
        Date; that of the region by default.
    level : float
        Share of outcomes that intervals are made to hold.

    Raises
    ------
    RegionError
        When claims cannot be read.
    SettingsError
        When the date or the level is wrong.

    Examples
    --------
    >>> import reopen
    >>> works = track(reopen.load()).works.set_index("work_id")
    >>> works.loc["R09", "finished"], float(works.loc["R09", "late_months"])
    ('2025-08-30', 20.0)
    """
    import pandas as pd

    day = iso_date(region.meta.as_of if as_of is None else as_of)
    known = facts(region, day)
    shares = _shares(known)
    works = tuple(_record(str(name), rows, day) for name, rows in shares.groupby("subject_id", sort=True))
    works = tuple(one for one in works if len(one.days) or len(one.said) or _has(shares, one.work_id))
    found = score(works, level=level)
    now = float(_ordinal(day))
    ahead = tuple(forecast(one, works, now=now, level=found.widened) for one in works)
    titles = _titles(region)
    rows = [
        _work(one, made, shares[shares["subject_id"] == one.work_id], titles)
        for one, made in zip(works, ahead, strict=True)
    ]
    return Tracking(day, pd.DataFrame(rows, columns=list(_COLUMNS)), known, works, ahead, found)


_COLUMNS = (
    "work_id", "title", "progress_low", "progress_high", "progress_by_side", "progress_as_of", "targets",
    "finished", "forecast_low", "forecast", "forecast_high", "late_months", "late_months_first",
    "weight_own", "weight_class", "points", "class_works", "percent_per_year", "said",
)  # fmt: skip


def _has(shares: pd.DataFrame, work_id: str) -> bool:
    """Whether a work has progress, if only of a date too vague to reckon with."""
    return bool(((shares["subject_id"] == work_id) & (shares["measure"] == "progress")).any())


def _shares(known: pd.DataFrame) -> pd.DataFrame:
    """The facts with what grows towards a figure turned into progress of a work of its own."""
    import pandas as pd

    out = [known]
    for grown, whole, word in TOWARDS:
        for name, rows in known[known["measure"] == whole].groupby("subject_id"):
            goal = rows.iloc[-1]
            part = known[(known["measure"] == grown) & (known["subject_id"] == name)]
            of = _whole(rows)
            moved = part.assign(
                subject_id=f"{name}:{word}",
                measure="progress",
                value_low=(100.0 * part["value_low"] / goal["value_high"]).clip(upper=100.0),
                value_high=(100.0 * part["value_high"] / goal["value_low"]).clip(upper=100.0),
                unit="percent",
                note=of,
            )
            aims = rows[rows["last"] != ""].assign(subject_id=f"{name}:{word}", measure="target")
            out += [moved, aims] if len(part) else []
    return pd.concat(out, ignore_index=True)


def _whole(rows: pd.DataFrame) -> str:
    """The whole that a share is of, in words, and what else was claimed to be the whole."""
    goal = rows.iloc[-1]
    others = sorted(set(rows["value_high"]) - {goal["value_high"]})
    also = f"; also claimed: {', '.join(f'{value:,.0f}' for value in others)}" if others else ""
    return f"of {goal['value_high']:,.0f} {goal['unit']} ({goal['claimant']} on {goal['said_last']}{also})"


def _record(name: str, rows: pd.DataFrame, day: str) -> Record:
    """A work's record; of a vague day the last counts, so that nothing is known before it was said."""
    progress = rows[(rows["measure"] == "progress") & (_width(rows) <= WIDE)]
    targets = rows[rows["measure"] == "target"]
    ends = [_ordinal(text) for text in rows.loc[rows["measure"] == "opened", "first"]]
    return record(
        name,
        days=[_ordinal(min(text, day)) for text in progress["said_last"]],
        done=(progress["value_low"] + progress["value_high"]).to_numpy() / 200.0,
        said=[_ordinal(min(text, day)) for text in targets["said_last"]],
        targets=[_ordinal(text) for text in targets["last"]],
        finished=float(min(ends)) if ends else float("nan"),
    )


def _width(rows: pd.DataFrame) -> pd.Series[int]:
    import pandas as pd

    spans = [_ordinal(b) - _ordinal(a) for a, b in zip(rows["said_first"], rows["said_last"], strict=True)]
    return pd.Series(spans, index=rows.index, dtype="int64")


def _ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _titles(region: Region) -> dict[str, str]:
    out: dict[str, str] = {}
    for table, key, name in (
        ("settlement", "settlement_id", "name"), ("crossing", "crossing_id", "name_a"),
        ("link", "link_id", "name"), ("opening", "opening_id", "title"), ("task", "task_id", "title"),
        ("project", "project_id", "name"),
    ):  # fmt: skip
        out |= dict(zip(region[table][key], region[table][name], strict=True))
    return out


def _work(one: Record, made: Forecast, rows: pd.DataFrame, titles: Mapping[str, str]) -> dict[str, Any]:
    base, _, word = one.work_id.partition(":")
    title = titles.get(base, base) + (f": {word}" if word else "")
    progress = latest(rows[rows["measure"] == "progress"])
    aims = [_ordinal(text) for text in rows.loc[rows["measure"] == "target", "last"]]
    finished = one.finished == one.finished
    end = one.finished if finished else made.central
    said = [
        f"{row['side'] or row['origin']}: {_percent(row)}" + (f" {row['note']}" if word else "")
        for row in records(progress)
    ]
    return {
        "work_id": one.work_id,
        "title": title,
        "progress_low": progress["value_low"].min(),
        "progress_high": progress["value_high"].max(),
        "progress_by_side": " | ".join(said),
        "progress_as_of": progress["said_last"].max() if len(progress) else "",
        "targets": " | ".join(_moved(rows[rows["measure"] == "target"])),
        "finished": _day(one.finished) if finished else "",
        "forecast_low": _day(made.low),
        "forecast": _day(made.central),
        "forecast_high": _day(made.high),
        "late_months": _months(end, aims[-1]) if aims else float("nan"),
        "late_months_first": _months(end, aims[0]) if aims else float("nan"),
        "weight_own": made.weight_own,
        "weight_class": made.weight_class,
        "points": made.points,
        "class_works": made.works,
        "percent_per_year": 100.0 * made.rate,
        "said": made.said,
    }


def _percent(row: Mapping[str, Any]) -> str:
    low, high = f"{row['value_low']:.3g}", f"{row['value_high']:.3g}"
    return f"{low} %" if low == high else f"{low} to {high} %"


def _moved(targets: pd.DataFrame) -> list[str]:
    """Targets in the order in which they were claimed, each with the day of the claim; repeats left out."""
    out: list[str] = []
    last = ""
    for row in records(targets):
        aim = row["last"] if row["unit"] != "date" else row["stated"]
        if aim != last:
            out.append(f"{aim} (said {row['said_last']})")
        last = aim
    return out


def _months(end: float, target: int) -> float:
    return round((end - target) / MONTH, 1)


def _day(ordinal: float) -> str:
    if ordinal != ordinal:
        return ""
    return date.fromordinal(round(ordinal)).isoformat() if ordinal <= LAST_DAY else "beyond"
