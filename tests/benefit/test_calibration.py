"""Constants of the choice between ways, from shares that known constants make."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.calibration import calibrated
from reopen.benefit.moved import moved
from reopen.benefit.scene import scene
from reopen.network.network import build
from tests.benefit.triangle import triangle

RAIL, SEA = 0.25, 0.1


def with_constants(region, rail, sea):
    """The region with other constants of rail and sea."""
    table = region["parameter"].copy()
    for name, value in (("rail-constant", rail), ("sea-constant", sea)):
        table.loc[table["parameter_id"] == name, ["low", "central", "high"]] = value
    return region.replace(parameter=table)


@pytest.fixture
def observed(make_region):
    """The triangle with the shares that known constants make, and constants of nothing."""
    region = with_constants(triangle(make_region), RAIL, SEA)
    net = build(region)
    at = scene(region, net, {})
    kinds = moved(at.goods, at.flows.tonnes, at.center).kinds
    ids = [str(i) for i in region["country"]["country_id"]]
    trade = region["trade"].copy()
    shares = []
    for o, d in zip(trade["origin_id"], trade["destination_id"], strict=True):
        road, rail, *sea = kinds[:, ids.index(o), ids.index(d)]
        total = road + rail + sum(sea)
        shares.append((("road", road / total), ("rail", rail / total), ("sea", sum(sea) / total)))
    trade["mode_shares"] = shares
    return with_constants(region.replace(trade=trade), 0.0, 0.0)


def test_the_constants_that_made_the_shares_are_found(observed):
    """Fitted to shares of a known choice, the constants come back, and nothing is left to explain."""
    region, fit = calibrated(observed, build(observed))
    assert (fit.rail, fit.sea) == pytest.approx((RAIL, SEA), abs=1e-4)
    assert fit.residual < 1e-5
    table = region["parameter"].set_index("parameter_id")
    for name, value in (("rail-constant", fit.rail), ("sea-constant", fit.sea)):
        assert table.loc[name, ["low", "central", "high"]].tolist() == [value] * 3


def test_the_table_sets_each_observed_share_beside_the_modelled(observed):
    """One row a pair and mode; both shares sum to 1 by pair, and the residual is theirs."""
    _, fit = calibrated(observed, build(observed))
    assert len(fit.table) == 3 * len(observed["trade"])
    sums = fit.table.groupby(["origin_id", "destination_id"])[["observed", "modelled"]].sum()
    np.testing.assert_allclose(sums, 1.0)
    np.testing.assert_allclose(fit.table["difference"], fit.table["modelled"] - fit.table["observed"])
    assert fit.residual == pytest.approx(np.sqrt((fit.table["difference"] ** 2).mean()))


def test_without_observed_shares_nothing_is_fitted(make_region):
    """A region that states no shares keeps its constants."""
    region = triangle(make_region)
    same, fit = calibrated(region, build(region))
    assert same is region
    assert fit is None
