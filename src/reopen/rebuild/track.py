"""Works of a region beside their plans: progress by side, targets as they moved, forecasts, lateness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reopen.accord.facts import facts, latest
from reopen.accord.scored import Score, score
from reopen.accord.slippage import LEVEL, Forecast, forecast_all
from reopen.accord.titles import titles_of
from reopen.accord.works import day_of, months_late, ordinal, recorded, shared, title_of
from reopen.region.dates import iso_date
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.accord.record import Record
    from reopen.region.region import Region


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
        From :func:`reopen.accord.facts.facts`.
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
    shares = shared(known)
    works = recorded(known)
    found = score(works, level=level)
    ahead = forecast_all(works, now=float(ordinal(day)), level=found.widened)
    titles = titles_of(region)
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


def _work(one: Record, made: Forecast, rows: pd.DataFrame, titles: Mapping[str, str]) -> dict[str, Any]:
    word = one.work_id.partition(":")[2]
    progress = latest(rows[rows["measure"] == "progress"])
    aims = [ordinal(text) for text in rows.loc[rows["measure"] == "target", "last"]]
    finished = one.finished == one.finished
    end = one.finished if finished else made.central
    said = [
        f"{row['side'] or row['origin']}: {_percent(row)}" + (f" {row['note']}" if word else "")
        for row in records(progress)
    ]
    return {
        "work_id": one.work_id,
        "title": title_of(one.work_id, titles),
        "progress_low": progress["value_low"].min(),
        "progress_high": progress["value_high"].max(),
        "progress_by_side": " | ".join(said),
        "progress_as_of": progress["said_last"].max() if len(progress) else "",
        "targets": " | ".join(_moved(rows[rows["measure"] == "target"])),
        "finished": day_of(one.finished) if finished else "",
        "forecast_low": day_of(made.low),
        "forecast": day_of(made.central),
        "forecast_high": day_of(made.high),
        "late_months": months_late(end, aims[-1]) if aims else float("nan"),
        "late_months_first": months_late(end, aims[0]) if aims else float("nan"),
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
        if row["stated"] != last:
            out.append(f"{row['stated']} (said {row['said_last']})")
        last = row["stated"]
    return out
