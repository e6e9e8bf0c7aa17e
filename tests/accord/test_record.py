"""Records of works: put in order, cut at a day, refused when they cannot be."""

from __future__ import annotations

import math

import pytest

from reopen.accord.record import record
from reopen.errors import SettingsError


def test_a_record_is_put_in_order():
    """Claims in any order come out by day, with what belongs to each."""
    one = record("w", days=[30, 10, 20], done=[0.3, 0.1, 0.2], said=[9, 3], targets=[90, 80])
    assert one.done.tolist() == [0.1, 0.2, 0.3]
    assert one.targets.tolist() == [80.0, 90.0]


def test_a_record_as_it_was_on_a_day_holds_nothing_later():
    """Claims of the day count; a later end is not known."""
    one = record("w", days=[10, 20], done=[0.1, 0.2], said=[5, 15], targets=[50, 60], finished=40.0)
    then = one.known(15.0)
    assert (then.days.tolist(), then.targets.tolist()) == ([10.0], [50.0, 60.0])
    assert math.isnan(then.finished)
    assert one.known(40.0).finished == 40.0


def test_all_that_is_wrong_is_named_at_once():
    """Lengths that differ, and shares that are none."""
    with pytest.raises(SettingsError) as caught:
        record("w", days=[1, 2], done=[0.5, 1.5], said=[1], targets=[])
    assert "found 1.5" in str(caught.value)
    assert "1 days, but 0 values" in str(caught.value)
    with pytest.raises(SettingsError, match="finite"):
        record("w", days=[1], done=[float("nan")])
