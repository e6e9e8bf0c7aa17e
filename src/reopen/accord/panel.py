"""The accord-provision-year panel: one row a provision and year, as the Peace Accords Matrix has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reopen.accord.status import provisions_on
from reopen.region.dates import iso_date

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

COLUMNS = (
    "document_id", "document", "document_date", "provision_id", "number", "topic", "category", "obligated",
    "year", "years_since", "state_on", "partial_year", "implementation", "grade", "late", "done_late",
    "days_late", "overtaken", "disputed", "deadline", "coder", "coded_on",
)  # fmt: skip


def panel(region: Region, day: str, *, coder: str | None = None) -> pd.DataFrame:
    """The state of every provision at the end of every year since its document.

    Parameters
    ----------
    region : Region
        Its tables ``document``, ``provision``, ``coding`` and ``event`` are read.
    day : str
        The day on which the panel ends.
    coder : str, optional
        Only codings of this coder; of all of them by default.

    Returns
    -------
    DataFrame
        One row a document, provision and year, columns `COLUMNS`. The state is that of ``state_on``, the
        last day of the year; in the year of ``day`` it is that day, and ``partial_year`` marks the rows
        unless it is the last of December. ``years_since`` is 0 in the year in which the document is
        dated. All other columns are as in :func:`reopen.accord.status.provisions_on`.

    Raises
    ------
    SettingsError
        When the day is no date.
    UnknownIdError
        When nobody of the coder's name has coded anything.

    References
    ----------
    Joshi, M., Quinn, J. M. and Regan, P. M. (2015). Annualized implementation data on comprehensive
    intrastate peace accords, 1989-2012. Journal of Peace Research 52(4): 551-562.
    """
    import pandas as pd

    day = iso_date(day)
    dates = region["document"].set_index("document_id")["date"]
    first = min((int(date[:4]) for date in dates if date), default=int(day[:4]))
    years = range(first, int(day[:4]) + 1)
    parts = [_year(region, year, day, coder) for year in years]
    # A year before any document has no rows; the last year gives an empty panel its columns.
    found = pd.concat([part for part in parts if len(part)] or [_year(region, int(day[:4]), day, coder)])
    signed = found["document_id"].map(dates).astype("str")
    since = found["year"] - pd.to_numeric(signed.str[:4]).astype("int64")
    found = found.assign(document_date=signed, years_since=since)
    order = {name: at for at, name in enumerate(parts[-1]["provision_id"])} if parts else {}
    found = found.sort_values(["provision_id", "year"], key=lambda c: c.map(order) if c.name != "year" else c)
    return found[list(COLUMNS)].reset_index(drop=True)


def _year(region: Region, year: int, day: str, coder: str | None) -> pd.DataFrame:
    end = min(f"{year}-12-31", day)
    partial = end != f"{year}-12-31"
    return provisions_on(region, end, coder=coder).assign(year=year, state_on=end, partial_year=partial)
