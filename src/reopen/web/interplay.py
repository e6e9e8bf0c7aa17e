"""What each opening adds to what is open, and what one needs or competes with there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.lattice_net import benefits_of
from reopen.web.answers import MILLION, figures, number

if TYPE_CHECKING:
    from reopen.web.bases import Base
    from reopen.web.questions import Question

#: Pairs below this, USD m a year, are not told.
LEAST = 0.005


def interplay(base: Base, question: Question, focus: str | None, *, jobs: int = 1) -> dict[str, Any]:
    """Benefit over the region's countries that each opening adds, and interactions with one of them.

    For a set S, opening o adds ``v(S + o) - v(S - o)``; o and p interact by
    ``v(S + o + p) - v(S + o - p) - v(S - o + p) + v(S - o - p)``: above 0 they need each other, below
    0 they compete, whatever else of S is open.

    Parameters
    ----------
    focus : str, optional
        The opening whose pairs are asked for.
    """
    held = sum(1 << n for n in base.numbers(question.open))
    codes: dict[int, float] = {}

    def ask(code: int) -> int:
        codes[code] = 0.0
        return code

    each = [(ask(held | 1 << o), ask(held & ~(1 << o))) for o in range(len(base.openings))]
    pairs = []
    if focus is not None:
        f = 1 << base.openings.index(focus)
        for p in range(len(base.openings)):
            other = 1 << p
            if other != f:
                rest = held & ~f & ~other
                pairs.append((p, ask(rest | f | other), ask(rest | f), ask(rest | other), ask(rest)))
    inside = ~base.scene.demand.gateway
    found = benefits_of(
        base.scene, np.array(list(codes), dtype=np.int64), at=figures(base, question), jobs=jobs
    )
    value = dict(zip(codes, found[:, inside].sum(axis=1) / MILLION, strict=True))
    both = [(base.openings[p], value[a] - value[b] - value[c] + value[d]) for p, a, b, c, d in pairs]
    told = sorted((x for x in both if abs(x[1]) >= LEAST), key=lambda x: (-abs(x[1]), x[0]))
    return {
        "key": question.key,
        "focus": focus,
        "adds": {
            name: number(value[with_] - value[without])
            for name, (with_, without) in zip(base.openings, each, strict=True)
        },
        "pairs": [[name, number(x)] for name, x in told],
    }
