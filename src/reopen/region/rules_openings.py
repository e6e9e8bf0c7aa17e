"""Rules on states, openings, their effects and who must consent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from reopen.region.findings import Findings
from reopen.region.mends import number_phrase
from reopen.region.sheet import Sheet
from reopen.region.suggest import choose, one_of

#: No state is known before this date.
EARLIEST = "1800-01-01"


def check(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """Check states, openings, effects and consents."""
    _states(sheets["state"], findings)
    _contents(sheets["opening"], sheets["opening_effect"], findings)
    _dependencies(sheets["opening"], findings)
    _alternatives(sheets["opening"], findings)
    _packages(sheets["package"], sheets["opening"], findings)
    _studies(sheets["study"], sheets["opening"], sheets["package"], findings)
    _effects(sheets, findings)
    _consents(sheets["consent"], sheets["country"], findings)


def _states(sheet: Sheet, findings: Findings) -> None:
    for index, date in enumerate(sheet.column("date")):
        if date and date < EARLIEST:
            mend = "correct the year, or delete the row"
            sheet.report(findings, index, "date", f"a date from {EARLIEST} on", mend, value=date)


def _contents(openings: Sheet, effects: Sheet, findings: Findings) -> None:
    with_effect = set(effects.column("opening_id"))
    columns = ("opening_id", "link_ids", "crossing_ids")
    for index, (identifier, links, crossings) in enumerate(openings.cells(*columns)):
        if not links and not crossings and identifier not in with_effect and effects.complete:
            mend = "name what it opens in link_ids or crossing_ids, or what it changes in opening_effect.csv"
            openings.report(findings, index, "link_ids", "links or crossings that it opens", mend, value="")


def _dependencies(openings: Sheet, findings: Findings) -> None:
    after = dict(openings.cells("opening_id", "depends_on"))
    rows = {identifier: index for index, identifier in enumerate(openings.column("opening_id"))}
    for loop in loops(after):
        shown = " -> ".join([*loop, loop[0]])
        mend = "delete one of these dependencies; an opening cannot come before itself"
        expected = "dependencies without a loop"
        openings.report(findings, rows[loop[0]], "depends_on", expected, mend, value=shown)


def loops(after: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Loops of a dependency graph; every loop shares an edge with one of those found.

    Examples
    --------
    >>> loops({"a": ("b",), "b": ("a",), "c": ("a",)})
    [['a', 'b']]
    """
    found: list[list[str]] = []
    done: set[str] = set()
    for start in after:
        trail: list[str] = []
        stack = [(start, False)] if start not in done else []
        while stack:
            name, leaving = stack.pop()
            if leaving:
                done.add(trail.pop())
            elif name in trail:
                found.append(trail[trail.index(name) :])
            elif name not in done:
                trail.append(name)
                stack.append((name, True))
                stack.extend((other, False) for other in after.get(name, ()))
    return found


def _alternatives(openings: Sheet, findings: Findings) -> None:
    columns = ("opening_id", "depends_on", "alternatives")
    for index, (identifier, depends, others) in enumerate(openings.cells(*columns)):
        for wrong in sorted(({identifier} | set(depends)) & set(others)):
            what = "itself" if wrong == identifier else "an opening that it depends on"
            mend = f"delete {wrong!r}; an opening is no alternative to {what}"
            openings.report(findings, index, "alternatives", "other openings", mend, value=wrong)


def _packages(packages: Sheet, openings: Sheet, findings: Findings) -> None:
    """Openings and packages stand in one list, so that their ids must differ."""
    taken = set(openings.column("opening_id")) - {""}
    for index, identifier in enumerate(packages.column("package_id")):
        if identifier in taken:
            expected = "an id that no opening has"
            packages.report(
                findings, index, "package_id", expected, "give the package another id", value=identifier
            )


def _studies(studies: Sheet, openings: Sheet, packages: Sheet, findings: Findings) -> None:
    """What a study is set beside must be there, with what to compare."""
    known = {*openings.column("opening_id"), *packages.column("package_id")} - {""}
    for index, (scenario, measure) in enumerate(studies.cells("scenario_id", "measure")):
        if scenario and scenario not in known and openings.complete and packages.complete:
            near = partial(choose, scenario, known, "name one of them, or empty the cell")
            studies.report(findings, index, "scenario_id", "an opening or a package", near, value=scenario)
        if scenario and not measure:
            mend = "write what of a run it is set beside"
            studies.report(findings, index, "measure", "a measure, as there is a scenario", mend, value="")


def _effects(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    sheet = sheets["opening_effect"]
    changed = set(sheet.column("subject_id"))
    home = {
        subject: name
        for name in ("link", "crossing")
        for subject in changed.intersection(sheets[name].column(f"{name}_id"))
    }
    after = ("after_low", "after_central", "after_high")
    for index, (subject, name, *values) in enumerate(sheet.cells("subject_id", "attribute", *after)):
        if subject not in home or not name:
            continue
        attributes = sheets[home[subject]].table.attributes
        if name not in attributes:
            can = [choice for choice in sheet.table.attributes["attribute"].choices if choice in attributes]
            expected = f"an attribute of a {home[subject]}: {one_of(can)}"
            sheet.report(findings, index, "attribute", expected, "choose one of those", value=name)
            continue
        low, high = attributes[name].bounds
        for column, value in zip(after, values, strict=True):
            if value < low or value > high:
                expected = number_phrase(attributes[name], "a number")
                sheet.report(findings, index, column, expected, "correct the value", value=f"{value:.12g}")


def _consents(sheet: Sheet, countries: Sheet, findings: Findings) -> None:
    known = set(countries.column("country_id"))
    for index, (actor, kind, role) in enumerate(sheet.cells("actor", "kind", "role")):
        if kind == "state" and role == "must_agree" and actor not in known | {""} and countries.complete:
            mend = partial(choose, actor, known, f"add {actor!r} to {countries.file} or change its role")
            expected = f"an id of {countries.file}, as the actor is a state that must agree"
            sheet.report(findings, index, "actor", expected, mend, value=actor, severity="warning")
