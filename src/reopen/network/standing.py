"""What stands on a date under a scenario: passable links and gates, and their attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.errors import UnknownIdError
from reopen.network.rates import SWAPPED, Level
from reopen.network.scenario import Close, Open, Scenario
from reopen.network.states import KINDS, states_at
from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.region.region import Region

_LINK_NUMBERS = ("length", "free_speed", "capacity")
_CROSSING_NUMBERS = (
    "hours_truck_a_to_b",
    "hours_truck_b_to_a",
    "hours_car",
    "hours_rail",
    "fee_usd",
    "capacity",
    "winter_closure_days",
    "gauge_transfer_hours",
    "gauge_transfer_usd_per_t",
)
#: Effects that gain by being larger. The rest are hours, fees, closures and lengths, whose low
#: end belongs to the high level of gains.
_MORE_IS_BETTER = frozenset({"free_speed", "capacity"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Links and gates on a date under a scenario. L links, X crossings.

    Attributes
    ----------
    link_passable : ndarray of bool, shape (2, L, 2)
        By kind of traffic (freight, passenger), link and direction.
    gate_passable : ndarray of bool, shape (2, X, 2)
        The same for crossings.
    gate_exists : ndarray of bool, shape (X,)
        False where no gate stands yet, so that passing costs nothing.
    link, crossing : mapping of str to ndarray of float64
        Numbers of the tables after the scenario's effects; NaN where blank.
    """

    link_passable: NDArray[np.bool_]
    gate_passable: NDArray[np.bool_]
    gate_exists: NDArray[np.bool_]
    link: Mapping[str, NDArray[np.float64]]
    crossing: Mapping[str, NDArray[np.float64]]


def standing(region: Region, as_of: str | None = None) -> Standing:
    """What stands in a region on a date; on the region's own date by default."""
    day = region.meta.as_of if as_of is None else as_of
    links, gates = states_at(region, "link", day), states_at(region, "crossing", day)
    built_for = np.array([[kind in uses for uses in region["link"]["allowed_uses"]] for kind in KINDS])
    return Standing(
        link_passable=links.passable & built_for[:, :, None],
        gate_passable=gates.passable,
        gate_exists=gates.exists,
        link=_numbers(region, "link", _LINK_NUMBERS),
        crossing=_numbers(region, "crossing", _CROSSING_NUMBERS),
    )


def _numbers(region: Region, table: str, names: tuple[str, ...]) -> Mapping[str, NDArray[np.float64]]:
    frame = region[table]
    return MappingProxyType({n: frame[n].to_numpy(dtype=np.float64, copy=True) for n in names})


class Editor:
    """Applies scenarios to what stands in one region; looks its ids up once."""

    def __init__(self, region: Region) -> None:
        links = region["link"]
        self.link = {str(i): n for n, i in enumerate(links["link_id"])}
        self.gate = {str(i): n for n, i in enumerate(region["crossing"]["crossing_id"])}
        self.gate_links = [[self.link[i] for i in ids] for ids in region["crossing"]["link_ids"]]
        self.built_for = np.array([[kind in uses for kind in KINDS] for uses in links["allowed_uses"]])
        self.openings = {str(row["opening_id"]): row for row in records(region["opening"])}
        self.effects: dict[str, list[dict[str, Any]]] = {}
        for row in records(region["opening_effect"]):
            self.effects.setdefault(row["opening_id"], []).append(row)

    def apply(self, now: Standing, scenario: Scenario, level: Level = "central") -> Standing:
        """What stands after a scenario's edits, applied in their order.

        Parameters
        ----------
        level : {"low", "central", "high"}
            Which value of an opening's effects to take: the end of it that gains little, the
            central one, or the end that gains much.

        Raises
        ------
        UnknownIdError
            When an edit names an opening, link or crossing that the region does not have.
        """
        before = now
        for edit in scenario.edits:
            now = self._open(now, before, edit, level) if isinstance(edit, Open) else self._close(now, edit)
        return now

    def _open(self, now: Standing, before: Standing, edit: Open, level: Level) -> Standing:
        if edit.opening_id not in self.openings:
            raise UnknownIdError("opening", edit.opening_id, self.openings)
        opening = self.openings[edit.opening_id]
        link_ok, gate_ok = now.link_passable.copy(), now.gate_passable.copy()
        exists = now.gate_exists.copy()
        for row in (self.link[i] for i in opening["link_ids"]):
            link_ok[:, row, :] = self.built_for[row][:, None]
        for row in (self.gate[i] for i in opening["crossing_ids"]):
            gate_ok[:, row, :] = True
            # A border that traffic crosses without a gate does not get one by being opened.
            exists[row] |= not all(self._passes(before, n) for n in self.gate_links[row])
        link, crossing = dict(now.link), dict(now.crossing)
        for effect in self.effects.get(edit.opening_id, []):
            subject, attribute = effect["subject_id"], effect["attribute"]
            numbers, rows = (link, self.link) if subject in self.link else (crossing, self.gate)
            end = level if attribute in _MORE_IS_BETTER else SWAPPED[level]
            numbers[attribute] = numbers[attribute].copy()
            numbers[attribute][rows[subject]] = effect[f"after_{end}"]
        return Standing(link_ok, gate_ok, exists, link, crossing)

    def _passes(self, now: Standing, link: int) -> bool:
        """Whether a link carries all that it is built for."""
        return bool(now.link_passable[self.built_for[link], link, :].all())

    def _close(self, now: Standing, edit: Close) -> Standing:
        if edit.subject_id in self.link:
            ok = now.link_passable.copy()
            ok[:, self.link[edit.subject_id], :] = False
            return replace(now, link_passable=ok)
        if edit.subject_id in self.gate:
            row = self.gate[edit.subject_id]
            ok, exists = now.gate_passable.copy(), now.gate_exists.copy()
            ok[:, row, :] = False
            exists[row] = True
            return replace(now, gate_passable=ok, gate_exists=exists)
        raise UnknownIdError("link or crossing", edit.subject_id, [*self.link, *self.gate])
