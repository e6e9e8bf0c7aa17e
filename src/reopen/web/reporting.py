"""What the report of a scenario says of itself: its openings, its assumptions, and why figures differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reopen.web.questions import sliders

if TYPE_CHECKING:
    from reopen.region.region import Region
    from reopen.settings import Settings
    from reopen.web.questions import Question

#: Why the report's figures of the scenario are not those of the page that it was made from.
DIFFERS = (
    "The map application answers for the open season, every figure at its central value; in this report"
    " the scenario stands among the packages with winter closures counted and P50, the middle of all"
    " draws, first. So the two differ for the same openings."
)


def about(region: Region, settings: Settings, question: Question, title: str) -> list[str]:
    """Sentences for the head of a report.

    Parameters
    ----------
    region, settings : Region, Settings
        As the server was started with them, no slider moved.
    title : str
        The scenario's name among the packages.
    """
    out = []
    if question.open:
        named = region["opening"].set_index("opening_id")["title"]
        out.append(f"Made for the scenario \u201c{title}\u201d: {'; '.join(named[list(question.open)])}.")
    given = question.settings()
    moved = [
        f"{slider.label} {given[slider.id]:g} instead of {slider.central:g} {slider.unit}".rstrip()
        for slider in sliders(region, settings.discount_rates[0])
        if given[slider.id] is not None
    ]
    if moved:
        out.append(f"Assumptions that were changed for it, in all parts: {'; '.join(moved)}.")
    return [*out, DIFFERS] if question.open else out
