"""How far an accord is carried out, by document, topic, category, party and year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from reopen.accord.coded import FULL
from reopen.accord.panel import panel
from reopen.accord.status import provisions_on
from reopen.errors import SettingsError
from reopen.region.suggest import choose, one_of

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: What can be aggregated by, with the column that holds it.
BY: Mapping[str, str] = MappingProxyType(
    {
        "document": "document_id",
        "topic": "topic",
        "category": "category",
        "party": "obligated",
        "year": "year",
    }
)
FLAGS = ("late", "done_late", "overtaken", "disputed")
FIGURES = (
    "provisions", "coded", "mean_grade", "full_share", "score", "score_low", "score_high", *FLAGS,
)  # fmt: skip
NOT_STATED = "not stated"
_ROLE = re.compile(r"\s*\([^()]*\)")


def aggregate(region: Region, day: str, by: str, *, coder: str | None = None) -> pd.DataFrame:
    """Sum up the status of provisions on a day.

    ``score`` is the implementation score of the Peace Accords Matrix, 100 times the sum of the grades over 3
    times their number. A provision that is not coded has no grade: it is left out of ``mean_grade``,
    ``full_share`` and ``score``, and ``score_low`` and ``score_high`` say what the score would be if
    all that are not coded stood at 0 and at 3. Overtaken provisions count with the grade they reached.

    Parameters
    ----------
    region : Region
        Its tables ``document``, ``provision``, ``coding`` and ``event`` are read.
    day : str
        The day.
    by : {"document", "topic", "category", "party", "year"}
        What to sum up by. A provision that obliges several parties counts for each of them, so that
        parties do not sum to the whole; roles in brackets are left off. By year, the state is that at the
        end of each year and on the day in the last one (:func:`reopen.accord.panel.panel`).
    coder : str, optional
        Only codings of this coder; of all of them by default.

    Returns
    -------
    DataFrame
        One row a group: its name under ``by`` (documents as ids, with the title under ``title``), then
        ``provisions`` and ``coded`` (numbers), ``mean_grade`` (0 to 3), ``full_share`` (0 to 1),
        ``score, score_low, score_high`` (percent) and ``late, done_late, overtaken, disputed`` (numbers).
        NaN where nothing is coded. Documents are in the order of their dates, years in theirs and all
        else in alphabetical order.

    Raises
    ------
    SettingsError
        When ``by`` is none of these, or the day is no date.
    UnknownIdError
        When nobody of the coder's name has coded anything.

    Examples
    --------
    >>> import reopen
    >>> aggregate(reopen.load(), "2020-12-31", "document")[["document", "provisions"]].values.tolist()
    [['D01', 17], ['D21', 1]]
    """
    if by not in BY:
        raise SettingsError(
            f"by: found {by!r}; expected {one_of(BY)}; {choose(by, BY, 'choose one of those')}"
        )
    frame = panel(region, day, coder=coder) if by == "year" else provisions_on(region, day, coder=coder)
    titles = dict(zip(frame["document_id"], frame["document"], strict=True))
    key = BY[by]
    if by == "party":
        frame = frame.assign(obligated=frame[key].map(_parties)).explode(key)
    if by in ("topic", "category"):
        frame = frame.assign(**{key: frame[key].replace("", NOT_STATED)})
    out = _figures(frame, key, sort=by != "document").rename(columns={key: by})
    if by == "document":
        out.insert(1, "title", out["document"].map(titles).astype("str"))
    return out


def _figures(frame: pd.DataFrame, key: str, *, sort: bool) -> pd.DataFrame:
    grade = frame["implementation"].astype("Float64").astype("float64")
    work = frame.assign(coded=grade.notna(), sum=grade.fillna(0.0), full=grade == FULL, provisions=1)
    groups = work.groupby(key, sort=sort)
    out = groups[["provisions", "coded", "sum", "full", *FLAGS]].sum().reset_index()
    coded = out["coded"].where(out["coded"] > 0).astype("float64")
    blank = out["provisions"] - out["coded"]
    out["mean_grade"] = out["sum"] / coded
    out["full_share"] = out["full"] / coded
    out["score"] = 100.0 * out["mean_grade"] / FULL
    out["score_low"] = 100.0 * out["sum"] / (FULL * out["provisions"])
    out["score_high"] = 100.0 * (out["sum"] + FULL * blank) / (FULL * out["provisions"])
    counts = ["provisions", "coded", *FLAGS]
    return out[[key, *FIGURES]].astype(dict.fromkeys(counts, "int64"))


def _parties(cell: tuple[str, ...]) -> list[str]:
    """Who is obliged, each once and without the role in brackets.

    Examples
    --------
    >>> _parties(("RU (by separate memo)", "AM", "RU")), _parties(())
    (['AM', 'RU'], ['not stated'])
    """
    return sorted({_ROLE.sub("", name).strip() or name for name in cell}) or [NOT_STATED]
