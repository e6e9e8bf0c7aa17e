"""Winter closures as day-weighted seasons."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.network.seasons import rounded_closure, seasons


@pytest.mark.parametrize("cuts", [(), (20.0,), (20.0, 60.0), (60.0, 20.0, 5.0), (365.0,)])
def test_shares_make_a_year_and_each_gate_is_shut_for_its_days(cuts):
    """The seasons' shares sum to 1, and a closure of a cut's length is shut for just that share."""
    found = seasons(cuts)
    assert sum(s.share for s in found) == pytest.approx(1.0)
    for cut in cuts:
        assert sum(s.share for s in found if cut >= s.shut) == pytest.approx(cut / 365)


def test_closures_round_to_the_nearest_cut():
    """Short closures vanish, long ones are capped, blanks are none."""
    days = np.array([np.nan, 0.0, 9.9, 10.0, 39.0, 41.0, 300.0])
    assert rounded_closure(days, (20.0, 60.0)).tolist() == [0, 0, 0, 20, 20, 60, 60]
    assert rounded_closure(days, ()).tolist() == [0.0] * 7
