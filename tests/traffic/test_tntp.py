"""TNTP files: what is read, and what is said of lines that make no sense."""

from __future__ import annotations

import lzma

import numpy as np
import pytest

from reopen.errors import GraphError
from reopen.traffic.equilibrium import equilibrium
from reopen.traffic.performance import costs
from reopen.traffic.tntp import read_attributes, read_network, read_trips

NET = """\
<NUMBER OF ZONES> 2
<NUMBER OF NODES> 3
<FIRST THRU NODE> 3
<NUMBER OF LINKS> 3
<END OF METADATA>

~ \tInit node \tTerm node \tCapacity \tLength \tFree Flow Time \tB\tPower\tSpeed \tToll \tType\t;
\t1\t3\t10\t2.5\t1\t0.15\t4\t60\t7\t1\t;
\t3\t2\t10\t2\t1\t0.15\t4\t60\t0\t1\t;  ~ a comment
\t1\t2\t5\t1\t9\t0.15\t0\t;
"""
TRIPS = """\
<NUMBER OF ZONES> 2
<TOTAL OD FLOW> 30.5
<END OF METADATA>

Origin \t1
    1 :    0.0;     2 :    20.5;
Origin 2
    1 : 1e1;
"""


@pytest.fixture
def write(tmp_path):
    """Write a file and name it."""

    def made(text, name="some_net.tntp"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return made


def test_links_are_read(write):
    """Ends, costs, closed zones, lengths and tolls; a power of 0 adds its share at any flow."""
    path = write(NET)
    net = read_network(path)
    assert net.node_ids.tolist() == [1, 2, 3]
    assert (net.tail.tolist(), net.head.tolist()) == ([0, 2, 0], [2, 1, 1])
    assert net.closed.tolist() == [True, True, False]
    np.testing.assert_allclose(costs(net.performance, np.array([10.0, 0.0, 0.0]))[0], [1.15, 1.0, 9 * 1.15])
    assert net.fixed.tolist() == [[0.0, 0.0, 0.0]]
    found = read_attributes(path)
    assert {name: values.tolist() for name, values in found.items()} == {
        "length": [2.5, 2.0, 1.0],
        "toll": [7.0, 0.0, 0.0],
    }


def test_tolls_and_lengths_may_count(write):
    """Weights turn them into costs that do not depend on flow."""
    net = read_network(write(NET), toll_weight=0.1, length_weight=2.0)
    np.testing.assert_allclose(net.fixed, [[5.7, 4.0, 2.0]])


def test_trips_are_read(write):
    """Pairs and flows, packed or not."""
    plain = read_trips(write(TRIPS, "some_trips.tntp"))
    assert plain.origin.tolist() == [1, 1, 2]
    assert plain.destination.tolist() == [1, 2, 1]
    assert plain.flow.tolist() == [0.0, 20.5, 10.0]
    marked = write("\ufeff" + TRIPS, "marked_trips.tntp")
    assert read_trips(marked).flow.tolist() == plain.flow.tolist()
    packed = write("", "some_trips.tntp.xz")
    packed.write_bytes(lzma.compress(TRIPS.encode()))
    assert read_trips(packed).flow.tolist() == plain.flow.tolist()


def test_what_is_read_can_be_solved(write):
    """Trips from 1 to 2 on both ways; a pair that nothing joins is named as the file has it."""
    net, table = read_network(write(NET)), read_trips(write(TRIPS, "some_trips.tntp"))
    with pytest.raises(GraphError, match="no way from 2 to 1"):
        equilibrium(net, table)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (NET.replace("<NUMBER OF NODES> 3", "<NUMBER OF NODES> many"), ["<NUMBER OF NODES>: found 'many'"]),
        (
            NET.replace("\t3\t2\t10", "\t3\t9\t10").replace("\t1\t2\t5\t1\t9", "\t1\t2\tfive\t1\t9"),
            ["line 9: found a link from 3 to 9", "line 10: found", "expected 7 numbers"],
        ),
        (NET.replace("\t1\t3\t10", "\t1\t3\t0"), ["line 8: found capacity 0; expected a number above 0"]),
        (NET.replace("\t2.5\t1\t0.15", "\t2.5\t-1\t0.15"), ["line 8: found free-flow time -1"]),
        (
            NET.replace("\t1\t0.15\t4\t60\t7", "\tnan\t-0.15\t-4\t60\tinf").replace(
                "\t1\t2\t5", "\t1.5\t2\t5"
            ),
            [
                "line 8: found free-flow time nan",
                "line 8: found b -0.15; expected 0 or more, since times must not fall with flow",
                "line 8: found power -4",
                "line 8: found toll inf",
                "line 10: found a link from 1.5 to 2",
            ],
        ),
        (NET.replace("LINKS> 3", "LINKS> 4"), ["<NUMBER OF LINKS>: found 4; the file has 3 lines"]),
        (NET[: NET.index("~")], ["found no link; expected one at least", "the file has 0 lines"]),
        (NET.replace("NODES> 3", "NODES> 99999999999"), ["expected a whole number, 100,000,000 at most"]),
    ],
    ids=["tag", "lines", "capacity", "time", "numbers", "cut", "empty", "huge"],
)
def test_wrong_networks_get_words(write, text, parts):
    """Every line that makes no sense is told with what was found."""
    with pytest.raises(GraphError) as told:
        read_network(write(text))
    for part in parts:
        assert part in str(told.value)


def test_wrong_trips_get_words(write):
    """Lines without an origin or flow, all at once."""
    text = "<END OF METADATA>\n1 : 2;\nOrigin x\nOrigin 1\nnothing\n2 : 3;\n"
    with pytest.raises(GraphError) as told:
        read_trips(write(text, "t.tntp"))
    for number in (2, 3, 5):
        assert f"line {number}:" in str(told.value)
    assert "line 6" not in str(told.value)


@pytest.mark.parametrize(
    "cell", ["2 : nan;", "2 : 1-5;", "2 : --;", "2 ;", "2 : 5.5.5;", "x2 : 5;", "2 : inf;"]
)
def test_no_trips_are_lost_without_a_word(write, cell):
    """A cell that is no pair and flow is told with its line, although others on the line make sense."""
    with pytest.raises(GraphError, match=r"line 2: found '1 : 5;"):
        read_trips(write(f"Origin 1\n1 : 5; {cell} 3 : 7;\n", "t.tntp"))


@pytest.mark.parametrize("text", ["", "<END OF METADATA>\nOrigin 1\n"])
def test_a_file_without_trips_is_told(write, text):
    """An empty file is no answer of nought."""
    with pytest.raises(GraphError, match="found no trips"):
        read_trips(write(text, "t.tntp"))


def test_a_file_that_is_not_packed(write):
    """What ends in .xz and is something else is told as such."""
    with pytest.raises(GraphError, match=r"t.tntp.xz: cannot be unpacked"):
        read_trips(write("Origin 1", "t.tntp.xz"))


def test_a_file_that_is_not_there(tmp_path):
    """It is named."""
    with pytest.raises(GraphError, match=r"nowhere.tntp: cannot be read"):
        read_network(tmp_path / "nowhere.tntp")


def test_trips_that_the_head_says_otherwise_are_refused(write):
    """A file that was cut off, and a zone beyond those that are there, both told at once."""
    text = TRIPS.replace("30.5", "360600").replace("2 :    20.5", "3 :    20.5")
    with pytest.raises(GraphError) as told:
        read_trips(write(text, "some_trips.tntp"))
    assert "<TOTAL OD FLOW>: found 360600; the lines add up to 30.5" in str(told.value)
    assert "<NUMBER OF ZONES>: found 2; the file has trips of zone 3" in str(told.value)
    assert read_trips(write(TRIPS.replace("30.5", "30.4"), "some_trips.tntp")).flow.sum() == 30.5
