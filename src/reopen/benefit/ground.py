"""The ground that openings are combined on: a region with all that they depend on in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.base import Base, base
from reopen.benefit.choices import choices, needed
from reopen.errors import SettingsError, UnknownIdError
from reopen.network.network import build
from reopen.network.scenario import Scenario
from reopen.path.limits import check_memory

if TYPE_CHECKING:
    from reopen.network.network import Network
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Ground:
    """A region at central values in the open season, and openings to combine there.

    Attributes
    ----------
    base : Base
        The region with ``given`` carried out, and each of ``openings`` alone after that.
    openings : tuple of str
        Those asked for that can be combined.
    given : tuple of str
        Openings taken as carried out, since they were to be, or some of the openings depend on them.
    dearer : tuple of str
        Those asked for that cannot be combined: they make an arc dearer, or depend on one that does.
    """

    base: Base
    openings: tuple[str, ...]
    given: tuple[str, ...]
    dearer: tuple[str, ...]


def ground(
    region: Region,
    openings: Sequence[str],
    *,
    given: Sequence[str] = (),
    network: Network | None = None,
    as_of: str | None = None,
    jobs: int = 1,
) -> Ground:
    """Find paths and costs with what openings depend on in place, and which of them make no arc dearer.

    Parameters
    ----------
    openings : sequence of str
        Openings to combine.
    given : sequence of str
        Further openings taken as carried out, with what they depend on.
    network : Network, optional
        The region's network, when it is built already.

    Raises
    ------
    UnknownIdError
        When the region has no such opening.
    SettingsError
        When an opening is named twice.
    GraphError
        When the paths take more memory than the machine has.
    """
    known = [str(name) for name in region["opening"]["opening_id"]]
    named = (*openings, *given)
    for name in named:
        if name not in known:
            raise UnknownIdError("opening", name, known)
    if len(set(named)) != len(named):
        raise SettingsError("an opening is named twice; name each once")
    network = network or build(region)
    check_memory(
        12.0 * len(region["cargo_class"]) * len(network.zones) * network.n_nodes,
        f"paths from {len(network.zones):,} zones to {network.n_nodes:,} nodes",
        mend="describe fewer zones or links",
    )
    kept = tuple(openings)
    while True:
        held, alone = needed(region, kept, given), {name: Scenario.of(name) for name in kept}
        at = base(region, network, alone, as_of=as_of, scenario=Scenario.of(*held), jobs=jobs)
        limits = choices(region, kept)
        out = {other for o, name in enumerate(kept) if _dearer(at, name) for other in limits.after(o)}
        if not out:
            return Ground(at, kept, held, tuple(name for name in openings if name not in kept))
        kept = tuple(name for o, name in enumerate(kept) if o not in out)  # and what they need, anew


def _dearer(at: Base, name: str) -> bool:
    """Whether an opening makes an arc dearer for any class of goods."""
    layers = zip(at.stands.layers, at.opened[name].layers, strict=True)
    return any(bool(np.any(new.cost > old.cost)) for old, new in layers)
