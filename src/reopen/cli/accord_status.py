"""``reopen accord status`` and ``late``: what is done of an accord on a day, overdue, and due next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.accord_output import known, listed, number, print_quoting_json, print_table, say, write_csv
from reopen.cli.console import guarded
from reopen.cli.options import AsOfOption, JsonOption, RegionArgument, file_name
from reopen.cli.output import plain, rows

if TYPE_CHECKING:
    import pandas as pd

OutOption = Annotated[Path | None, typer.Option(help="CSV file for the same rows.", parser=file_name)]


@guarded()
def status(
    region: RegionArgument = None,
    as_of: AsOfOption = None,
    by: Annotated[
        str | None, typer.Option(help="Sum up by document, topic, category, party or year.")
    ] = None,
    coder: Annotated[str | None, typer.Option(help="Only codings of this coder.")] = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how far every provision is done on a day: grade 0 to 3; late, overtaken, disputed beside it."""
    from reopen.accord.aggregate import aggregate
    from reopen.accord.status import provisions_on
    from reopen.files import check_target

    if out is not None:
        check_target(out)
    seen, day = known(region, as_of)
    table = provisions_on(seen, day, coder=coder)
    groups = aggregate(seen, day, by, coder=coder) if by is not None else None
    found = {"as_of": day, "coder": coder} | _counted(table)
    if groups is None:
        found["provisions"] = rows(table)
    else:
        found |= {"by": by, "groups": rows(groups)}
    if out is not None:
        write_csv(table if groups is None else groups, out)
    if as_json:
        print_quoting_json(found)
        return
    if table.empty:
        say(f"no provision of any document is known on {day}")
        return
    if groups is None:
        _print_provisions(table, day)
    else:
        _print_groups(groups, str(by), day)
    _print_counted(found)


def _counted(table: pd.DataFrame) -> dict[str, Any]:
    """Provisions by grade and by flag."""
    from reopen.accord.coded import GRADES, NOT_CODED
    from reopen.accord.status import FLAGS

    return {
        "counts": {word: int((table["grade"] == word).sum()) for word in (*GRADES, NOT_CODED)},
        "flags": {word: int(table[name].sum()) for word, name in FLAGS.items()},
    }


def _print_counted(found: dict[str, Any]) -> None:
    for name, total in (("grades", found["counts"]), ("beside them", found["flags"])):
        say(f"{name}: {', '.join(f'{word} {count}' for word, count in total.items())}")


def _print_provisions(table: pd.DataFrame, day: str) -> None:
    from reopen.accord.status import FLAGS
    from reopen.region.records import records

    cells = [
        (
            row["provision_id"], row["summary"], listed(row["obligated"]), row["deadline"] or "-",
            row["grade"], listed([word for word, name in FLAGS.items() if row[name]]),
            f"{row['coder']} {row['coded_on']}".strip() or "-",
        )
        for row in records(table)
    ]  # fmt: skip
    heads = ("provision", "what", "who", "deadline", "grade", "beside it", "coded")
    print_table(f"Provisions on {day}", heads, cells)


def _print_groups(table: pd.DataFrame, by: str, day: str) -> None:
    from reopen.region.records import records

    counts = ("provisions", "coded", "late", "done_late", "overtaken", "disputed")
    heads = (by, *(name.replace("_", " ") for name in counts), "mean grade", "score %", "score if all coded")
    cells = [
        (
            row[by], *(row[name] for name in counts), number(row["mean_grade"], 2), number(row["score"]),
            f"{number(row['score_low'])} to {number(row['score_high'])}",
        )
        for row in records(table)
    ]  # fmt: skip
    print_table(f"Provisions by {by} on {day}", heads, cells, right=heads[1:])


@guarded()
def late(
    region: RegionArgument = None,
    as_of: AsOfOption = None,
    until: Annotated[
        str | None, typer.Option(help="Show what falls due until this date; a year ahead by default.")
    ] = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is overdue on a day, the longest first, and what falls due after it."""
    import pandas as pd

    from reopen.accord.deadlines import RULE, due, overdue
    from reopen.files import check_target

    if out is not None:
        check_target(out)
    seen, day = known(region, as_of)
    end = until if until is not None else _a_year_later(day)
    missed, ahead = overdue(seen, day), due(seen, day, until=end)
    if out is not None:
        both = (missed.assign(when="overdue"), ahead.assign(when="falls due"))
        filled = [part for part in both if len(part)] or [both[0]]
        write_csv(pd.concat(filled, ignore_index=True), out)
    if as_json:
        lists = {"overdue": rows(missed), "due": rows(ahead)}
        print_quoting_json({"as_of": day, "until": end, "rule": RULE} | lists)
        return
    _print_due(missed, f"Overdue on {day}", f"nothing is overdue on {day}")
    _print_due(ahead, f"Falls due from {day} to {end}", f"nothing is known to fall due from {day} to {end}")
    say(RULE)


def _a_year_later(day: str) -> str:
    year = min(int(day[:4]) + 1, 9999)
    return f"{year:04}-02-28" if day.endswith("-02-29") else f"{year:04}{day[4:]}"


def _print_due(table: pd.DataFrame, title: str, none: str) -> None:
    from reopen.region.records import records

    if table.empty:
        say(none)
        return
    cells = [
        (
            row["due"], f"{plain(row['days']):+,}", row["kind"], row["subject_id"], row["title"],
            listed(row["obliged"]), "done" if row["done"] else "", listed(row["source"]),
        )
        for row in records(table)
    ]  # fmt: skip
    heads = ("due", "days", "kind", "id", "what", "who", "state", "source")
    print_table(title, heads, cells, right=("days",))
