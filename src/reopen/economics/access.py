"""Market access of any network, and what upgrading each of its links in turn adds to it.

Market access of an origin o (Donaldson and Hornbeck 2016, Railroads and American Economic Growth:
A "Market Access" Approach, Quarterly Journal of Economics 131(2))::

    MA_o = sum over destinations d of tau(o, d) ** -theta * N_d

where N is the population and tau either the cost itself (the power form) or, when the value of the
goods is given, ``1 + cost / price`` (the iceberg form). Total market access is ``sum of N_o MA_o``.

When the link from u to v comes to cost c, the cheapest costs become::

    D'(i, j) = min(D(i, j), D(i, u) + c + D(v, j), D(i, v) + c + D(u, j))

with the last term for two-way links only. An origin gains by u to v only if D(i, u) + c < D(i, v),
and a destination only if c + D(v, j) < D(u, j), so only that block is looked at, and only the pairs
in it that change are raised to a power. Nothing is copied and nothing is searched anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from reopen.errors import GraphError, ReopenError, SettingsError
from reopen.path.dijkstra import many_to_all
from reopen.path.hierarchy import Hierarchy
from reopen.path.limits import check_jobs, check_memory
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]
    #: A data frame, or arrays: starts and ends (node numbers), costs and, optionally, which are directed.
    Links = pd.DataFrame | Sequence[ArrayLike]
    #: A data frame, or the population of each node, or (for costs alone) the number of nodes.
    Nodes = pd.DataFrame | ArrayLike

#: Shares of a cost below which a saving is rounding: the sums of two ways are added in other orders.
SLACK = 1e-12
#: Networks of more nodes are worth a hierarchy; below, Dijkstra's algorithm is done before it is ready.
HIERARCHY_FROM = 5_000
#: Links that a thread takes at a time.
CHUNK = 32
#: Problems that a message spells out.
SHOWN = 20


def market_access(
    cost: ArrayLike,
    population: ArrayLike,
    *,
    theta: float,
    price: float | None = None,
    own: bool | ArrayLike | None = None,
) -> Array:
    """Market access of each place, ``MA_o = sum of tau(o, d) ** -theta * N_d`` (Donaldson and Hornbeck 2016).

    Total market access is ``population @ market_access(cost, population, ...)``.

    Parameters
    ----------
    cost : array_like, shape (Z, Z)
        Cost from each place (row) to each (column), any unit; infinite where there is no way, which
        adds 0. The diagonal is not read; see ``own``.
    population : array_like, shape (Z,)
        People, income or another measure of the size of each place, not negative.
    theta : float
        Trade elasticity, positive.
    price : float, optional
        Value of the goods in the unit of the cost: tau is ``1 + cost / price`` (the iceberg form).
        Without it tau is the cost itself (the power form).
    own : bool or array_like, optional
        The part of a place itself: False leaves it out, True counts it at tau = 1, one or Z numbers
        are costs within the places. By default left out in the power form, True in the iceberg form.

    Returns
    -------
    ndarray of float64, shape (Z,)

    Raises
    ------
    SettingsError
        When theta, price or own is wrong.
    GraphError
        When the matrix or the populations are wrong, or two places are 0 apart in the power form.

    Examples
    --------
    >>> cost = np.array([[0.0, 2.0], [4.0, 0.0]])
    >>> market_access(cost, [100.0, 60.0], theta=1.0).tolist()  # 60 / 2 and 100 / 4
    [30.0, 25.0]
    >>> market_access(cost, [100.0, 60.0], theta=1.0, price=2.0).tolist()  # 100 + 60 / 2, 60 + 100 / 3
    [130.0, 93.33333333333333]
    """
    table, people = _as_floats("cost", cost), _as_floats("population", population)
    if table.ndim != 2 or people.shape != table.shape[:1] or table.shape[0] != table.shape[1]:
        raise GraphError(
            f"costs of shape {table.shape} and populations of shape {people.shape};"
            " expected (Z, Z) and (Z,), a row and a column for each place"
        )
    alone = _own_worth(theta, price, own, len(people))
    np.fill_diagonal(table, np.inf)
    _refuse(
        [
            *_wrong("population of place", range(len(people)), people, people, finite=True),
            *(
                f"cost from place {i} to place {j} is {float(table[i, j])!r}; expected {EXPECTED}"
                for i, j in np.argwhere(~(table >= 0)).tolist()
            ),
        ]
    )
    at = np.flatnonzero(people)
    _refuse_zero(table[:, at], price, range(len(people)), at.tolist())
    return np.asarray(_worth(table[:, at], theta, price) @ people[at] + alone * people)


def network_costs(links: Links, nodes: Nodes, *, two_way: bool = True, jobs: int = 1) -> Array:
    """Cost of the cheapest way between all nodes of a network.

    Parameters
    ----------
    links : DataFrame or sequence of array_like
        A data frame with the columns from_node_id, to_node_id and cost (not negative; infinite where
        the link may not be used) and optionally link_id and directed (True: one way only). Or L
        starts, L ends, L costs and optionally L times directed, where nodes are numbered from 0.
    nodes : DataFrame, array_like or int
        A data frame with the column node_id, any hashable ids; or, with links as arrays, an array
        with a value for each node, or the number of nodes.
    two_way : bool
        Whether links run both ways where nothing says whether they are directed.
    jobs : int
        Threads; the result does not depend on them.

    Returns
    -------
    ndarray of float64, shape (N, N)
        From row to column, nodes in the order given; infinite where there is no way.

    Raises
    ------
    GraphError
        When a table is wrong; carries all that is, with the link or node it is about.

    Examples
    --------
    >>> network_costs(([0, 1], [1, 2], [2.0, 3.0]), 3).tolist()
    [[0.0, 2.0, 5.0], [2.0, 0.0, 3.0], [5.0, 3.0, 0.0]]
    """
    check_jobs(jobs)
    if isinstance(nodes, (int, np.integer)):
        nodes = np.zeros(max(0, int(nodes)))
    network = _read(links, nodes, two_way, peopled=False)
    return network.costs(np.arange(len(network.ids)), jobs)[0]


def upgrade_gains(
    links: Links,
    nodes: Nodes,
    *,
    theta: float,
    upgraded: str | ArrayLike,
    price: float | None = None,
    own: bool | ArrayLike | None = None,
    two_way: bool = True,
    jobs: int = 1,
    progress: Progress = silent,
) -> pd.DataFrame:
    """What upgrading each link in turn, all others as they are, adds to total market access. Exact.

    Both directions of a two-way link are upgraded at once. A link that is not in use (of infinite
    cost) may be upgraded to a finite cost, which is to open it.

    Parameters
    ----------
    links, two_way
        As in :func:`network_costs`.
    nodes : DataFrame or array_like
        A data frame with the columns node_id and population (not negative); or, with links as
        arrays, N populations. Nodes without population, such as junctions, cost little.
    theta, price, own
        As in :func:`market_access`; ``own`` is one number or one for each node. It does not change
        the gains, but the total that ``gain_percent`` is a share of.
    upgraded : str or array_like
        Cost of each link after its upgrade, not above its cost now: a column of links or L numbers.
    jobs : int
        Threads; the result does not depend on them.
    progress : callable
        Called with ``"upgrades"`` and the share done.

    Returns
    -------
    DataFrame
        A row a link, in the order given: ``link`` (its link_id, else its label or number), ``gain``
        in total market access, ``gain_percent`` of total market access now (infinite where that is
        0 and the gain is not) and ``pairs_changed``, the ordered pairs of places with population
        whose cost falls by more than rounding (one in 10^12).

    Raises
    ------
    SettingsError
        When theta, price or own is wrong.
    GraphError
        When a table is wrong or an upgrade makes a link dearer; carries all that is, with the link
        or node it is about. When in the power form two places are, or come to be, 0 apart.

    Examples
    --------
    >>> gains = upgrade_gains(
    ...     ([0, 1], [1, 2], [2.0, 4.0]), [1.0, 1.0, 8.0], theta=1.0, upgraded=[1.0, 1.0]
    ... )
    >>> gains["gain"].round(3).tolist()  # 1 + 16 (1/5 - 1/6), 12 + 16 (1/3 - 1/6)
    [1.533, 14.667]
    >>> gains["pairs_changed"].tolist()
    [4, 4]
    """
    import pandas as pd

    check_jobs(jobs)
    _own_worth(theta, price, own, None)
    network = _read(links, nodes, two_way, peopled=True, upgraded=upgraded)
    alone = _own_worth(theta, price, own, len(network.ids))
    at = np.flatnonzero(network.population)
    people, base = network.population[at], _Base.of(network, at, theta, price, jobs)
    total = float(people @ (base.worth @ people + alone[at] * people))
    gain, changed = _each(network, base, people, (float(theta), float(price or 0.0)), jobs, progress)
    if not np.isfinite(gain).all():
        named = (f"link {network.names[k]!r}" for k in np.flatnonzero(~np.isfinite(gain)).tolist())
        _refuse([f"{name}: its upgrade brings two places 0 apart; {ZERO_MEND}" for name in named])
    with np.errstate(divide="ignore"):
        percent = np.divide(100.0 * gain, total, out=np.zeros_like(gain), where=gain > 0)
    return pd.DataFrame(
        {"link": network.names, "gain": gain, "gain_percent": percent, "pairs_changed": changed}
    )


# Settings and the worth of a pair.

EXPECTED = "a number that is not negative, or infinity"
ZERO_MEND = (
    "in the power form that is worth infinity: give a positive cost, or the price for the iceberg form"
)


def _own_worth(theta: float, price: float | None, own: bool | ArrayLike | None, count: int | None) -> Array:
    """Worth of each place to itself, shape (count,); refuses wrong settings. A count of None takes any."""
    wrong = [
        f"{name}: found {value!r}, expected a positive number"
        for name, value in (("theta", theta), ("price", price))
        if not (name == "price" and value is None) and not _is_positive(value)
    ]
    power = price is None
    if isinstance(own, (bool, np.bool_)) or own is None:
        if own and power:
            wrong.append(
                "own: found True, expected the cost within a place, which the power form has to know"
            )
        counted = not power if own is None else bool(own)
        costs = np.array(0.0 if counted else np.inf)
    else:
        costs = _as_floats("own", own)
        if costs.shape not in ((), (count,) if count is not None else costs.shape[:1]):
            wrong.append(f"own: found shape {costs.shape}, expected one cost or one for each place")
        if not np.all((costs > 0) if power else (costs >= 0)):
            least = "a positive cost" if power else "a cost that is not negative"
            wrong.append(f"own: found {float(costs.min())!r}, expected {least} for each place")
    _refuse(wrong, SettingsError)
    return np.broadcast_to(_worth(costs, theta, price), costs.shape if count is None else (count,))


def _as_floats(name: str, values: ArrayLike) -> Array:
    """A copy of an array that is to hold numbers."""
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise GraphError(f"{name}: expected numbers, {problem}") from None


def _is_positive(value: Any) -> bool:
    return isinstance(value, (int, float, np.number)) and bool(np.isfinite(value)) and bool(value > 0)


def _worth(cost: Array, theta: float, price: float | None) -> Array:
    """``tau ** -theta``; 0 where there is no way."""
    return np.asarray((cost if price is None else 1.0 + cost / price) ** -theta)


def _refuse_zero(cost: Array, price: float | None, rows: Sequence[Any], columns: Sequence[Any]) -> None:
    """Refuse pairs that are worth infinity; the cost of places to themselves is infinite here."""
    if price is None:
        pairs = np.argwhere(cost == 0.0)[:SHOWN].tolist()
        _refuse([f"{rows[i]!r} and {columns[j]!r} are 0 apart; {ZERO_MEND}" for i, j in pairs])


# The tables given.


@dataclass(frozen=True, slots=True)
class _Network:
    """Tables that were checked. L links, N nodes."""

    ids: Sequence[Hashable]
    population: Array
    names: Sequence[Hashable]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    cost: Array
    upgraded: Array
    both: NDArray[np.bool_]

    def costs(self, at: NDArray[np.int64], jobs: int) -> tuple[Array, Array]:
        """Costs from the places ``at`` to all nodes, and from all nodes to them, both (places, N)."""
        n, twice = len(self.ids), not self.both.all()
        tail = np.concatenate([self.tail, self.head[self.both]])
        head = np.concatenate([self.head, self.tail[self.both]])
        cost = np.concatenate([self.cost, self.cost[self.both]])
        away = _from_places(n, tail, head, cost, at, jobs)
        return away, _from_places(n, head, tail, cost, at, jobs) if twice else away


def _from_places(
    n: int,
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    cost: Array,
    at: NDArray[np.int64],
    jobs: int,
) -> Array:
    """Costs from some places to all nodes, by the program that is ready first."""
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(n + 1)).astype(np.int32)
    ends, cost = head[order].astype(np.int32), cost[order]
    if n < HIERARCHY_FROM:
        return many_to_all(first, ends, cost, at.astype(np.int32), jobs=jobs)[0]
    return Hierarchy.of(first, ends, jobs=jobs).customize(cost, jobs=jobs).many_to_all(at, jobs=jobs)


def _read(
    links: Links, nodes: Nodes, two_way: bool, *, peopled: bool, upgraded: str | ArrayLike | None = None
) -> _Network:
    """Check both tables; one error for all that is wrong."""
    ends, column = ("from_node_id", "to_node_id"), upgraded if isinstance(upgraded, str) else None
    link, names, wrong_links = _columns("links", links, (*ends, "cost", "directed"), 3, "link_id", column)
    node, numbers, wrong_nodes = _columns("nodes", nodes, ("node_id", "population"), 1 + peopled)
    _refuse([*wrong_links, *wrong_nodes])
    ids = node.get("node_id", numbers)
    wrong = []
    people, count = _numbers(node["population"]) if peopled else np.zeros(len(ids)), len(names)
    if peopled:
        wrong += _wrong("population of node", ids, people, node["population"], finite=True)
    places, doubled = _places(ids)
    wrong += doubled
    tail, head = (_ends(name, link[name], names, places, wrong) for name in ends)
    cost = _numbers(link["cost"])
    wrong += _wrong("cost of link", names, cost, link["cost"])
    given = link["cost"] if upgraded is None else link[column] if column else np.asarray(upgraded).tolist()
    if upgraded is not None and not column and np.shape(upgraded) != (count,):
        wrong.append(f"upgraded: found shape {np.shape(upgraded)} for {count} links; give one cost for each")
        given = link["cost"]
    after = _numbers(given)
    if upgraded is not None:
        wrong += _wrong("upgraded cost of link", names, after, given)
    wrong += [
        f"link {names[k]!r} costs {float(cost[k])!r} and {float(after[k])!r} after its upgrade;"
        " expected no more than before"
        for k in np.flatnonzero(after > cost).tolist()
    ]
    one_way = link.get("directed", [not two_way] * count)
    wrong += [
        f"link {name!r}: directed is {value!r}; expected True or False"
        for name, value in zip(names, one_way, strict=True)
        if not _is_flag(value)
    ]
    _refuse(wrong)
    return _Network(ids, people, names, tail, head, cost, after, ~np.array(one_way, dtype=np.bool_))


def _columns(
    what: str,
    table: Any,
    columns: tuple[str, ...],
    needed: int,
    label: str | None = None,
    extra: str | None = None,
) -> tuple[dict[str, list[Any]], Sequence[Any], list[str]]:
    """Columns of a table, names of its rows, and what is wrong with it as a whole."""
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        wanted = [*columns[:needed], *([extra] if extra else [])]
        wrong = [_missing(what, name, table.columns) for name in wanted if name not in table.columns]
        repeated = sorted(
            {str(c) for c in table.columns[table.columns.duplicated()]} & {*columns, str(extra)}
        )
        if repeated:
            return {}, [], [*wrong, f"{what}: more than one column {repeated[0]!r}; keep one"]
        known = [name for name in (*columns, *([extra] if extra else [])) if name in table.columns]
        named = table[label] if label in table.columns else table.index
        return {name: table[name].tolist() for name in known}, named.tolist(), wrong
    if extra:
        return {}, [], [f"upgraded: found {extra!r}, but links are arrays; give an array of costs"]
    if what == "nodes":
        values = np.asarray(table)
        if values.ndim != 1:
            return {}, [], [f"nodes: found {values.ndim} dimensions, expected a data frame or N populations"]
        return {"population": values.tolist()}, range(len(values)), []
    arrays = [np.asarray(values) for values in table]
    if len(arrays) not in (3, 4) or any(a.shape != arrays[0].shape or a.ndim != 1 for a in arrays):
        shapes = ", ".join(str(a.shape) for a in arrays)
        expected = "a data frame, or starts, ends, costs and optionally directed, all of one length"
        return {}, [], [f"links: found arrays of shapes {shapes}; expected {expected}"]
    return {n: a.tolist() for n, a in zip(columns, arrays, strict=False)}, range(len(arrays[0])), []


def _missing(what: str, name: str, present: Any) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, [str(c) for c in present], n=1)
    hint = f"; is {near[0]!r} meant?" if near else f"; it has {', '.join(map(repr, present)) or 'none'}"
    return f"{what}: no column {name!r}{hint}"


def _places(ids: Sequence[Any]) -> tuple[dict[Hashable, int], list[str]]:
    """Number of each node by its id; what is wrong with the ids."""
    places: dict[Hashable, int] = {}
    wrong = []
    for k, name in enumerate(ids):
        if _is_nothing(name):
            wrong.append(f"nodes: row {k} has node_id {name!r}; expected an id that is there and hashable")
        elif name in places:
            wrong.append(f"nodes: {name!r} stands in rows {places[name]} and {k}; expected each node once")
        else:
            places[name] = k
    return places, wrong


def _ends(
    column: str, ends: list[Any], names: Sequence[Any], places: dict[Hashable, int], wrong: list[str]
) -> NDArray[np.int64]:
    """Numbers of the nodes that links begin or end at; adds what is wrong."""
    out = np.zeros(len(ends), dtype=np.int64)
    for k, name in enumerate(ends):
        at = None if _is_nothing(name) else places.get(name)
        if at is not None:
            out[k] = at
        else:
            hint = _nearest(name, places) if len(wrong) < SHOWN else ""
            wrong.append(f"link {names[k]!r}: {column} {name!r} is not a node{hint}")
    return out


def _nearest(name: Any, places: dict[Hashable, int]) -> str:
    """The node that was meant, perhaps; shows when text and numbers are mixed up."""
    from difflib import get_close_matches

    spelt = {str(known): known for known in places}
    near = get_close_matches(str(name), list(spelt), n=1)
    return f"; is {spelt[near[0]]!r} meant?" if near else ""


def _is_nothing(name: Any) -> bool:
    """Whether this can be no id: a missing value, or what no table can be looked up by."""
    try:
        hash(name)
    except TypeError:
        return True
    if isinstance(name, (float, np.floating)):
        return bool(np.isnan(name))
    return name is None or type(name).__name__ in {"NAType", "NaTType"}


def _is_flag(value: Any) -> bool:
    return isinstance(value, (bool, int, float, np.bool_)) and value in (0, 1)


def _numbers(values: Sequence[Any]) -> Array:
    """Values as numbers; NaN for those that are none."""
    import pandas as pd

    series = pd.to_numeric(pd.Series(list(values), dtype=object), errors="coerce")
    return np.asarray(series.to_numpy(dtype=np.float64, na_value=np.nan))


def _wrong(
    what: str, names: Sequence[Any], values: Array, given: ArrayLike | Sequence[Any], *, finite: bool = False
) -> list[str]:
    """What is wrong with numbers that may not be negative, nor infinite where they are to be finite."""
    good = (values >= 0) & (np.isfinite(values) if finite else True)
    expected = "a number that is not negative" if finite else EXPECTED
    shown: Any = given.tolist() if isinstance(given, np.ndarray) else given
    return [
        f"{what} {names[k]!r} is {shown[k]!r}; expected {expected}" for k in np.flatnonzero(~good).tolist()
    ]


def _refuse(wrong: list[str], error: Callable[[str], ReopenError] = GraphError) -> None:
    """Raise one error for all problems."""
    if wrong:
        more = [f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
        raise error("\n".join([*wrong[:SHOWN], *more]))


# Counterfactuals.


@dataclass(frozen=True, slots=True)
class _Base:
    """Costs and worths as they stand. P places with population, N nodes.

    ``reach[u, i]`` is the cost from place i to node u, ``leave[v, j]`` from node v to place j: one
    row for each end of a link. ``between`` and ``worth``, shape (P, P), are of pairs of places.
    """

    reach: Array
    leave: Array
    between: Array
    worth: Array

    @classmethod
    def of(
        cls, network: _Network, at: NDArray[np.int64], theta: float, price: float | None, jobs: int
    ) -> _Base:
        """Search all ways, once."""
        n = len(network.ids)
        check_memory(8.0 * len(at) * (4 * n + 4 * len(at)), f"costs of {len(at):,} places and {n:,} nodes")
        away, back = network.costs(at, jobs)
        between = np.ascontiguousarray(away[:, at])
        apart = between.copy()
        np.fill_diagonal(apart, np.inf)  # own parts do not change
        named = [network.ids[k] for k in at.tolist()]
        _refuse_zero(apart, price, named, named)
        reach = np.ascontiguousarray(away.T)
        leave = reach if back is away else np.ascontiguousarray(back.T)
        return cls(reach, leave, between, _worth(apart, theta, price))


def _each(
    network: _Network, base: _Base, people: Array, form: tuple[float, float], jobs: int, progress: Progress
) -> tuple[Array, NDArray[np.int64]]:
    """Gain and pairs changed of each link. Threads write to places of their own."""
    count = len(network.names)
    gain, changed = np.zeros(count), np.zeros(count, dtype=np.int64)
    # An upgrade to the cost of before changes nothing; infinity says so.
    cost = np.where(network.upgraded < network.cost, network.upgraded, np.inf)
    # Where all links run both ways, the way back gains what the way there gains.
    mirror = base.leave is base.reach

    def some(begin: int) -> None:
        end = min(begin + CHUNK, count)
        for there in (True, False):
            rows = range(begin, end)
            part = np.array([k for k in rows if there or (network.both[k] and not mirror)], dtype=np.int64)
            tail, head = (network.tail, network.head) if there else (network.head, network.tail)
            tables = (base.reach, base.leave, base.between, base.worth)
            _through(part, tail, head, cost, *tables, people, *form, gain, changed)

    progress("upgrades", 0.0)
    with ThreadPoolExecutor(jobs) as pool:
        starts = range(0, count, CHUNK)
        for start, _ in zip(starts, pool.map(some, starts), strict=True):
            progress("upgrades", min(start + CHUNK, count) / count)
    return (2.0 * gain, 2 * changed) if mirror else (gain, changed)


@njit(nogil=True, cache=True)
def _tau(cost, price):  # type: ignore[no-untyped-def]
    return 1.0 + cost / price if price > 0.0 else cost


@njit(nogil=True, cache=True)
def _through(  # type: ignore[no-untyped-def]
    links, tail, head, cost, reach, leave, between, worth, people, theta, price, gain, changed
):
    """Add what pairs gain by way of each link from its tail to its head, and how many do."""
    places, keep = len(people), 1.0 - SLACK
    column, onward = np.empty(places, np.int32), np.empty(places)
    at, new = np.empty(places, np.int32), np.empty(places)
    for k in links:
        u, v, c, width = tail[k], head[k], cost[k], 0
        for j in range(places):  # destinations that could gain, without a branch to guess
            there = c + leave[v, j]
            column[width], onward[width] = j, there
            width += there < keep * leave[u, j]
        if width == 0:
            continue
        for i in range(places):
            here = reach[u, i]
            if not here + c < keep * reach[v, i]:
                continue
            count, row = 0, 0.0
            for x in range(width):
                j, way = column[x], here + onward[x]
                at[count], new[count] = j, way
                count += way < keep * between[i, j]
            for x in range(count):  # powers, which take most of the time, of what changes alone
                row += people[at[x]] * (_tau(new[x], price) ** -theta - worth[i, at[x]])
            gain[k] += people[i] * row
            changed[k] += count
