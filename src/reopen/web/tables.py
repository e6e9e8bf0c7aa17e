"""Tables of what the page shows, as CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from reopen.accord.status import provisions_on
from reopen.network.states import with_states
from reopen.web.problems import NotFoundError

if TYPE_CHECKING:
    import pandas as pd

    from reopen.web.desk import Desk
    from reopen.web.jobs import Job
    from reopen.web.questions import Question

ENDS = ("p10", "p50", "p90")
MEASURES = ("benefit", "user", "fee", "passenger", "new_trade", "npv")


async def csv_of(desk: Desk, name: str, question: Question) -> str | Job:
    """A table as CSV text, or the job that it waits for.

    Raises
    ------
    NotFoundError
        When there is no such table.
    """
    day, region = question.as_of or desk.setup.day, desk.setup.seen
    if name in SOLVED:
        job = desk.solved(name, question)
        if job.state != "done":
            return job
        solved = desk.jobs.result(job.id)
        return await desk.aside(
            lambda: _text(SOLVED[name](json.loads(solved)), _rests_on(question, day, False))
        )
    if name in ANSWERED:
        parts = [await getattr(desk, part)(question) for part in ANSWERED[name]]
        return await desk.aside(
            lambda: _text(_answered(name, *map(json.loads, parts)), _rests_on(question, day, True))
        )
    if name in ("links", "crossings"):
        return await desk.aside(
            lambda: _text(with_states(region, name.removesuffix("s"), day), {"as_of": day})
        )
    plain = {"openings": "opening", "states": "state"}
    if name in plain:
        return await desk.aside(lambda: _text(region[plain[name]], {}))
    if name == "provisions":
        return await desk.aside(lambda: _text(provisions_on(region, day), {"as_of": day}))
    raise NotFoundError(f"there is no table {name[:40]!r}")


def _rests_on(question: Question, day: str, openings: bool) -> dict[str, Any]:
    """What a table's figures rest on: the date, the openings that are on, and sliders that were moved."""
    out: dict[str, Any] = {"as_of": day}
    if openings:
        out["open"] = ";".join(question.open)
    return out | {name: value for name, value in question.settings().items() if value is not None}


COLUMNS = {
    "places": ("node_id", "benefit_usd_m", "usd_saved_per_t", "hours_saved_per_t", "tonnes_changed_kt"),
    "flows": ("link_id", "kt_before", "kt_after"),
    "interplay": ("opening_id", "adds_usd_m"),
}


#: Answers that a table is made of.
ANSWERED: Mapping[str, tuple[str, ...]] = {
    "benefits": ("answer", "ranges"),
    "places": ("answer",),
    "flows": ("answer",),
    "interplay": ("interplay",),
}


def _answered(name: str, found: dict[str, Any], drawn: dict[str, Any] | None = None) -> pd.DataFrame:
    """A table of answers."""
    if drawn is not None:
        return _benefits(found, drawn)
    rows = [list(pair) for pair in found["adds"].items()] if name == "interplay" else found[name]
    return _rows(rows, COLUMNS[name])


def _rows(rows: list[list[Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns))


def _benefits(central: dict[str, Any], drawn: dict[str, Any]) -> pd.DataFrame:
    """One row a country: each measure at central values and its ranges, USD m."""
    import pandas as pd

    rows = []
    for country, mine in central["by_country"].items():
        row: dict[str, Any] = {"country_id": country}
        for name in MEASURES:
            row[f"{name}_central"] = mine[name]
            ends = drawn["by_country"][country][name] or (None, None, None)
            row |= {f"{name}_{end}": value for end, value in zip(ENDS, ends, strict=True)}
        rows.append(
            row | {name: drawn["by_country"][country][name] for name in ("transit_mtkm", "transit_fee_usd_m")}
        )
    return pd.DataFrame(rows)


def _packages(found: dict[str, Any]) -> pd.DataFrame:
    """One row a package on the front: its openings, and the net gain of each country, USD m a year.

    Ranges are empty for packages that were not valued in draws.
    """
    import pandas as pd

    rows = []
    for p in found["front"]:
        row = {"code": p["code"], "openings": ";".join(p["open"]), "net_usd_m_per_year": p["total"]}
        for country, value in p["by_country"].items():
            ends = p["gains"][country] if p["gains"] else (None, None, None)
            row |= {country: value} | {f"{country}_{e}": v for e, v in zip(ENDS, ends, strict=True)}
        rows.append(row)
    return pd.DataFrame(rows)


def _years(found: dict[str, Any]) -> pd.DataFrame:
    """One row a year of the programme."""
    import pandas as pd

    rows = [
        {"year": year["year"], "persons_home": year["persons_home"]}
        | {f"{fund}_{key}": value for fund, mine in year["funds"].items() for key, value in mine.items()}
        | {f"ha_{kind}": value for kind, value in year["ha"].items()}
        for year in found["result"]["years"]
    ]
    return pd.DataFrame(rows)


#: Tables of long solves.
SOLVED: Mapping[str, Callable[[dict[str, Any]], pd.DataFrame]] = {
    "packages": _packages,
    "programme": _years,
}


def _text(table: pd.DataFrame, rests_on: Mapping[str, Any]) -> str:
    """CSV text; lists are joined by semicolons, and no cell begins like a formula.

    What the figures rest on stands in columns at the end, the same in every row, so that it stays with
    them when rows are cut out or files are put together.
    """
    out = table.assign(**rests_on)
    for name in out.columns:
        if out[name].dtype == object or str(out[name].dtype) in ("str", "string"):
            out[name] = [_cell(value) for value in out[name]]
    return str(out.to_csv(index=False, lineterminator="\n"))


def _cell(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        value = ";".join(":".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value)
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+@\t\r" and value else value
