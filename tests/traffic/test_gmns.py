"""GMNS tables: what is read, and what is said of rows that make no sense."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.errors import GraphError
from reopen.traffic.equilibrium import equilibrium
from reopen.traffic.gmns import read_demand, read_network
from reopen.traffic.performance import costs
from tests.traffic.networks import SIOUX_FALLS, SIOUX_FALLS_OBJECTIVE

NODE = "node_id,node_type,zone_id,x_coord,y_coord\na,centroid,1,0,0\nb,centroid,2,1,1\nc,,,0,1\nd,,0,1,0\n"
LINK = """\
link_id,from_node_id,to_node_id,directed,length,free_speed,capacity,lanes,toll,vdf_fftt,vdf_alpha,vdf_beta
x,a,c,1,2,60,100,2,1.5,,,
y,c,b,true,2,60,100,,,5,0.5,1
z,a,b,0,30,60,50,1,0,,,
"""
DEMAND = "o_zone_id,d_zone_id,volume\n1,2,100\n2,1,50\n"


@pytest.fixture
def write(tmp_path):
    """Write the three tables and give their paths."""

    def made(node=NODE, link=LINK, demand=DEMAND):
        for name, text in (("node", node), ("link", link), ("demand", demand)):
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return [tmp_path / f"{name}.csv" for name in ("node", "link", "demand")]

    return made


def test_tables_are_read(write):
    """Times from speeds or given, lanes, links of both directions, centroids and zones."""
    node, link, demand = write()
    table = read_network(node, link, toll_weight=2.0, length_weight=0.1)
    net = table.network
    assert table.link_ids.tolist() == ["x", "y", "z", "z"]
    assert (net.tail.tolist(), net.head.tolist()) == ([0, 2, 0, 1], [2, 1, 1, 0])
    assert net.closed.tolist() == [True, True, False, False]
    assert table.zones == {"1": "a", "2": "b"}
    cost, _ = costs(net.performance, np.array([200.0, 100.0, 0.0, 0.0]))
    np.testing.assert_allclose(cost, [2.0 * 1.15, 7.5, 30.0, 30.0])
    np.testing.assert_allclose(net.fixed, [[3.2, 0.2, 3.0, 3.0]])
    trips = read_demand(demand, table)
    assert (trips.origin.tolist(), trips.destination.tolist()) == (["a", "b"], ["b", "a"])
    assert trips.flow.tolist() == [100.0, 50.0]
    assert equilibrium(net, trips).status == "converged"


def test_columns_as_other_programs_name_them(write):
    """VDF_fftt1 and its like, in capitals."""
    header, *rows = LINK.splitlines()
    for name in ("fftt", "alpha", "beta"):
        header = header.replace(f"vdf_{name}", f"VDF_{name}1")
    other = read_network(*write(link="\n".join([header, *rows]))[:2]).network
    same = read_network(*write()[:2]).network
    for one, two in zip(other.performance, same.performance, strict=True):
        assert one.tolist() == two.tolist()


def test_sioux_falls():
    """The case of the project, solved from its tables, has the published objective."""
    table = read_network(SIOUX_FALLS / "node.csv", SIOUX_FALLS / "link.csv")
    trips = read_demand(SIOUX_FALLS / "demand.csv", table)
    assert (len(table.link_ids), trips.flow.sum()) == (76, 360_600.0)
    found = equilibrium(table.network, trips, gap=1e-12)
    assert found.objective == pytest.approx(SIOUX_FALLS_OBJECTIVE, rel=1e-13)


def test_demand_without_zones_names_nodes(write):
    """Where no node has a zone, trips name nodes."""
    node, link, demand = write(node="node_id\na\nb\nc\n", demand="o_zone_id,d_zone_id,volume\na,b,3\n")
    assert read_demand(demand, read_network(node, link)).origin.tolist() == ["a"]


def test_wrong_rows_are_told_all_at_once(write):
    """Nodes twice, links of unknown nodes, numbers that are none, speeds of 0: each with its line."""
    node = NODE + "a,,2,0,0\n"
    link = LINK + "v,a,q,1,2,60,100,,,,,\nw,a,b,maybe,2,0,many,,,,,\n"
    with pytest.raises(GraphError) as told:
        read_network(*write(node=node, link=link)[:2])
    for part in (
        "node.csv, line 6: found node_id 'a'", "zone_id '2' at a and b", "link.csv, line 5: found nodes q",
        "line 6: found directed 'maybe'", "free_speed 0", "capacity 'many'",
    ):  # fmt: skip
        assert part in str(told.value)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (LINK.replace("capacity", "cap"), "columns capacity are missing"),
        (LINK.splitlines()[0] + "\n", "found no link"),
        (LINK.replace("60,100,2", "60,0,2"), "link.csv, line 2: found capacity 0; expected a number above 0"),
        (LINK.replace("60,100,2", "60,nan,2"), "link.csv, line 2: found capacity 'nan'; expected a number$"),
        (LINK.replace("5,0.5,1", "-5,-0.5,-1"), "line 3: found power -1; expected 0 or more"),
        ("", "are missing"),
        (LINK + "v," + "a" * 200_000, "is no CSV file"),
    ],
    ids=["column", "empty", "capacity", "no number", "falling", "nothing", "no table"],
)
def test_tables_that_cannot_be_used(write, link, words):
    """A column that is missing, no link at all, capacity 0."""
    with pytest.raises(GraphError, match=words):
        read_network(*write(link=link)[:2])


def test_wrong_demand_is_told_all_at_once(write):
    """Unknown zones and volumes that are none."""
    node, link, demand = write(demand=DEMAND + "1,7,2\n1,2,lots\n")
    with pytest.raises(GraphError) as told:
        read_demand(demand, read_network(node, link))
    assert "line 4: found zones 7" in str(told.value)
    assert "line 5: found volume 'lots'" in str(told.value)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("1,2,nan\n", "line 2: found volume 'nan'"),
        ("1,2,-3\n", "line 2: found volume -3"),
        ("", "found no trips"),
    ],
)
def test_demand_that_is_none(write, rows, words):
    """Volumes below 0 or not known, and a table without a row, are told."""
    node, link, demand = write(demand="o_zone_id,d_zone_id,volume\n" + rows)
    with pytest.raises(GraphError, match=words):
        read_demand(demand, read_network(node, link))


def test_cells_over_several_lines(write):
    """A line end within quotes ends no row."""
    node, link, _ = write(link=LINK.replace("x,a,c", '"x\ny",a,c'))
    assert read_network(node, link).link_ids.tolist() == ["x\ny", "y", "z", "z"]


def test_a_table_that_is_not_there(tmp_path):
    """It is named."""
    with pytest.raises(GraphError, match=r"node.csv: cannot be read"):
        read_network(tmp_path / "node.csv", tmp_path / "link.csv")
