"""When the works of a region will be finished, as seen on a day, beside what officials say."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from reopen.accord.scored import score
from reopen.accord.slippage import LEVEL, forecast_all
from reopen.accord.titles import titles_of
from reopen.accord.works import day_of, months_late, ordinal, records, title_of
from reopen.region.dates import iso_date

if TYPE_CHECKING:
    import pandas as pd

    from reopen.accord.record import Record
    from reopen.accord.scored import Score
    from reopen.accord.slippage import Forecast
    from reopen.region.region import Region

COLUMNS = (
    "work_id", "title", "progress", "progress_on", "official_target", "target_said", "finished", "low",
    "central", "high", "level", "slip_days", "slip_months", "chance_by_target", "claims", "targets", "said",
)  # fmt: skip


def forecasts(
    region: Region, day: str | None = None, *, level: float = LEVEL, scored: Score | None = None
) -> pd.DataFrame:
    """Forecast when works will be finished, from their own claims and from how others went.

    The official target is the naive forecast: the newest date of completion claimed by the day. Slip is
    counted from it to the end, or else to the middle of the forecast.

    Parameters
    ----------
    region : Region
        Its claims, events, projects and tasks are read.
    day : str, optional
        The day; that of the region by default. Nothing later is looked at.
    level : float
        Share of ends that intervals are made to hold. They are stated at a higher level where
        forecasts one claim ahead have held too little (:func:`reopen.accord.scored.widened`).
    scored : Score, optional
        How good forecasts of the region's works were by the day, where that is known already; its level
        is then the one that counts.

    Returns
    -------
    DataFrame
        One row a work with a claim of progress or of a target, by id: ``work_id, title``; ``progress``
        (percent, the newest claim) and ``progress_on``; ``official_target`` and ``target_said``, when it
        was claimed; ``finished``; ``low, central, high`` ("" without a forecast, "beyond" after the year
        9999) and the ``level`` at which they are stated; ``slip_days`` and ``slip_months``;
        ``chance_by_target``, that of being finished by the official target (NaN without either; 0 where it
        is past); ``claims`` and ``targets``, how many of progress and of targets; ``said``, what the
        forecast rests on.

    Raises
    ------
    RegionError
        When claims cannot be read.
    SettingsError
        When the day or the level is wrong.

    Examples
    --------
    >>> import reopen
    >>> found = forecasts(reopen.load()).set_index("work_id")
    >>> float(found.loc["R01", "progress"]), found.loc["R01", "official_target"]
    (70.0, '2026-12-31')
    """
    import pandas as pd

    seen = iso_date(region.meta.as_of if day is None else day)
    works = records(region, seen)
    stated = (score(works, level=level) if scored is None else scored).widened
    made = forecast_all(works, now=float(ordinal(seen)), level=stated)
    titles = titles_of(region)
    rows = [
        {"title": title_of(one.work_id, titles)} | _row(one, its)
        for one, its in zip(works, made, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(one: Record, made: Forecast) -> dict[str, Any]:
    finished = isfinite(one.finished)
    end = one.finished if finished else made.central
    progress, targets = len(one.days) > 0, len(one.targets) > 0
    aim = float(one.targets[-1]) if targets else float("nan")
    ahead = bool(made.parts) and targets
    return {
        "work_id": one.work_id,
        "progress": 100.0 * float(one.done[-1]) if progress else float("nan"),
        "progress_on": day_of(float(one.days[-1])) if progress else "",
        "official_target": day_of(aim),
        "target_said": day_of(float(one.said[-1])) if targets else "",
        "finished": day_of(one.finished),
        "low": day_of(made.low),
        "central": day_of(made.central),
        "high": day_of(made.high),
        "level": made.level if made.parts else float("nan"),
        "slip_days": round(end - aim) if isfinite(end - aim) else float("nan"),
        "slip_months": months_late(end, aim),
        "chance_by_target": made.below(aim) if ahead else float("nan"),
        "claims": len(one.days),
        "targets": len(one.targets),
        "said": made.said,
    }
