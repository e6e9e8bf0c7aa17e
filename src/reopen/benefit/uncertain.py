"""Which of the uncertain figures matter: a tornado, and Sobol indices of groups of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.appraised import Terms, appraise
from reopen.benefit.assumptions import drawn, drawn_ranges, groups

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.benefit.costs import Work
    from reopen.benefit.openings import Gains
    from reopen.economics.draws import Ranges

MILLION = 1e6
#: Figures of a tornado that are listed for each scenario.
LISTED = 8


class Outcome:
    """Yearly benefit and net present value of all scenarios as a function of the uncertain figures."""

    def __init__(
        self,
        gains: Gains,
        members: Mapping[str, Sequence[Work]],
        between: Mapping[str, bool],
        terms: Terms,
        jobs: int,
    ) -> None:
        self.gains, self.members, self.between, self.terms, self.jobs = gains, members, between, terms, jobs
        self.inside = ~gains.scene.demand.gateway

    def names(self) -> list[tuple[str, str]]:
        """Scenario and outcome of each column."""
        both = ("benefit_usd_m_per_year", "npv_usd_m")
        return [(name, what) for name in self.gains.names for what in both]

    def __call__(self, over: Ranges, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Outcomes of rows of figures, shape (n, 2S), USD m."""
        at = drawn(self.gains.scene.goods.region, over.names, rows)
        found, carbon = self.gains.held.valued(at, len(rows), jobs=self.jobs)
        out = np.zeros((len(rows), 2 * len(self.gains.names)))
        for s, name in enumerate(self.gains.names):
            benefit = found["benefit"][s]
            out[:, 2 * s] = benefit[:, self.inside].sum(axis=1) / MILLION
            if name in self.members:
                one = appraise(
                    benefit, self.inside, carbon[s], self.members[name], self.between[name], at, self.terms
                )
                out[:, 2 * s + 1] = one.npv[0] / MILLION
        return out


def tornado_of(outcome: Outcome) -> pd.DataFrame:
    """The figures that move each scenario's outcomes most, one row a figure, scenario and outcome."""
    import pandas as pd

    from reopen.economics.draws import ranges
    from reopen.economics.sensitivity import tornado

    columns = ["scenario_id", "outcome", "figure", "low", "central", "high", "swing"]
    over = drawn_ranges(outcome.gains.scene.goods.region)
    if not over or not outcome.gains.names:
        return pd.DataFrame(columns=columns)
    table = ranges(over)
    found = tornado(lambda rows: outcome(table, rows), table)
    rows = []
    for m, (name, what) in enumerate(outcome.names()):
        for p in found.order[:LISTED, m]:
            if found.swing[p, m] > 0:
                ends = (found.low[p, m], found.central[m], found.high[p, m], found.swing[p, m])
                rows.append((name, what, found.names[p], *(float(x) for x in ends)))
    return pd.DataFrame(rows, columns=columns)


def indices_of(outcome: Outcome, n: int, seed: int) -> pd.DataFrame:
    """First- and total-order Sobol indices of groups of figures, with 95 % intervals.

    Parameters
    ----------
    n : int
        Rows of the design, a power of two; it takes n (groups + 2) valuations.
    """
    import pandas as pd

    from reopen.economics.draws import ranges
    from reopen.economics.sensitivity import sobol_indices

    columns = ["scenario_id", "outcome", "group"]
    kinds = [f"{order}{end}" for order in ("first", "total") for end in ("", "_low", "_high")]
    over = drawn_ranges(outcome.gains.scene.goods.region)
    if not over or not n or not outcome.gains.names:
        return pd.DataFrame(columns=[*columns, *kinds])
    table = ranges(over)
    found = sobol_indices(lambda rows: outcome(table, rows), table, groups(table.names), n=n, seed=seed)
    rows = [
        (name, what, group, *(float(getattr(found, kind)[g, m]) for kind in kinds))
        for m, (name, what) in enumerate(outcome.names())
        if not found.constant[m]
        for g, group in enumerate(found.names)
    ]
    return pd.DataFrame(rows, columns=[*columns, *kinds])
