"""Tables of broken links."""

from __future__ import annotations

import pytest

from reopen.errors import GraphError
from reopen.rebuild.broken import read_broken
from tests.traffic.networks import sioux_falls

HEAD = "from_node_id,to_node_id,repair_days\n"


def test_links_and_days(tmp_path):
    """Links are found by their ends, in the order of the table."""
    path = tmp_path / "broken.csv"
    path.write_text(HEAD + "2,1,10.5\n1,2,3\n", encoding="utf-8")
    links, days = read_broken(path, sioux_falls()[0])
    assert links == [2, 0]
    assert days.tolist() == [10.5, 3.0]


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    """Links that are not there and days that are none come in one message."""
    path = tmp_path / "broken.csv"
    path.write_text(HEAD + "1,24,3\n1,2,0\n2,1,soon\n1,2,4\n", encoding="utf-8")
    with pytest.raises(GraphError) as error:
        read_broken(path, sioux_falls()[0])
    for part in (
        "row 2: found a link from 1 to 24; the network has 0 such links",
        "row 3, repair_days: found '0'",
        "row 4, repair_days: found 'soon'; expected a number above 0",
        "row 5: found the link from 1 to 2 again; expected one row a link",
    ):
        assert part in str(error.value)
