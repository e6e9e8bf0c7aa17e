"""Ways between zones by kind, as a region stands and under scenarios, with what they meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from reopen.benefit.alternatives import ENDS, ONE_KIND, STARTS, alternatives, one_kind, taken
from reopen.benefit.assumptions import TRAVELLER, Assumptions, central
from reopen.benefit.tracing import trace_anew, trace_scenarios, trace_standing
from reopen.benefit.treading import trace_combinations
from reopen.errors import SettingsError
from reopen.network.amounts import Amounts, amounts, passenger_amounts
from reopen.network.layers import Layered, layered
from reopen.network.rates import rates
from reopen.network.scenario import Scenario
from reopen.network.standing import Editor, Standing, standing
from reopen.path.dijkstra import many_to_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.network import Network
    from reopen.network.rates import CargoClass
    from reopen.path.unfolded import Unfolded
    from reopen.region.region import Region

T = TypeVar("T")

#: Zones whose rows are written at a time.
CHUNK = 28
#: Uses for which there is room by row.
USES = 16
#: Columns of a row: the alternatives before, then after.
COLUMNS = 2 * len(ENDS)


@dataclass(frozen=True, slots=True)
class Rows:
    """Ways of R pairs of zones in one cargo class and season, before and after a scenario.

    Attributes
    ----------
    origin, destination : ndarray of int32, shape (R,)
        Zones.
    bits : ndarray of int64, shape (R,)
        Bit a: there is a way of alternative a before; bit 4 + a: after.
    values : ndarray of float64, shape (R, M + 2C, 8)
        Amounts, fees by country and kilometres by country along each way.
    row, scenario : ndarray of int64, shape (U,)
        Uses: which scenario has which row; scenarios that change a pair alike share one.
    """

    origin: NDArray[np.int32]
    destination: NDArray[np.int32]
    bits: NDArray[np.int64]
    values: NDArray[np.float64]
    row: NDArray[np.int64]
    scenario: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.bits)

    def cut(self, rows: int, uses: int) -> Rows:
        """The first rows and uses."""
        return Rows(
            self.origin[:rows],
            self.destination[:rows],
            self.bits[:rows],
            self.values[:rows],
            self.row[:uses],
            self.scenario[:uses],
        )

    def room(self, rows: int, uses: int) -> Rows:
        """The same with room for more rows and uses."""
        out = _room(rows, self.values.shape[1], uses)
        for name in ("origin", "destination", "bits", "values", "row", "scenario"):
            was = getattr(self, name)
            getattr(out, name)[: len(was)] = was
        return out


@dataclass(frozen=True, slots=True)
class New:
    """Arcs that S scenarios open or make cheaper in one cargo class and season.

    Attributes
    ----------
    first : ndarray of int64, shape (S + 1,)
        Arcs ``first[s]:first[s + 1]`` belong to scenario s.
    tail, head : ndarray of int32; cost : ndarray of float64; amounts : ndarray, shape (., M + 2C)
        The unfolded arcs.
    """

    first: NDArray[np.int64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    cost: NDArray[np.float64]
    amounts: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LayerWays:
    """Ways of one cargo class in one season as the region stands. Z zones, N unfolded nodes.

    Attributes
    ----------
    number : int
        Row of the cargo class.
    share : float
        Share of the year.
    cost : ndarray of float64, shape (A,)
        Cost of the unfolded arcs.
    dist, pred : ndarray, shape (2Z, N)
        Cheapest ways by road, then by rail, from each zone.
    new : New
        What the scenarios open or make cheaper.
    anew : mapping of int to tuple
        Costs and amounts of all unfolded arcs under the scenarios that make any dearer, by number.
    """

    number: int
    share: float
    cost: NDArray[np.float64]
    dist: NDArray[np.float64]
    pred: NDArray[np.int32]
    new: New
    anew: Mapping[int, tuple[NDArray[np.float64], NDArray[np.float64]]]

    def costs(self, found: Ways) -> NDArray[np.float64]:
        """Costs of the four kinds of ways between zones, shape (4, Z, Z), USD; infinite without one."""
        zones = found.network.zones
        both = np.minimum(self.dist[: len(zones)], self.dist[len(zones) :])
        return np.stack([both[:, zones + end * found.unfolded.n_nodes] for end in found.ends])


@dataclass(frozen=True, slots=True)
class Ways:
    """A region at a date, with the ways of every class and season, and scenarios to look at.

    Attributes
    ----------
    region, network
        What was asked for.
    classes : tuple of CargoClass
        Cargo classes at central values.
    unfolded : Unfolded
        The network in copies by kind of way.
    ends : ndarray of int64, shape (4,)
        Copy at which the ways of each kind end.
    names : tuple of str
        Scenarios.
    dearer : tuple of str
        Scenarios that also make a way dearer or close one: they are searched anew.
    amounts : Amounts
        Of the plain arcs.
    taken : ndarray of float64, shape (A, M + 2C)
        Amounts, fees and kilometres by country of the unfolded arcs.
    stands : Layered
        The plain arcs' costs.
    opened : mapping of str to Layered
        The same under each scenario.
    layers : tuple of LayerWays
        Classes, each in every season.
    """

    region: Region
    network: Network
    classes: tuple[CargoClass, ...]
    unfolded: Unfolded
    ends: NDArray[np.int64]
    names: tuple[str, ...]
    dearer: tuple[str, ...]
    amounts: Amounts
    taken: NDArray[np.float64]
    stands: Layered
    opened: Mapping[str, Layered]
    layers: tuple[LayerWays, ...]

    @property
    def n_countries(self) -> int:
        """Number of countries, blocs included."""
        return len(self.region.tables["country"])

    def standing_rows(
        self, layer: LayerWays, flow: NDArray[np.float64], extra: NDArray[np.float64] | None = None
    ) -> Iterator[Rows]:
        """Rows of all pairs with a flow, a few zones at a time; nothing after.

        Parameters
        ----------
        flow : ndarray of float64, shape (Z, Z)
            Which pairs to look at.
        extra : ndarray of float64, shape (A plain arcs, F), optional
            Further amounts to sum.
        """
        found, zones = self.unfolded, self.network.zones
        table = self.taken
        if extra is not None:
            table = np.ascontiguousarray(np.concatenate([table, extra[found.arc]], axis=1))
        for begin in range(0, len(zones), CHUNK):
            end = min(begin + CHUNK, len(zones))
            room = int(np.count_nonzero(flow[begin:end] > 0))
            rows = _room(room, table.shape[1])
            trace_standing(
                found.tail, table, layer.dist, layer.pred, zones, self.ends, found.n_nodes, flow,
                begin, end, rows.values, rows.bits, rows.origin, rows.destination,
            )  # fmt: skip
            yield rows

    def scenario_rows(
        self,
        layer: LayerWays,
        flow: NDArray[np.float64],
        then: Callable[[Rows], T],
        *,
        codes: NDArray[np.int64] | None = None,
        jobs: int = 1,
    ) -> Iterator[T]:
        """What ``then`` makes of the rows of all pairs with a flow whose ways a scenario changes.

        A few zones at a time, in their order; ``then`` is called on the threads.

        Parameters
        ----------
        codes : ndarray of int64, shape (W,), optional
            Combinations to look at instead of the scenarios, by number: bit n stands for scenario
            n, and a combination has the arcs that its scenarios open or make cheaper.

        Raises
        ------
        SettingsError
            When scenarios of which there are combinations make a way dearer or close one.
        """
        if codes is not None and self.dearer:
            raise SettingsError(
                f"{', '.join(self.dearer)} cannot be combined: they make a way dearer or close one;"
                " look at each combination as a scenario of its own"
            )
        zones = self.network.zones
        edges = [(b, min(b + CHUNK, len(zones))) for b in range(0, len(zones), CHUNK)]
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(lambda e: then(self._cheaper_rows(layer, flow, e[0], e[1], codes)), edges)
        if codes is None:
            for number, (cost, table) in layer.anew.items():
                for rows in self._anew_rows(layer, flow, number, cost, table, jobs):
                    yield then(rows)

    def _cheaper_rows(
        self,
        layer: LayerWays,
        flow: NDArray[np.float64],
        begin: int,
        end: int,
        codes: NDArray[np.int64] | None,
    ) -> Rows:
        """Rows of a few zones' pairs whose ways the scenarios, or combinations of them, make cheaper."""
        found, zones, new = self.unfolded, self.network.zones, layer.new
        zone_of = np.full(found.n_nodes, -1, dtype=np.int64)
        zone_of[zones] = np.arange(len(zones))
        kernel, more = (trace_scenarios, ()) if codes is None else (trace_combinations, (codes,))
        room, count, uses = 1 << 11, 0, 0
        rows = _room(room, self.taken.shape[1], USES * room)
        while True:
            begin, count, uses = kernel(
                found.first, found.tail, found.head, layer.cost, self.taken,
                new.first, new.tail, new.head, new.cost, new.amounts,
                layer.dist, layer.pred, zones, zone_of, self.ends, found.n_nodes, flow, begin, end,
                rows.values, rows.bits, rows.origin, rows.destination,
                np.empty((room, len(self.ends))), np.empty(room, dtype=np.int64), rows.row, rows.scenario,
                count, uses, *more,
            )  # fmt: skip
            if begin == end:
                return rows.cut(count, uses)
            room *= 2
            rows = rows.cut(count, uses).room(room, USES * room)

    def _anew_rows(
        self,
        layer: LayerWays,
        flow: NDArray[np.float64],
        number: int,
        cost: NDArray[np.float64],
        table: NDArray[np.float64],
        jobs: int,
    ) -> Iterator[Rows]:
        """Rows of a scenario that is searched anew."""
        found, zones = self.unfolded, self.network.zones
        dist, pred = many_to_all(found.first, found.head, cost, _starts(self.network, found), jobs=jobs)
        for begin in range(0, len(zones), CHUNK):
            end = min(begin + CHUNK, len(zones))
            rows = _room(int(np.count_nonzero(flow[begin:end] > 0)), table.shape[1])
            count = trace_anew(
                found.tail, self.taken, layer.dist, layer.pred, table, dist, pred, zones, self.ends,
                found.n_nodes, flow, begin, end, rows.values, rows.bits, rows.origin, rows.destination,
            )  # fmt: skip
            uses = np.arange(count)
            yield replace(rows.cut(count, 0), row=uses, scenario=np.full(count, number))


def _room(rows: int, width: int, uses: int = 0) -> Rows:
    return Rows(
        np.empty(rows, dtype=np.int32),
        np.empty(rows, dtype=np.int32),
        np.zeros(rows, dtype=np.int64),
        np.empty((rows, width, COLUMNS)),
        np.empty(uses, dtype=np.int64),
        np.empty(uses, dtype=np.int64),
    )


def ways(
    region: Region,
    network: Network,
    scenarios: Mapping[str, Scenario],
    *,
    as_of: str | None = None,
    scenario: Scenario | None = None,
    season_days: tuple[float, ...] = (),
    at: Assumptions | None = None,
    passengers: bool = False,
    jobs: int = 1,
) -> Ways:
    """Find the ways of every class and season, and what each scenario opens, at central values.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        Scenarios to look at, by name.
    scenario : Scenario, optional
        Edits that hold before any of them.
    season_days : tuple of float
        Cuts of the winter closures in days.
    at : Assumptions, optional
        Central values of the region's figures.
    passengers : bool
        Whether to look at passengers, whose ways are of one kind, instead of goods.
    jobs : int
        Threads; the result does not depend on it.
    """
    at = at or central(region)
    price, editor = rates(region, "central"), Editor(region)
    now = editor.apply(standing(region, as_of), scenario or Scenario())

    def cost_of(what: Standing) -> Layered:
        found = layered(region, network, what, price, season_days=season_days, passengers=passengers)
        return replace(found, layers=tuple(x for x in found.layers if (x.cargo is None) == passengers))

    stands = cost_of(now)
    opened = {name: cost_of(editor.apply(now, s)) for name, s in scenarios.items()}
    found = one_kind(network) if passengers else alternatives(network)
    arcs = _amounts(region, network, stands, passengers)
    classes = (TRAVELLER,) if passengers else price.classes
    out = Ways(
        region=region,
        network=network,
        classes=classes,
        unfolded=found,
        ends=np.arange(4) if passengers else np.array(ENDS),
        names=tuple(scenarios),
        dearer=(),
        amounts=arcs,
        taken=taken(found, arcs, np.arange(len(found.arc))),
        stands=stands,
        opened=opened,
        layers=(),
    )
    others = {name: _amounts(region, network, x, passengers) for name, x in opened.items()}
    layers = tuple(_layer(out, n, others, at, jobs) for n in range(len(stands.layers)))
    dearer = {name for n, name in enumerate(scenarios) if any(n in layer.anew for layer in layers)}
    return replace(out, layers=layers, dearer=tuple(name for name in scenarios if name in dearer))


def _amounts(region: Region, network: Network, found: Layered, passengers: bool) -> Amounts:
    return passenger_amounts(region, network, found) if passengers else amounts(region, network, found)


def _layer(found: Ways, number: int, others: Mapping[str, Amounts], at: Assumptions, jobs: int) -> LayerWays:
    """Ways of one class and season, and what the scenarios open in it."""
    layer, graph, table = found.stands.layers[number], found.unfolded, found.taken
    k = max(layer.number, 0)
    unit = at.prices(found.amounts.names, found.classes[k].id)
    width = len(unit)
    cost = np.where(np.isfinite(layer.cost[graph.arc]), table[:, :width] @ unit, np.inf)
    of_arc = _rows_of_arcs(graph, found.network.n_arcs)
    pieces, anew = [], {}
    for n, name in enumerate(found.names):
        after = found.opened[name].layers[number].cost
        rows = of_arc(np.flatnonzero(after != layer.cost))
        mine = taken(graph, others[name], rows)
        fresh = np.where(np.isfinite(after[graph.arc[rows]]), mine[:, :width] @ unit, np.inf)
        less = fresh < cost[rows]
        if np.any(fresh > cost[rows]):
            every, arcs = cost.copy(), table.copy()
            every[rows], arcs[rows] = fresh, mine
            anew[n] = every, arcs
            less[:] = False
        pieces.append((rows[less], fresh[less], mine[less]))
    dist, pred = many_to_all(graph.first, graph.head, cost, _starts(found.network, graph), jobs=jobs)
    return LayerWays(k, layer.season.share, cost, dist, pred, _new(graph, pieces, table), anew)


def _starts(network: Network, found: Unfolded) -> NDArray[np.int32]:
    """Unfolded nodes at which ways begin: by road from every zone, then by rail."""
    starts = STARTS if found.copies > ONE_KIND else (0, 1)
    return np.concatenate([network.zones + copy * found.n_nodes for copy in starts]).astype(np.int32)


def _rows_of_arcs(found: Unfolded, n_arcs: int):  # type: ignore[no-untyped-def]
    """A function that tells the unfolded arcs of some plain ones."""
    order = np.argsort(found.arc, kind="stable")
    first = np.searchsorted(found.arc[order], np.arange(n_arcs + 1))

    def of(arcs: NDArray[np.integer]) -> NDArray[np.int64]:
        pieces = [order[first[a] : first[a + 1]] for a in arcs]
        return np.concatenate([np.zeros(0, dtype=np.int64), *pieces])

    return of


def _new(found: Unfolded, pieces: Sequence[tuple[NDArray[Any], ...]], table: NDArray[np.float64]) -> New:
    first = np.concatenate([[0], np.cumsum([len(p[0]) for p in pieces])]).astype(np.int64)
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(p[0] for p in pieces)])
    return New(
        first=first,
        tail=found.tail[rows],
        head=found.head[rows],
        cost=np.concatenate([np.zeros(0), *(p[1] for p in pieces)]),
        amounts=np.concatenate([np.zeros((0, table.shape[1])), *(p[2] for p in pieces)]),
    )
