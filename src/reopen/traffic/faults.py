"""What is wrong in links and trips: told all at once, with its place, and not without end."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from reopen.errors import GraphError

#: Problems that a message writes out.
SHOWN = 20


def listed(heading: object, wrong: Sequence[str]) -> str:
    """A heading, the first problems below it, and how many more there are.

    Examples
    --------
    >>> listed("trips", ["no way from 1 to 3", "no way from 1 to 4"]).splitlines()
    ['trips:', 'no way from 1 to 3', 'no way from 1 to 4']
    """
    more = [f"and {len(wrong) - SHOWN:,} more"] if len(wrong) > SHOWN else []
    return "\n".join([f"{heading}:", *wrong[:SHOWN], *more])


def refuse(heading: object, wrong: Sequence[str]) -> None:
    """Raise what is wrong, if anything is.

    Raises
    ------
    GraphError
        With a heading and the first problems.
    """
    if wrong:
        raise GraphError(listed(heading, wrong))


def of_link(*, capacity: float, time: float, b: float, power: float) -> list[tuple[str, str]]:
    """What is found and what is expected where numbers make no BPR function that grows with flow.

    Parameters
    ----------
    capacity, time, b, power : float
        Capacity, time without flow, and factor and power of the flow over the capacity.

    Examples
    --------
    >>> of_link(capacity=0.0, time=1.0, b=0.15, power=4.0)
    [('capacity 0', 'a number above 0')]
    """
    tests = (
        ("capacity", capacity, capacity > 0.0, "a number above 0"),
        ("free-flow time", time, time >= 0.0, "a number, 0 or more"),
        ("b", b, b >= 0.0, "0 or more, since times must not fall with flow"),
        ("power", power, power >= 0.0, "0 or more, since times must not fall with flow"),
    )
    return [
        (f"{what} {value:g}", said) for what, value, good, said in tests if not (good and isfinite(value))
    ]
