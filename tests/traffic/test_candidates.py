"""Tables of links that may be built."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.errors import GraphError
from reopen.traffic.candidates import read_candidates
from reopen.traffic.performance import costs
from reopen.traffic.rows import read_rows
from tests.traffic.networks import network, sioux_falls

HEAD = "from_node_id,to_node_id,capacity,free_flow_time,cost,power\n"


def written(folder, text):
    """A table with a text."""
    path = folder / "candidates.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_links_come_after_those_that_stand(tmp_path):
    """Two links are put to Sioux Falls, with BPR's usual factor and power where none is given."""
    net, _, _ = sioux_falls()
    found = read_candidates(written(tmp_path, HEAD + "1,24,8.5,3,900,\n24,1,4,3,800.5,1\n"), net)
    assert found.links.tolist() == [76, 77]
    assert found.price.tolist() == [900.0, 800.5]
    whole = found.network
    assert whole.node_ids[whole.tail[76:]].tolist() == ["1", "24"]
    at = costs(whole.performance, np.concatenate([np.zeros(76), [17.0, 8.0]]))[0]
    assert at[76:].tolist() == pytest.approx([3.0 * (1 + 0.15 * 16), 3.0 * (1 + 0.15 * 2)])
    assert at[:76].tolist() == net.performance.free.tolist()


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    """Unknown nodes, texts and negative numbers come in one message, with their rows."""
    net, _, _ = sioux_falls()
    with pytest.raises(GraphError) as error:
        read_candidates(written(tmp_path, HEAD + "1,99,8,3,9,\n2,3,8,x,-9,\n"), net)
    for part in (
        "row 2, to_node_id: found '99'",
        "row 3, free_flow_time: found 'x'",
        "row 3, cost: found '-9'; expected a number, 0 or more",
    ):
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("from_node_id,to_node_id\n1,2\n", "capacity, free_flow_time, cost is missing"),
        (HEAD, "has no rows; give one for each link that may be built"),
        (HEAD + "1,2,0,3,9,\n", "row 2, capacity: found '0'; expected a number, above 0"),
        (HEAD + "2,2,1,3,9,\n", "row 2: found a link from 2 to itself"),
        ("", "candidates.csv: found no columns; from_node_id"),
        ("\ufeff" + HEAD + "x,2,1,3,9,\n", "row 2, from_node_id: found 'x'"),
    ],
)
def test_tables_that_make_no_sense(tmp_path, text, words):
    """Missing columns, no rows and a capacity of 0 are refused in words."""
    with pytest.raises(GraphError) as error:
        read_candidates(written(tmp_path, text), sioux_falls()[0])
    assert words in str(error.value)


def test_files_that_are_no_tables(tmp_path):
    """A missing file and one that is not in UTF-8 are told as such; so is a network of two classes."""
    with pytest.raises(GraphError, match="cannot be read"):
        read_rows(tmp_path / "no.csv", (), of="row")
    (tmp_path / "latin.csv").write_bytes(b"\xff\xfe\xe9")
    with pytest.raises(GraphError, match="is no CSV file in UTF-8"):
        read_rows(tmp_path / "latin.csv", (), of="row")
    one = sioux_falls()[0]
    two = network([(0, 1)], type(one.performance)(*(c[:1] for c in one.performance)), fixed=[[0.0], [0.0]])
    with pytest.raises(GraphError, match="2 classes of users"):
        read_candidates(written(tmp_path, HEAD + "0,1,8,3,9,\n"), two)
