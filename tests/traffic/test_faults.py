"""What is wrong in links and trips, in words."""

from __future__ import annotations

import pytest

from reopen.errors import GraphError
from reopen.traffic.faults import SHOWN, listed, of_link, refuse


def test_long_lists_end_with_a_number():
    """Twenty problems are written out, and the rest counted."""
    text = listed("net", [f"line {k}" for k in range(1, 1_024)])
    assert text.splitlines()[0] == "net:"
    assert text.splitlines()[SHOWN:] == [f"line {SHOWN}", "and 1,003 more"]


def test_nothing_wrong_is_not_raised():
    """Only problems are raised, under their heading."""
    refuse("net", [])
    with pytest.raises(GraphError, match=r"^net:\nline 1$"):
        refuse("net", ["line 1"])


@pytest.mark.parametrize("name", ["capacity", "time", "b", "power"])
@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), 0.0])
def test_numbers_of_a_link(name, value):
    """Each must be finite and 0 or more; 0 is refused of a capacity alone."""
    good = {"capacity": 10.0, "time": 1.0, "b": 0.15, "power": 4.0}
    assert of_link(**good) == []
    assert len(of_link(**good | {name: value})) == (value != 0.0 or name == "capacity")
