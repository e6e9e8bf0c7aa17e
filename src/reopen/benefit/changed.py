"""What scenarios change, pair by pair, against the region as it stands, at central values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.moved import transit_mask
from reopen.benefit.pricing import MODES, Valued, mode_of, value
from reopen.benefit.valuing import (
    COMPOSITE,
    FLOW_AFTER,
    HALF,
    HOURS_AFTER,
    HOURS_BEFORE,
    KNOWN,
    LARGE,
    USD_BEFORE,
    USER,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.ways import LayerWays, Rows, Ways

#: Part of what a scenario moves that the rows kept for draws hold at least.
HELD = 0.95
#: A flow counts as changed when its cost does by this share at least.
NOTICED = 0.005


@dataclass(frozen=True, slots=True)
class Change:
    """What a scenario changes. C countries; sums over classes and seasons.

    Attributes
    ----------
    user : ndarray of float64, shape (C, C)
        User benefit of the flows from row to column, USD a year.
    half : ndarray of float64, shape (C, C)
        The same by the rule of a half.
    gross, large : ndarray of float64, shape (C, C)
        Gains and losses of ``user`` taken as positive, and the part of them from flows for which
        the rule of a half breaks down: a change beyond a third, or a way of a new kind.
    usd_saved, hours_saved : ndarray of float64, shape (C, C)
        Tonnes times USD (composite cost), and times hours, saved a tonne, at the flows observed.
    tonnes : ndarray of float64, shape (C, C)
        Tonnes a year whose cost changes noticeably.
    cut_off : ndarray of float64, shape (C, C)
        Tonnes a year that have a way in one case only: no benefit can be put on them.
    fees : ndarray of float64, shape (C,)
        Change in the fees that a country takes, USD a year.
    transit_tkm, transit_fees : ndarray of float64, shape (C,)
        Change in the tonne-kilometres, and fees in USD, of flows that neither start nor end in
        the country.
    modes : ndarray of float64, shape (3,)
        Change in the tonne-kilometres by road, rail and sea.
    apart, cheaper : ndarray of float64, shape (C, C)
        Of pairs of countries marked as such: what one tonne of theirs, split as usual, would gain
        (USD), were it moved at the new cost; and the mean change of their composite cost.
    """

    user: NDArray[np.float64]
    half: NDArray[np.float64]
    gross: NDArray[np.float64]
    large: NDArray[np.float64]
    usd_saved: NDArray[np.float64]
    hours_saved: NDArray[np.float64]
    tonnes: NDArray[np.float64]
    cut_off: NDArray[np.float64]
    fees: NDArray[np.float64]
    transit_tkm: NDArray[np.float64]
    transit_fees: NDArray[np.float64]
    modes: NDArray[np.float64]
    apart: NDArray[np.float64]
    cheaper: NDArray[np.float64]


#: Fields of a change that are not by pair of countries.
_BY_COUNTRY = ("fees", "transit_tkm", "transit_fees")


class _Sums:
    """Fields of all scenarios' changes, summed up piece by piece."""

    def __init__(self, scenarios: int, n: int) -> None:
        self.scenarios, self.n = scenarios, n
        wide = {"modes": len(MODES)} | dict.fromkeys(_BY_COUNTRY, n)
        self.fields = {f.name: np.zeros((scenarios, wide.get(f.name, n * n))) for f in fields(Change)}

    def add(
        self,
        rows: Rows,
        pair: NDArray[np.int64],
        columns: Mapping[str, NDArray[np.float64]],
        tables: Mapping[str, NDArray[np.float64]],
    ) -> None:
        """Add figures of rows for each use: columns at the row's pair of countries, tables as they are."""
        from scipy.sparse import csr_array

        square, one = self.n**2, np.ones(len(rows.row))
        slot = rows.scenario * square + pair[rows.row]
        by_pair = csr_array((one, (slot, rows.row)), shape=(self.scenarios * square, len(rows)))
        found = by_pair @ np.stack(list(columns.values()), axis=1)
        for n, name in enumerate(columns):
            self.fields[name] += found[:, n].reshape(self.scenarios, square)
        uses = csr_array((one, (rows.scenario, rows.row)), shape=(self.scenarios, len(rows)))
        for name, table in tables.items():
            self.fields[name] += uses @ table

    def changes(self) -> list[Change]:
        """One change a scenario."""
        square = (self.n, self.n)
        return [
            Change(
                **{
                    name: values[s] if name in (*_BY_COUNTRY, "modes") else values[s].reshape(square)
                    for name, values in self.fields.items()
                }
            )
            for s in range(self.scenarios)
        ]


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of one cargo class that hold nearly all of what scenarios change, for draws.

    Scenarios and seasons in which a pair's ways are the same share one row.

    Attributes
    ----------
    values : ndarray of float32, shape (R, M + C, 8)
        Amounts, and fees by country.
    bits, sender, taker, kind : ndarray of int64, shape (R,)
        Which ways there are; countries of origin and destination; kind of flow.
    first : ndarray of int64, shape (R + 1,)
        Uses ``first[r]:first[r + 1]`` are of row r.
    scenario : ndarray of int64, shape (U,)
        Scenario of each use.
    flow : ndarray of float64, shape (U,)
        Tonnes a year of each use.
    """

    values: NDArray[np.float32]
    bits: NDArray[np.int64]
    sender: NDArray[np.int64]
    taker: NDArray[np.int64]
    kind: NDArray[np.int64]
    first: NDArray[np.int64]
    scenario: NDArray[np.int64]
    flow: NDArray[np.float64]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.bits)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Rows as they come; ``row`` and ``scenario`` are their uses, ``pair`` that of the zones."""

    values: NDArray[np.float32]
    bits: NDArray[np.int64]
    pair: NDArray[np.int64]
    flow: NDArray[np.float64]
    row: NDArray[np.int64]
    scenario: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Flows:
    """What moves, and what might. K cargo classes, Z zones, C countries.

    Attributes
    ----------
    tonnes : ndarray of float64, shape (K, Z, Z)
        Tonnes a year.
    kind : ndarray of int64, shape (Z, Z)
        Kind of a pair's flow: 0 trade, n the n-th internal flow.
    apart : ndarray of bool, shape (C, C)
        Pairs of countries whose flows are suppressed.
    split : ndarray of float64, shape (K, Z, Z)
        How a tonne between two such countries would be split over classes and zones.
    """

    tonnes: NDArray[np.float64]
    kind: NDArray[np.int64]
    apart: NDArray[np.bool_]
    split: NDArray[np.float64]


def changes(
    ways: Ways,
    flows: Flows,
    at: Assumptions,
    *,
    codes: NDArray[np.int64] | None = None,
    keep: bool = True,
    jobs: int = 1,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> tuple[list[Change], list[Kept]]:
    """What every scenario of ``ways`` changes, and the rows to draw with, by cargo class.

    Parameters
    ----------
    codes : ndarray of int64, shape (W,), optional
        Combinations to look at instead of the scenarios: bit n stands for scenario n.
    keep : bool
        Whether rows are kept.
    told : callable
        Called with the share of the work that is done.
    """
    count = len(ways.names) if codes is None else len(codes)
    out = _Sums(count, ways.n_countries)
    kept: list[list[_Piece]] = [[] for _ in ways.classes]
    for number, layer in enumerate(ways.layers):
        k = layer.number
        wanted = flows.tonnes[k] + flows.split[k]

        def valued(rows: Rows, layer: LayerWays = layer) -> tuple[Rows, NDArray[np.float64], Valued]:
            flow = flows.tonnes[layer.number][rows.origin, rows.destination] * layer.share
            return rows, flow, value(ways, layer, rows, flow, at)

        for rows, flow, found in ways.scenario_rows(layer, wanted, valued, codes=codes, jobs=jobs):
            if not len(rows):
                continue
            _add(ways, layer, rows, flow, found, flows, at, out)
            if keep:
                kept[k].append(_keep(ways, rows, flow, found))
        told((number + 1) / len(ways.layers))
    return out.changes(), [_joined(pieces, ways, flows) for pieces in kept]


def _add(
    ways: Ways,
    layer: LayerWays,
    rows: Rows,
    flow: NDArray[np.float64],
    found: Valued,
    flows: Flows,
    at: Assumptions,
    out: _Sums,
) -> None:
    """Add rows of one layer to the scenarios' changes."""
    c, home = ways.n_countries, ways.network.zone_country.astype(np.int64)
    f, known = found.figures, found.figures[:, KNOWN] > 0
    pair = home[rows.origin] * c + home[rows.destination]
    away = transit_mask(ways, rows.origin, rows.destination)
    fees, km = (x[:, :, 1] - x[:, :, 0] for x in (found.fees, found.km))
    noticed = np.abs(f[:, COMPOSITE]) > NOTICED * f[:, USD_BEFORE]
    columns = {
        "user": f[:, USER],
        "half": f[:, HALF],
        "gross": np.abs(f[:, USER]),
        "large": np.abs(f[:, USER]) * f[:, LARGE],
        "usd_saved": -flow * f[:, COMPOSITE],
        "hours_saved": np.where(known, flow * (f[:, HOURS_BEFORE] - f[:, HOURS_AFTER]), 0.0),
        "tonnes": np.where(known & noticed, flow, 0.0),
        "cut_off": np.where(known, 0.0, flow),
    }
    columns |= _apart(ways, layer, rows, found, flows, at)
    tables = {
        "fees": fees,
        "transit_tkm": km * away,
        "transit_fees": fees * away,
        "modes": _mode_km(ways, rows, flow, found),
    }
    out.add(rows, pair, columns, tables)


def _mode_km(ways: Ways, rows: Rows, flow: NDArray[np.float64], found: Valued) -> NDArray[np.float64]:
    """Change of tonne-kilometres by mode of each row, shape (R, 3)."""
    mode = mode_of(ways.amounts.names)
    after = np.where(found.figures[:, KNOWN] > 0, found.figures[:, FLOW_AFTER], 0.0)
    weight = found.shares * np.where(np.arange(8) < 4, -flow[:, None], after[:, None])
    out = np.zeros((len(rows), len(MODES)))
    for m in np.flatnonzero(mode >= 0):
        out[:, mode[m]] += np.einsum("ra,ra->r", rows.values[:, m], weight)
    return out


def _apart(
    ways: Ways, layer: LayerWays, rows: Rows, found: Valued, flows: Flows, at: Assumptions
) -> dict[str, NDArray[np.float64]]:
    """What suppressed pairs would gain by a tonne at the new cost, and the change of their cost."""
    from reopen.economics.surplus import user_benefit

    part = flows.split[layer.number][rows.origin, rows.destination] * layer.share
    f, some = found.figures, (part > 0) & (found.figures[:, KNOWN] > 0)
    gain, fall = np.zeros(len(rows)), np.zeros(len(rows))
    g0 = f[some, USD_BEFORE]
    g1 = g0 + f[some, COMPOSITE]
    kind = ways.classes[layer.number].id
    p, theta = at.unit_value(kind), at.elasticity(kind)
    gain[some] = user_benefit(part[some], p, g1, g0, g1, theta)
    fall[some] = part[some] * f[some, COMPOSITE]
    return {"apart": gain, "cheaper": fall}


def _keep(ways: Ways, rows: Rows, flow: NDArray[np.float64], found: Valued) -> _Piece:
    """The rows that hold nearly all of what each scenario moves."""
    fees = np.abs(found.fees[:, :, 1] - found.fees[:, :, 0]).sum(axis=1)
    weight = np.where(found.figures[:, KNOWN] > 0, np.abs(found.figures[:, USER]) + fees, 0.0)
    uses = heaviest(weight[rows.row], rows.scenario, HELD)
    some, row = np.unique(rows.row[uses], return_inverse=True)
    width = len(ways.amounts.names) + ways.n_countries
    return _Piece(
        values=rows.values[some, :width].astype(np.float32),
        bits=rows.bits[some],
        pair=rows.origin[some].astype(np.int64) * len(ways.network.zones) + rows.destination[some],
        flow=flow[some],
        row=row,
        scenario=rows.scenario[uses],
    )


def heaviest(weight: NDArray[np.float64], group: NDArray[np.integer], share: float) -> NDArray[np.int64]:
    """Fewest entries that hold a share of each group's weight, in ascending order.

    Examples
    --------
    >>> heaviest(np.array([1.0, 8.0, 1.0, 5.0]), np.array([0, 0, 0, 1]), 0.8).tolist()
    [1, 3]
    """
    order = np.lexsort((-weight, group))  # equals stay in their order
    w, g = weight[order], group[order]
    so_far = np.cumsum(w)
    starts = np.flatnonzero(np.concatenate([[True], g[1:] != g[:-1]]))
    length = np.diff(np.concatenate([starts, [len(w)]]))
    before = np.repeat(so_far[starts] - w[starts], length)
    total = np.repeat(np.add.reduceat(w, starts), length)
    held = (so_far - w - before < share * total) & (w > 0)
    return np.sort(order[held])


def _joined(pieces: list[_Piece], ways: Ways, flows: Flows) -> Kept:
    """Pieces of one class as one; rows that seasons have in common are one."""
    width = len(ways.amounts.names) + ways.n_countries
    none = np.zeros(0, dtype=np.int64)
    empty = _Piece(np.zeros((0, width, 8), np.float32), none, none, np.zeros(0), none, none)
    values, bits, pair, flow, scenario = (
        np.concatenate([getattr(p, name) for p in (empty, *pieces)])
        for name in ("values", "bits", "pair", "flow", "scenario")
    )
    shift = np.cumsum([0, *(len(p.bits) for p in pieces)])
    row = np.concatenate([none, *(p.row + shift[n] for n, p in enumerate(pieces))])
    flat = values.reshape(len(bits), width * 8)
    # Equal rows have equal marks; that unequal rows of one pair have them too is ruled out below.
    mark = flat @ np.cos(np.arange(width * 8, dtype=np.float64))
    order = np.lexsort((mark, bits, pair))
    mine, last = order[1:], order[:-1]
    same = (pair[mine] == pair[last]) & (bits[mine] == bits[last])
    same[same] = (flat[mine[same]] == flat[last[same]]).all(axis=1)
    fresh = np.concatenate([[True], ~same])[: len(order)]
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(fresh) - 1
    rows = order[fresh]
    uses = np.lexsort((scenario, number[row]))
    at, who = number[row][uses], scenario[uses]
    begin = np.flatnonzero(np.concatenate([[True], (at[1:] != at[:-1]) | (who[1:] != who[:-1])])[: len(at)])
    home, zones = ways.network.zone_country.astype(np.int64), len(ways.network.zones)
    origin, destination = pair[rows] // zones, pair[rows] % zones
    return Kept(
        values=np.ascontiguousarray(values[rows]),
        bits=bits[rows],
        sender=home[origin],
        taker=home[destination],
        kind=flows.kind[origin, destination],
        first=np.searchsorted(at[begin], np.arange(len(rows) + 1)).astype(np.int64),
        scenario=who[begin],
        flow=np.add.reduceat(flow[row][uses], begin) if len(begin) else np.zeros(0),
    )
