"""What combining refuses or names before any long computation."""

from __future__ import annotations

import numpy as np
import pytest

import reopen
from reopen.benefit.combinations import combinations
from reopen.benefit.inputs import inputs
from reopen.errors import GraphError
from reopen.path import limits
from tests.benefit.valleys import GATES, valleys


def test_a_region_without_flows_is_refused(make_region):
    """Where no flow has a way there is nothing to make cheaper, and it is said."""
    with pytest.raises(reopen.ReopenError, match="no flow between zones has a way"):
        inputs(valleys(make_region, trade=False), GATES)


def test_more_than_the_machine_holds_is_refused(make_region, monkeypatch):
    """Too little memory is told before the walk, with what it takes and what there is."""
    region = valleys(make_region)
    monkeypatch.setattr(limits, "machine_bytes", lambda: 8192.0)
    with pytest.raises(reopen.SettingsError, match=r"all combinations of 4 openings.*GiB.*fewer"):
        combinations(region, GATES)


def test_paths_that_do_not_fit_are_refused(make_region, monkeypatch):
    """Too little memory for the paths between zones is told before any is searched."""
    region = valleys(make_region)
    monkeypatch.setattr(limits, "machine_bytes", lambda: 100.0)
    with pytest.raises(GraphError, match=r"paths from 7 zones to 7 nodes.*fewer zones or links"):
        inputs(region, GATES)


def test_a_machine_that_does_not_tell_refuses_nothing(make_region, monkeypatch):
    """Where the machine does not tell its memory, the work goes ahead."""
    monkeypatch.setattr(limits, "machine_bytes", lambda: None)
    assert combinations(valleys(make_region), GATES).total()[-1] > 0


def test_too_many_are_refused_in_words(south_caucasus):
    """All 43 openings are too many to list, and the most is named."""
    with pytest.raises(reopen.ReopenError, match="43 openings: expected at most 24"):
        combinations(south_caucasus, [str(name) for name in south_caucasus["opening"]["opening_id"]])


def test_a_value_function_plugs_in(make_region):
    """Any function of the cost matrices can be the value; it is taken against none of the openings."""
    region = valleys(make_region)
    given = inputs(region, GATES)
    curves = given.layers[0].curves
    pairs = curves.scale > 0

    def value(costs):
        worth = np.zeros_like(curves.scale)
        worth[pairs] = -curves.scale[pairs] * np.log((curves.price + costs[0][pairs]) * curves.inverse[pairs])
        to, away = (np.bincount(curves.home, worth.sum(axis=axis), curves.parties) for axis in (0, 1))
        return 7e6 + curves.importer * to + (1 - curves.importer) * away

    mine, usual = combinations(region, GATES, value=value), combinations(region, GATES)
    assert usual.values[-1].any()
    np.testing.assert_allclose(mine.values, usual.values, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(mine.shapley, usual.shapley, rtol=1e-9, atol=1e-9)
