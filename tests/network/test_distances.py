"""Open-road distances of the embedded region against published ones.

``distances.csv`` holds every pair of places for which a search of public pages in 2026 found a
road distance of 60 km or more, from an official body (grade A), or from an encyclopaedia, a road
list, a guide book or a newspaper (grade B). Left out are travel diaries and shops, tables of
straight lines, and figures by a road closed since or by another road that they name. Of several
figures for a pair the one with the best authority stands, whether the region meets it or not.
``fitted`` marks pairs whose link took its length from the figure: meeting those proves nothing.
``known_gap`` says why a pair is not met.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from reopen.network.costs import passable
from reopen.network.network import ROAD, build
from reopen.network.seasons import seasons
from reopen.network.standing import standing
from reopen.path.dijkstra import many_to_all

TOLERANCE = 0.05

with Path(__file__).with_name("distances.csv").open(encoding="utf-8", newline="") as file:
    PAIRS = list(csv.DictReader(file))
MET = [pair for pair in PAIRS if not pair["known_gap"]]
GAPS = [pair for pair in PAIRS if pair["known_gap"]]


def name(pair):
    """The pair as the id of a test."""
    return f"{pair['from_node_id']}-{pair['to_node_id']}"


@pytest.fixture(scope="module")
def ratio(south_caucasus):
    """Length of the shortest road open to freight or passengers, over the published length, of a pair."""
    network, now = build(south_caucasus), standing(south_caucasus)
    (season,) = seasons(())
    usable = passable(network, now, 0, season, ()) | passable(network, now, 1, season, ())
    length = now.link["length"][np.maximum(network.link, 0)]
    cost = np.where((network.kind == ROAD) & usable, length, np.inf)
    rows = {str(node): n for n, node in enumerate(south_caucasus["node"]["node_id"])}
    starts = np.array([rows[pair["from_node_id"]] for pair in PAIRS], dtype=np.int32)
    ends = [rows[pair["to_node_id"]] for pair in PAIRS]
    km = many_to_all(network.first, network.head, cost, starts)[0][np.arange(len(PAIRS)), ends]
    return {name(pair): found / float(pair["published_km"]) for pair, found in zip(PAIRS, km, strict=True)}


@pytest.mark.parametrize("pair", MET, ids=name)
def test_open_road_distance_is_near_the_published_one(ratio, pair):
    """The shortest open road is within 5 % of the published distance."""
    assert ratio[name(pair)] == pytest.approx(1, abs=TOLERANCE)


@pytest.mark.parametrize("pair", GAPS, ids=name)
def test_known_gaps_are_still_gaps(ratio, pair):
    """A pair listed with a known gap is outside 5 %; once mended, its reason is to be taken out."""
    assert ratio[name(pair)] != pytest.approx(1, abs=TOLERANCE)


def test_enough_distances_are_met_that_were_not_fitted():
    """At least 40 of the published distances that are met gave no link its length."""
    assert sum(pair["fitted"] == "no" for pair in MET) >= 40
