"""Every scenario alone at one level of the parameters."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.benefit.alone import Change, alone
from reopen.benefit.newtrade import Gravity, gravity, new_trade
from reopen.benefit.reroute import reroute

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reopen.benefit.base import Base


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What each scenario changes at one level. C countries.

    Attributes
    ----------
    base : Base
        The region as it stands.
    gravity : Gravity
        The model behind the new trade.
    changes : mapping of scenario name to Change
        What it changes.
    new_trade : mapping of scenario name to ndarray of float64, shape (C, C)
        User benefit of modelled new trade, USD a year.
    """

    base: Base
    gravity: Gravity
    changes: dict[str, Change]
    new_trade: dict[str, NDArray[np.float64]]


def evaluated(base: Base, *, jobs: int, told: Callable[[float], None]) -> Evaluated:
    """Look at each scenario of a base alone, on ``jobs`` threads that share no work.

    Parameters
    ----------
    told : callable
        Called with the share of the scenarios that is done.
    """
    model, names = gravity(base), list(base.opened)

    def one(name: str) -> tuple[Change, NDArray[np.float64]]:
        ways = reroute(base, name)
        return alone(base, ways), new_trade(base, name, ways, model)

    found = Evaluated(base, model, {}, {})
    with ThreadPoolExecutor(jobs) as pool:
        for name, (change, worth) in zip(names, pool.map(one, names), strict=True):
            found.changes[name], found.new_trade[name] = change, worth
            told(len(found.changes) / len(names))
    return found
