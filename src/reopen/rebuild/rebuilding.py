"""The rebuilding programme of a region from its tables to a plan: one way in, one way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.inventory import Inventory
    from reopen.rebuild.needs import Needs
    from reopen.rebuild.plan import Plan


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """A region's rebuilding: what is damaged, what it needs, and when what is done.

    Attributes
    ----------
    inventory : Inventory
        Assets with grades, costs and pairs of assessments.
    needs : Needs
        Damage, loss and needs by sector, district and horizon.
    plan : Plan
        The plan, with its programme, bound and gap.
    tasks, spending, people, clearance, crews, milestones : DataFrame
        The plan as tables: see :mod:`reopen.rebuild.frames`.
    groups : DataFrame
        Every displaced group: how many, what programme was found, how many the plan brings home,
        and by when half and all of them.
    shadow : DataFrame
        What one more team or more money would bring (:mod:`reopen.rebuild.shadow`); empty where
        the settings leave it out.
    front : DataFrame
        Yearly spending against time (:mod:`reopen.rebuild.front`); empty likewise.
    notes : tuple of str
        What was assumed and what is left out.
    """

    inventory: Inventory
    needs: Needs
    plan: Plan
    tasks: pd.DataFrame
    spending: pd.DataFrame
    people: pd.DataFrame
    clearance: pd.DataFrame
    crews: pd.DataFrame
    milestones: pd.DataFrame
    groups: pd.DataFrame
    shadow: pd.DataFrame
    front: pd.DataFrame
    notes: tuple[str, ...]
