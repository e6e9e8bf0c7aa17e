"""Market access against closed forms, and upgrades against solving every counterfactual anew."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from reopen.economics import access
from reopen.economics.access import market_access, network_costs, upgrade_gains
from reopen.errors import GraphError, SettingsError

FORMS = [(1.0, None), (3.6, None), (2.0, 7.0), (8.22, 35.0)]


def frames():
    """Three nodes in a row."""
    links = pd.DataFrame(
        {"from_node_id": ["a", "b"], "to_node_id": ["b", "c"], "cost": [2.0, 4.0], "better": [1.0, 1.0]}
    )
    return links, pd.DataFrame({"node_id": ["a", "b", "c"], "population": [1.0, 1.0, 8.0]})


def solved(n, tail, head, cost, one_way):
    """All pairs by SciPy, the cheapest of parallel links kept."""
    dense = np.full((n, n), np.inf)
    np.minimum.at(dense, (tail, head), cost)
    np.minimum.at(dense, (head[~one_way], tail[~one_way]), cost[~one_way])
    at = np.nonzero(np.isfinite(dense))
    return dijkstra(coo_matrix((dense[at], at), shape=(n, n)).tocsr())


def total(costs, people, theta, price):
    """Total market access by the definition, pair by pair."""
    out = 0.0
    for o, d in np.ndindex(costs.shape):
        if o != d or price is not None:
            tau = costs[o, d] if price is None else 1.0 + costs[o, d] / price
            out += people[o] * people[d] * tau**-theta
    return out


@st.composite
def networks(draw, kinds=("one-way", "two-way", "mixed")):
    """A random graph: parallel links, loops, links out of use, parts without a way, empty places."""
    n, count = draw(st.integers(2, 9)), draw(st.integers(1, 16))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    tail, head = rng.integers(n, size=count), rng.integers(n, size=count)
    cost = rng.uniform(0.5, 9.0, count)
    cost[rng.random(count) < 0.15] = np.inf
    kind = draw(st.sampled_from(kinds))
    one_way = {"one-way": np.ones(count, bool), "two-way": np.zeros(count, bool)}.get(kind)
    one_way = rng.random(count) < 0.5 if one_way is None else one_way
    after = np.minimum(cost, 9.0) * rng.uniform(0.2, 1.0, count)
    after = np.where(rng.random(count) < 0.2, cost, after)
    people = rng.uniform(1.0, 50.0, n) * (rng.random(n) < 0.8)
    return (tail, head, cost, one_way), people, after


def test_three_places_by_hand():
    """MA of a row of three is 1/2 + 8/6, 1/2 + 8/4 and 1/6 + 1/4 in the power form."""
    costs = network_costs(([0, 1], [1, 2], [2.0, 4.0]), 3)
    found = market_access(costs, [1.0, 1.0, 8.0], theta=1.0)
    assert found == pytest.approx([1 / 2 + 8 / 6, 1 / 2 + 8 / 4, 1 / 6 + 1 / 4], rel=1e-14)
    iceberg = market_access(costs, [1.0, 1.0, 8.0], theta=2.0, price=2.0)
    expected = [1 + 1 / 4 + 8 / 16, 1 / 4 + 1 + 8 / 9, 1 / 16 + 1 / 9 + 8]
    assert iceberg == pytest.approx(expected, rel=1e-14)


def test_own_part_as_asked():
    """The own part is left out, counted at a cost of its own, or at tau = 1."""
    costs = np.array([[7.0, np.inf], [np.inf, 7.0]])
    assert market_access(costs, [3.0, 5.0], theta=1.0).tolist() == [0.0, 0.0]
    assert market_access(costs, [3.0, 5.0], theta=1.0, own=2.0).tolist() == [1.5, 2.5]
    assert market_access(costs, [3.0, 5.0], theta=1.0, own=[2.0, 10.0]).tolist() == [1.5, 0.5]
    assert market_access(costs, [3.0, 5.0], theta=1.0, price=4.0).tolist() == [3.0, 5.0]
    assert market_access(costs, [3.0, 5.0], theta=1.0, price=4.0, own=False).tolist() == [0.0, 0.0]
    assert market_access(costs, [3.0, 5.0], theta=1.0, price=4.0, own=4.0).tolist() == [1.5, 2.5]


@pytest.mark.parametrize("hierarchy_from", [0, 5_000])
def test_costs_follow_links_whatever_searches(hierarchy_from, monkeypatch):
    """A one-way ring and a two-way row come to the costs that counting gives, by either program."""
    monkeypatch.setattr(access, "HIERARCHY_FROM", hierarchy_from)
    node, places = np.arange(6), np.arange(6)
    ring = network_costs((node, (node + 1) % 6, np.ones(6), np.ones(6, bool)), 6)
    assert (ring == (places[None, :] - places[:, None]) % 6).all()
    row = network_costs((node[:-1], node[1:], np.ones(5)), 6)
    assert (row == abs(places[None, :] - places[:, None])).all()
    assert np.isinf(network_costs((node[:-1], node[1:], np.ones(5)), 6, two_way=False)[3, 1])


@settings(max_examples=60, deadline=None)
@given(network=networks(), form=st.sampled_from(FORMS))
def test_gains_equal_solving_each_anew(network, form):
    """Gain, share and pairs changed are those of SciPy's searches of each counterfactual."""
    (tail, head, cost, one_way), people, after = network
    theta, price = form
    found = upgrade_gains(
        (tail, head, cost, one_way), people, theta=theta, price=price, upgraded=after, jobs=2
    )
    base = solved(len(people), tail, head, cost, one_way)
    before, peopled = total(base, people, theta, price), np.outer(people, people) > 0
    for k in range(len(cost)):
        changed = np.where(np.arange(len(cost)) == k, after, cost)
        now = solved(len(people), tail, head, changed, one_way)
        gain = total(now, people, theta, price) - before
        assert found["gain"][k] == pytest.approx(gain, rel=1e-9, abs=1e-11 * max(before, 1e-9))
        assert found["pairs_changed"][k] == np.sum(peopled & (now < (1 - 1e-12) * base))
        if before > 0:
            assert found["gain_percent"][k] == pytest.approx(100 * found["gain"][k] / before, rel=1e-9)


def plainly(links, tail, head, cost, reach, leave, between, worth, people, theta, price):
    """The kernel's twin: whole matrices in NumPy."""
    gain, changed = np.zeros(len(cost)), np.zeros(len(cost), dtype=int)
    for k in links:
        way = reach[tail[k]][:, None] + cost[k] + leave[head[k]][None, :]
        less = way < (1 - access.SLACK) * between
        tau = 1 + way / price if price else way
        gain[k] = (np.outer(people, people) * (tau**-theta - worth))[less].sum()
        changed[k] = less.sum()
    return gain, changed


@settings(max_examples=30, deadline=None)
@given(network=networks(kinds=("mixed",)), form=st.sampled_from(FORMS))
def test_kernel_equals_its_twin(network, form):
    """The pruned block of the kernel misses no pair that whole matrices find."""
    (tail, head, cost, one_way), people, after = network
    people, after = people + 1.0, np.where(after < cost, after, np.inf)
    d = solved(len(people), tail, head, cost, one_way)
    theta, price = form
    apart = np.where(np.eye(len(d), dtype=bool), np.inf, d)
    tables = (d.T.copy(), d, d, access._worth(apart, theta, price))
    args = (np.arange(len(cost)), tail, head, after, *tables, people, theta, price or 0.0)
    gain, changed = np.zeros(len(cost)), np.zeros(len(cost), dtype=np.int64)
    access._through(*args, gain, changed)
    expected = plainly(*args)
    assert gain == pytest.approx(expected[0], rel=1e-11)
    assert (changed == expected[1]).all()


@settings(max_examples=20, deadline=None)
@given(network=networks(), form=st.sampled_from(FORMS))
def test_nodes_that_nobody_lives_in_change_nothing(network, form):
    """Nodes without people and links leave every gain as it is, bit for bit."""
    links, people, after = network
    options = {"theta": form[0], "price": form[1], "upgraded": after}
    more = upgrade_gains(links, np.append(people, np.zeros(3)), **options)
    pd.testing.assert_frame_equal(upgrade_gains(links, people, **options), more, check_exact=True)


@settings(max_examples=20, deadline=None)
@given(network=networks(), form=st.sampled_from(FORMS), scale=st.floats(0.1, 10.0))
def test_people_count_squared(network, form, scale):
    """With populations times s, total access and gains are s^2 times as large, shares the same."""
    links, people, after = network
    theta, price = form
    costs = network_costs(links, len(people))
    one, many = (x @ market_access(costs, x, theta=theta, price=price) for x in (people, scale * people))
    assert many == pytest.approx(scale**2 * one, rel=1e-12)
    a, b = (
        upgrade_gains(links, x, theta=theta, price=price, upgraded=after) for x in (people, scale * people)
    )
    assert b["gain"].to_numpy() == pytest.approx(scale**2 * a["gain"].to_numpy(), rel=1e-11)
    assert b["gain_percent"].to_numpy() == pytest.approx(a["gain_percent"].to_numpy(), rel=1e-11)


@settings(max_examples=20, deadline=None)
@given(network=networks(), form=st.sampled_from(FORMS), share=st.floats(0.1, 0.95))
def test_cheaper_is_never_worse(network, form, share):
    """Access falls as costs rise, and a further upgrade gains at least as much."""
    links, people, after = network
    theta, price = form
    costs = network_costs(links, len(people))
    dear, cheap = (market_access(x * costs, people, theta=theta, price=price) for x in (1.0, share))
    assert (cheap >= dear).all()
    some, more = (
        upgrade_gains(links, people, theta=theta, price=price, upgraded=x * after)["gain"]
        for x in (1.0, share)
    )
    assert (some >= 0).all()
    assert (more >= some * (1 - 1e-9)).all()


@settings(max_examples=20, deadline=None)
@given(network=networks(), form=st.sampled_from(FORMS))
def test_threads_and_tables_do_not_matter(network, form):
    """One thread or two, arrays or data frames with ids of any kind: the same bits."""
    links, people, after = network
    options = {"theta": form[0], "price": form[1]}
    one = upgrade_gains(links, people, upgraded=after, **options)
    two = upgrade_gains(links, people, upgraded=after, jobs=2, **options)
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    ids = [("town", k) if k % 2 else k for k in range(len(people))]
    table = pd.DataFrame(
        {
            "from_node_id": [ids[k] for k in links[0]],
            "to_node_id": [ids[k] for k in links[1]],
            "cost": links[2],
            "directed": links[3],
            "after": after,
        }
    )
    nodes = pd.DataFrame({"node_id": pd.Series(ids, dtype=object), "population": people})
    framed = upgrade_gains(table, nodes, upgraded="after", **options)
    pd.testing.assert_frame_equal(one, framed, check_exact=True)
    assert (network_costs(table, nodes) == network_costs(links, len(people))).all()


def test_threads_share_more_links_than_one_takes():
    """With many chunks of links, jobs change no bit and progress ends at 1."""
    rng = np.random.default_rng(3)
    links = (rng.integers(40, size=150), rng.integers(40, size=150), rng.uniform(1, 9, 150))
    options = {"theta": 3.6, "upgraded": 0.5 * links[2]}
    told = []
    people = rng.uniform(1, 9, 40)
    one = upgrade_gains(links, people, progress=lambda stage, share: told.append((stage, share)), **options)
    pd.testing.assert_frame_equal(one, upgrade_gains(links, people, jobs=2, **options), check_exact=True)
    assert told[0] == ("upgrades", 0.0)
    assert told[-1] == ("upgrades", 1.0)
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert (one["gain"] > 0).sum() > 100


def test_opening_a_link_that_joins_two_parts():
    """What was nowhere reachable gains from nothing: 2 * 3 * 5 / 4, in per cent infinite."""
    found = upgrade_gains(([0], [1], [np.inf]), [3.0, 5.0], theta=1.0, upgraded=[4.0])
    assert found.to_numpy().tolist() == [[0, 7.5, np.inf, 2]]
    within = upgrade_gains(([0], [1], [np.inf]), [3.0, 5.0], theta=1.0, upgraded=[4.0], own=1.0)
    assert within["gain_percent"][0] == pytest.approx(100 * 7.5 / (9 + 25))
    nothing = upgrade_gains(([0], [1], [np.inf]), [3.0, 5.0], theta=1.0, upgraded=[np.inf])
    assert nothing.to_numpy().tolist() == [[0, 0.0, 0.0, 0]]


def test_a_link_is_called_by_its_id_or_label():
    """The column link holds link_id where there is one, and the label of the row where not."""
    links, nodes = frames()
    links.index = ["west", "east"]
    options = {"theta": 1.0, "upgraded": "better"}
    assert upgrade_gains(links, nodes, **options)["link"].tolist() == ["west", "east"]
    links["link_id"] = [17, 4]
    assert upgrade_gains(links, nodes, **options)["link"].tolist() == [17, 4]


def test_all_that_is_wrong_is_told_at_once():
    """One error names every link and node with a wrong value, what was seen and what is near."""
    links = pd.DataFrame(
        {
            "link_id": ["l1", "l2", "l3", "l4", "l5"],
            "from_node_id": ["north", "north", "east", "east", 7],
            "to_node_id": ["east", "nroth", "north", "north", "7"],
            "cost": [-1.0, 2.0, "far", 3.0, 1.0],
            "better": [-2.0, 1.0, 1.0, 5.0, np.nan],
            "directed": [True, "yes", False, 0, 1],
        }
    )
    nodes = pd.DataFrame({"node_id": ["north", "east", "east", None, 7], "population": [1, -3, 1, 1, np.inf]})
    with pytest.raises(GraphError) as error:
        upgrade_gains(links, nodes, theta=1.0, upgraded="better")
    assert str(error.value).splitlines() == [
        "population of node 'east' is -3.0; expected a number that is not negative",
        "population of node 7 is inf; expected a number that is not negative",
        "nodes: 'east' stands in rows 1 and 2; expected each node once",
        "nodes: row 3 has node_id None; expected an id that is there and hashable",
        "link 'l2': to_node_id 'nroth' is not a node; is 'north' meant?",
        "link 'l5': to_node_id '7' is not a node; is 7 meant?",
        "cost of link 'l1' is -1.0; expected a number that is not negative, or infinity",
        "cost of link 'l3' is 'far'; expected a number that is not negative, or infinity",
        "upgraded cost of link 'l1' is -2.0; expected a number that is not negative, or infinity",
        "upgraded cost of link 'l5' is nan; expected a number that is not negative, or infinity",
        "link 'l4' costs 3.0 and 5.0 after its upgrade; expected no more than before",
        "link 'l2': directed is 'yes'; expected True or False",
    ]


def test_long_lists_are_cut():
    """Thirty wrong links are told by twenty lines and a count."""
    with pytest.raises(GraphError) as error:
        network_costs((np.zeros(30, int), np.ones(30, int), np.full(30, -1.0)), 2)
    lines = str(error.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "and 10 more"


def test_missing_columns_are_named_with_the_nearest():
    """Columns missing from both tables are told together, with the name that was perhaps meant."""
    links, nodes = frames()
    with pytest.raises(GraphError) as error:
        upgrade_gains(
            links.rename(columns={"to_node_id": "to_node"}),
            nodes.rename(columns={"population": "people"}),
            theta=1.0,
            upgraded="beter",
        )
    assert str(error.value).splitlines() == [
        "links: no column 'to_node_id'; is 'to_node' meant?",
        "links: no column 'beter'; is 'better' meant?",
        "nodes: no column 'population'; it has 'node_id', 'people'",
    ]


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"theta": 0.0}, SettingsError, "theta: found 0.0, expected a positive number"),
        ({"theta": np.nan}, SettingsError, "theta: found nan"),
        ({"price": -1.0}, SettingsError, "price: found -1.0, expected a positive number"),
        ({"own": True}, SettingsError, "own: found True, expected the cost within a place"),
        ({"own": 0.0}, SettingsError, "own: found 0.0, expected a positive cost"),
        ({"own": [1.0, 1.0]}, SettingsError, r"own: found shape \(2,\)"),
        ({"jobs": 0}, GraphError, "jobs: found 0"),
        ({"upgraded": [1.0]}, GraphError, r"upgraded: found shape \(1,\) for 2 links"),
        ({"upgraded": [0.0, 4.0], "links": ([0, 0], [1, 1], [2.0, 4.0])}, GraphError, "link 0: its upgrade"),
        ({"upgraded": "cost", "links": ([0], [1], [2.0])}, GraphError, "found 'cost', but links are arrays"),
        ({"links": ([0, 1], [1, 2], [0.0, 4.0])}, GraphError, "0 and 1 are 0 apart"),
        ({"links": ([0, 1], [1, 3], [2.0, 4.0])}, GraphError, "link 1: to_node_id 3 is not a node"),
        ({"links": ([0, 1], [1], [2.0, 4.0])}, GraphError, "arrays of shapes"),
        ({"nodes": np.ones((3, 3))}, GraphError, "found 2 dimensions"),
    ],
)
def test_wrong_arguments_are_refused(change, error, text):
    """Each wrong argument is refused with its name and what was found."""
    given = {"links": ([0, 1], [1, 2], [2.0, 4.0]), "nodes": np.ones(3), "theta": 1.0, "upgraded": [0.0, 1.0]}
    if "links" not in change:
        given["upgraded"] = [1.0, 1.0]
    with pytest.raises(error, match=text):
        upgrade_gains(**(given | change))


@pytest.mark.parametrize(
    ("cost", "people", "text"),
    [
        ([[0.0, 1.0]], [1.0], "expected \\(Z, Z\\)"),
        ([[0.0, np.nan], [1.0, 0.0]], [1.0, 1.0], "place 0 to place 1 is nan"),
        ([[0.0, 1.0], [-1.0, 0.0]], [1.0, 1.0], "place 1 to place 0 is -1.0"),
        ([[0.0, 1.0], [1.0, 0.0]], [1.0, -1.0], "population of place 1 is -1.0"),
        ([[0.0, 0.0], [1.0, 0.0]], [1.0, 1.0], "0 and 1 are 0 apart"),
        ([["x", 0.0], [1.0, 0.0]], [1.0, 1.0], "cost: expected numbers"),
    ],
)
def test_wrong_matrices_are_refused(cost, people, text):
    """A wrong matrix is refused with the places it is wrong for."""
    with pytest.raises(GraphError, match=text):
        market_access(cost, people, theta=1.0)


def test_inputs_stay_as_they_were():
    """Neither the matrix nor the tables given are written to."""
    costs, (links, nodes) = np.array([[0.0, 2.0], [2.0, 0.0]]), frames()
    market_access(costs, [1.0, 1.0], theta=1.0)
    assert costs.tolist() == [[0.0, 2.0], [2.0, 0.0]]
    upgrade_gains(links, nodes, theta=1.0, upgraded="better")
    pd.testing.assert_frame_equal(links, frames()[0])
