"""Instances of the discrete network design problem."""

from __future__ import annotations

import pytest

from reopen.errors import GraphError
from reopen.traffic.dndp import is_instance, read_instance
from reopen.traffic.performance import costs
from tests.traffic.networks import BENCH

TEXT = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 3
<FIRST THRU NODE> 3
<NUMBER OF LINKS> 2
<NUMBER OF NEW LINKS> 1
<END OF METADATA>

~ \tInit node \tTerm node \tCapacity \tLength \tFree Flow Time \tB\tPower\tSpeed limit \tToll \tType\tCost\t;
\t1\t3\t10\t6\t6\t0.15\t4\t0\t0\t1\t0\t;
\t3\t2\t5\t6\t2\t0.5\t1\t0\t0\t1\t0\t;
\t1\t2\t4\t6\t3\t0.15\t4\t0\t7\t1\t825\t;
"""


def written(folder, text):
    """A file with a text."""
    path = folder / "instance.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_links_and_what_they_cost(tmp_path):
    """The last link may be built for 825; times follow BPR with each link's own power; zones are closed."""
    path = written(tmp_path, TEXT)
    found = read_instance(path)
    assert is_instance(path)
    assert (found.links.tolist(), found.price.tolist()) == ([2], [825.0])
    net = found.network
    assert [(int(u), int(v)) for u, v in zip(net.tail, net.head, strict=True)] == [(0, 2), (2, 1), (0, 1)]
    assert net.closed.tolist() == [True, True, False]
    assert net.fixed.tolist() == [[0.0, 0.0, 0.0]]
    at_capacity = costs(net.performance, 1.0 / net.performance.per_capacity)[0]
    assert at_capacity.tolist() == pytest.approx([6.0 * 1.15, 2.0 * 1.5, 3.0 * 1.15])


def test_plain_networks_are_no_instances(tmp_path):
    """A file without the number of new links is none, and is not read as one."""
    path = written(tmp_path, TEXT.replace("<NUMBER OF NEW LINKS> 1\n", ""))
    assert not is_instance(path)
    with pytest.raises(GraphError, match=r"<NUMBER OF NEW LINKS>: found ''; expected a whole number"):
        read_instance(path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("NEW LINKS> 1", "NEW LINKS> two", "found 'two'; expected a whole number"),
        ("NEW LINKS> 1", "NEW LINKS> 2", "found 3 links; the tags say 2 and 2 new ones"),
        ("\t825\t;", "\t;", "line 11: found '1"),
        ("\t825\t;", "\t-825\t;", "link 3: found a cost of -825"),
        ("\t1\t3\t10", "\t1\t9\t10", "found a link from 1 to 9; expected nodes 1 to 3"),
        ("\t1\t3\t10", "\t1\t3\t0", "line 9: found capacity 0; expected a number above 0"),
        ("\t1\t3\t10", "\t1\t3\tten", "line 9: found '1"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(tmp_path, old, new, words):
    """Numbers that are none, counts that do not agree and unknown nodes are refused in words."""
    with pytest.raises(GraphError) as error:
        read_instance(written(tmp_path, TEXT.replace(old, new)))
    assert "instance.txt" in str(error.value)
    assert words in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    """A missing file is told as such."""
    with pytest.raises(GraphError, match="cannot be read"):
        is_instance(tmp_path / "no.txt")


@pytest.mark.skipif(not (BENCH / "dndp").is_dir(), reason="the DNDP benchmark is not here (REOPEN_BENCH)")
def test_the_benchmark_is_read():
    """All ten instances have 76 links and as many to build as their names say."""
    for size in (10, 20):
        for number in range(1, 6):
            found = read_instance(BENCH / f"dndp/SF_DNDP_{size}_{number}.txt")
            assert found.links.tolist() == list(range(76, 76 + size))
            assert (found.price > 0.0).all()
