"""The short answer says what the tables say."""

from __future__ import annotations

import pandas as pd
import pytest

from reopen.report.findings import NEGLIGIBLE, findings
from reopen.report.unreachable import groups

COLUMNS = [
    "traffic_class",
    "origin_id",
    "destination_id",
    "origin_name",
    "destination_name",
    "share_of_year_reached",
]


def test_the_top_is_the_top(study):
    """The openings named are those with the largest benefit at P50, in that order."""
    found = findings(study)
    table = study.openings.sort_values("benefit_p50", ascending=False)
    assert [w.opening_id for w in found.top] == list(table["opening_id"][: len(found.top)])
    assert found.count == len(table)
    assert found.decisions == int(table["decision"].sum())


def test_gains_and_losses_of_countries_are_counted_alike(study):
    """Losses are told as plainly as gains, for every country in the order of its code."""
    found = findings(study)
    codes = [s.country_id for s in found.countries]
    assert codes == sorted(codes)
    for s in found.countries:
        mine = study.by_country[study.by_country["country_id"] == s.country_id]
        middle = mine.loc[mine["opening_id"].isin(study.openings["opening_id"]), "benefit_p50"]
        assert s.gains == int((middle > NEGLIGIBLE).sum())
        assert s.loses == int((middle < -NEGLIGIBLE).sum())
        assert s.worst is None or s.worst.p50 == pytest.approx(middle.min())
        assert s.best is None or s.best.p50 == pytest.approx(middle.max())


def test_pairs_without_a_way_are_told_once():
    """Every pair stands under one zone, classes that lack the same pairs stand together."""
    pairs = [("a", "b"), ("b", "a"), ("a", "c"), ("d", "e")]
    rows = [(kind, o, d, o.upper(), d.upper(), 0.0) for kind in ("bulk", "container") for o, d in pairs]
    rows.append(("passenger", "a", "b", "A", "B", 345 / 365))
    found = groups(pd.DataFrame(rows, columns=COLUMNS))
    assert [(g.classes, g.days, g.pairs) for g in found] == [
        (("bulk", "container"), 365, 3),
        (("passenger",), 20, 1),
    ]
    assert [(c.name, c.others) for c in found[0].cuts] == [("A", ("B", "C")), ("D", ("E",))]


def test_no_unreachable_pair_is_no_group():
    """An empty table gives no group."""
    assert groups(pd.DataFrame([], columns=COLUMNS)) == []
