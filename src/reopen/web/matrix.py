"""What flows from and to one place cost and take, before and after a set of openings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.answering import COMPOSITE, FLOW, KNOWN, SAVED
from reopen.benefit.answers import ask
from reopen.web.answers import THOUSAND, figures, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.web.bases import Base
    from reopen.web.questions import Question

    Floats = NDArray[np.float64]


def matrix(base: Base, question: Question, place: str, *, jobs: int = 1) -> dict[str, Any]:
    """Pairs of a place with every other that it trades with; JSON-able.

    Returns
    -------
    dict
        ``to`` and ``from``: of each other place the flow in thousand tonnes a year, USD a tonne before
        and after (means over classes by flow), and hours saved a tonne.
    """
    at = base.goods
    ids = base.places
    z, count = ids.index(place), len(ids)
    found = ask(at, base.numbers(question.open), figures(base, question), jobs=jobs)
    out: dict[str, Any] = {"key": question.key, "place": place}
    for way in ("to", "from"):
        flow, usd, cheaper, saved = (np.zeros(count) for _ in range(4))
        for tree in at.trees:
            moved, mean = (m[z] if way == "to" else m[:, z] for m in (tree.flow, tree.mean))
            here = np.where(mean > 0, moved, 0.0)
            flow += here
            usd += here * mean
        ends = (found.origin, found.destination) if way == "to" else (found.destination, found.origin)
        mine = (ends[0] == z) & (found.figures[:, KNOWN] > 0)
        rows, other = found.figures[mine], ends[1][mine]
        cheaper += np.bincount(other, weights=rows[:, FLOW] * rows[:, COMPOSITE], minlength=count)
        saved += np.bincount(other, weights=rows[:, FLOW] * rows[:, SAVED], minlength=count)
        some = np.flatnonzero(flow > 0)
        out[way] = [
            [
                ids[j], number(flow[j] / THOUSAND), number(usd[j] / flow[j]),
                number((usd[j] + cheaper[j]) / flow[j]), number(saved[j] / flow[j]),
            ]
            for j in some
        ]  # fmt: skip
    return out
