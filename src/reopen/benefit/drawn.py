"""What scenarios are worth in many draws of everything that is uncertain.

Rows of ways that hold nearly all of what a scenario changes are valued anew in each draw; a
draw's value is the central one plus what the rows differ from their own central value. Ways
themselves stay those of central rates: in a draw they may not be the cheapest ones of their kind
any more, which the choice between kinds makes good in part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.assumptions import TRAVELLER
from reopen.benefit.changed import Change, Kept
from reopen.benefit.pricing import MODES, mode_of
from reopen.benefit.valuing import draw_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.ways import Ways

#: Draws that a thread takes at a time.
BATCH = 64


@dataclass(frozen=True, slots=True)
class Worth:
    """What S scenarios change in D draws. C countries; USD and tonne-kilometres a year.

    Attributes
    ----------
    users : ndarray of float64, shape (S, D, 2, C)
        User benefit of the flows that each country sends, and of those that it takes.
    fees : ndarray of float64, shape (S, D, C)
        Change of the fees that it takes.
    modes : ndarray of float64, shape (S, D, 3)
        Change of tonne-kilometres by road, rail and sea.
    """

    users: NDArray[np.float64]
    fees: NDArray[np.float64]
    modes: NDArray[np.float64]

    def by_country(self, at: Assumptions) -> NDArray[np.float64]:
        """Benefit by scenario, draw and country, shape (S, D, C), USD a year.

        The importer's share of the user benefit goes to the country that takes a flow, the rest
        to the one that sends it; fees count beyond the cost of handling.
        """
        share = np.asarray(at["importer-share"])[..., None]
        net = 1.0 - np.asarray(at["fee-handling-share"])[..., None]
        return np.asarray(share * self.users[:, :, 1] + (1.0 - share) * self.users[:, :, 0] + net * self.fees)


def central_worth(changes: Sequence[Change], countries: int) -> Worth:
    """The central values as one draw; there may be no scenario at all."""
    count = len(changes)
    users = np.array([[c.user.sum(axis=1), c.user.sum(axis=0)] for c in changes], dtype=np.float64)
    fees, modes = (
        np.array([getattr(c, name) for c in changes], dtype=np.float64) for name in ("fees", "modes")
    )
    return Worth(
        users.reshape(count, 1, 2, countries),
        fees.reshape(count, 1, countries),
        modes.reshape(count, 1, len(MODES)),
    )


def worth(
    ways: Ways,
    kept: Sequence[Kept],
    changes: Sequence[Change],
    at: Assumptions,
    center: Assumptions,
    draws: int,
    *,
    jobs: int = 1,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> Worth:
    """What scenarios are worth in draws.

    Parameters
    ----------
    kept : sequence of Kept
        Rows by cargo class.
    changes : sequence of Change
        What the scenarios change at central values.
    at, center : Assumptions
        The draws, and the central values.
    draws : int
        Number of draws D.
    jobs : int
        Threads share draws, so that the result does not depend on their number.
    """
    middle = _of(ways, kept, center, center, len(changes), 1, jobs=1)
    found = _of(ways, kept, at, center, len(changes), draws, jobs=jobs, told=told)
    exact = central_worth(changes, ways.n_countries)
    return Worth(
        *(
            getattr(exact, name) + (getattr(found, name) - getattr(middle, name))
            for name in ("users", "fees", "modes")
        )
    )


def _volume(ways: Ways, at: Assumptions, center: Assumptions) -> Any:
    """Trade in draws over what it is at central values; trips are no trade, and nothing becomes no more."""
    middle = center["trade-volume-factor"]
    return at["trade-volume-factor"] / middle if middle > 0 and ways.classes != (TRAVELLER,) else 1.0


def _of(
    ways: Ways,
    kept: Sequence[Kept],
    at: Assumptions,
    center: Assumptions,
    scenarios: int,
    draws: int,
    *,
    jobs: int,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> Worth:
    """The rows' own value."""
    names, c = ways.amounts.names, ways.n_countries
    users, fees = np.zeros((scenarios, 2, c, draws)), np.zeros((scenarios, c, draws))
    modes = np.zeros((scenarios, len(MODES), draws))
    flow = [_wide(_volume(ways, at, center), draws)]
    flow += [_wide(v, draws) for n, v in at.values.items() if n.startswith("flow:")]
    factor = np.stack(flow)
    pieces = [
        (k, begin, min(begin + BATCH, draws)) for k in range(len(kept)) for begin in range(0, draws, BATCH)
    ]
    price = [_by_draw(at.prices(names, cargo.id), draws) for cargo in ways.classes]

    def one(piece: tuple[int, int, int]) -> None:
        k, begin, end = piece
        rows, cargo = kept[k], ways.classes[k]
        draw_rows(
            rows.values, rows.bits, rows.sender, rows.taker, rows.kind, rows.first, rows.scenario, rows.flow,
            price[k], c,
            _wide(at.unit_value(cargo.id), draws), _wide(at.elasticity(cargo.id), draws),
            _wide(at["mode-choice-sensitivity"], draws), _wide(at["mode-nest-dissimilarity"], draws),
            at.constants(), _wide(at["border-fee-factor"], draws), factor, begin, end,
            users, fees, modes, mode_of(names),
        )  # fmt: skip

    # Pieces of one class write to different draws; classes follow each other, so that sums keep their order.
    done = 0
    with ThreadPoolExecutor(jobs) as pool:
        for k in range(len(kept)):
            mine = [p for p in pieces if p[0] == k]
            for _ in pool.map(one, mine):
                done += 1
                told(done / len(pieces))
    return Worth(np.moveaxis(users, 3, 1), np.moveaxis(fees, 2, 1), np.moveaxis(modes, 2, 1))


def _wide(value: object, draws: int) -> NDArray[np.float64]:
    return np.ascontiguousarray(np.broadcast_to(np.asarray(value, dtype=np.float64), (draws,)))


def _by_draw(value: NDArray[np.float64], draws: int) -> NDArray[np.float64]:
    return np.ascontiguousarray(np.broadcast_to(value, (draws, value.shape[-1])).T)
