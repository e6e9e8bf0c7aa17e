"""The chain from provisions to what each country loses a month."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reopen.benefit.benefits import benefits
from reopen.benefit.clauses import clauses, still_closed
from reopen.network.network import build
from reopen.settings import Settings
from tests.benefit.triangle import triangle

DAY = "2026-03-31"
SMALL = {"draws": 4, "package_draws": 2, "season_days": (), "sensitivity": 0}
COVERED = {"faster": ("P-fast",), "railway": ("P-both", "P-rail"), "second": ("P-both", "P-done", "P-past")}


def provision(name):
    return {
        "provision_id": name, "document_id": "D", "topic": "transport", "obligated": "XA", "summary": name,
    }  # fmt: skip


def coding(name, implementation, **more):
    return {
        "provision_id": name, "date": "2024-05-01", "implementation": implementation, "coder": "register",
        **more,
    }  # fmt: skip


def with_accord(make_region, covered=COVERED):
    """The triangle with provisions that its openings fulfil; P-done is full, P-past overtaken."""
    names = sorted({p for some in covered.values() for p in some} | {"P-other"})
    codings = [coding("P-done", 3), coding("P-past", 1, overtaken="yes"), coding("P-rail", 2)]
    region = triangle(
        make_region,
        document=[{"document_id": "D", "title": "Statement", "date": "2020-11-10"}],
        provision=[provision(name) for name in names],
        coding=[row for row in codings if row["provision_id"] in names] or [coding("P-other", 0)],
    )
    table = region["opening"].copy()
    table["provision_ids"] = [covered.get(o, ()) for o in table["opening_id"]]
    return region.replace(opening=table)


def run(region, **options):
    return benefits(region, build(region), Settings(**SMALL | options), as_of=DAY)


@pytest.fixture
def region(make_region):
    return with_accord(make_region)


def rows(found):
    return found.totals.set_index("provision_id")


def test_only_what_is_neither_full_nor_overtaken_costs_anything(region):
    """The full and the overtaken clause are left out, as is one that no opening fulfils."""
    found = clauses(region, run(region), DAY)
    assert list(found.totals["provision_id"]) == ["P-both", "P-fast", "P-rail"]
    early = clauses(region, run(region), "2024-04-30")
    assert list(early.totals["provision_id"]) == ["P-both", "P-done", "P-fast", "P-past", "P-rail"]
    assert len(clauses(region, run(region), "2020-11-09").totals) == 0


def test_one_opening_is_a_twelfth_of_its_yearly_benefit(region):
    """By country, central and in percentiles; countries sum to the total."""
    made = run(region)
    found = clauses(region, made, DAY)
    yearly = made.by_country[made.by_country["opening_id"] == "railway"].set_index("country_id")
    month = found.by_country[found.by_country["provision_id"] == "P-rail"].set_index("country_id")
    for end in ("p10", "p50", "p90", "central"):
        np.testing.assert_allclose(month[f"month_usd_m_{end}"], yearly[f"benefit_{end}"] / 12.0, rtol=1e-12)
    assert rows(found).loc["P-rail", "basis"] == "one opening"
    assert rows(found).loc["P-rail", "month_usd_m_central"] == pytest.approx(
        month["month_usd_m_central"].sum()
    )


def test_openings_of_a_clause_count_together(region):
    """The joint value is that of the lattice, not the sum; without one it is the sum, and says so."""
    made = run(region)
    found = rows(clauses(region, made, DAY)).loc["P-both"]
    lattice = made.packages
    code = sum(1 << n for n, o in enumerate(lattice.openings) if o in ("railway", "second"))
    joint = lattice.benefit[code][lattice.inside].sum() / 12.0
    alone = made.totals.set_index("opening_id").loc[["railway", "second"], "benefit_central"].sum() / 12.0
    assert found["basis"] == "together"
    assert found["month_usd_m_central"] == pytest.approx(joint)
    assert abs(joint - alone) > 1e-3 * alone
    assert found["month_usd_m_p10"] <= found["month_usd_m_p50"] <= found["month_usd_m_p90"]
    plain = rows(clauses(region, run(region, together=0), DAY)).loc["P-both"]
    assert (plain["basis"], plain["apart"]) == ("added", ("railway", "second"))
    assert plain["month_usd_m_central"] == pytest.approx(alone)


def test_a_named_package_of_just_these_openings_comes_first(region):
    """It has draws of its own."""
    made = run(region, packages={"pair": ("second", "railway")})
    found = rows(clauses(region, made, DAY)).loc["P-both"]
    package = made.totals.set_index("opening_id").loc["pair"]
    assert found["basis"] == "named package pair"
    for end in ("p10", "p50", "p90", "central"):
        assert found[f"month_usd_m_{end}"] == pytest.approx(package[f"benefit_{end}"] / 12.0)


def test_what_the_lattice_does_not_hold_is_added_alone(make_region):
    """An opening that waits for no border is in no lattice: it is added, and named."""
    region = with_accord(make_region, {"faster": ("P",), "railway": ("P",)})
    made = run(region)
    assert "faster" not in made.packages.openings
    found = rows(clauses(region, made, DAY)).loc["P"]
    alone = made.totals.set_index("opening_id")["benefit_central"]["faster"] / 12.0
    lattice = made.packages
    code = sum(1 << n for n, o in enumerate(lattice.openings) if o == "railway")
    assert (found["basis"], found["apart"]) == ("partly together", ("faster",))
    assert found["month_usd_m_central"] == pytest.approx(
        alone + lattice.benefit[code][lattice.inside].sum() / 12.0
    )


@pytest.mark.parametrize("together", [0, 4])
def test_of_alternatives_the_better_counts(make_region, together):
    """Two that exclude each other are never both in the value, with a lattice or without."""
    region = with_accord(make_region, {"second": ("P",), "railway": ("P",)})
    table = region["opening"].copy()
    table["alternatives"] = [("second",) if o == "railway" else () for o in table["opening_id"]]
    region = region.replace(opening=table)
    made = run(region, together=together)
    found = rows(clauses(region, made, DAY)).loc["P"]
    alone = made.totals.set_index("opening_id")["benefit_central"]
    best = max(("second", "railway"), key=lambda o: alone[o])
    assert found["left_out"] == tuple({"second", "railway"} - {best})
    assert found["month_usd_m_central"] == pytest.approx(alone[best] / 12.0, rel=1e-6)


def test_what_is_open_already_counts_nothing(make_region):
    """From the day the railway opens, its clause costs nothing and the joint one the road alone."""
    region = with_accord(make_region)
    state = region["state"]
    opened = state[state["subject_id"].isin(["rbc", "rail-bc"])].assign(date="2025-06-01", state="open")
    region = region.replace(state=pd.concat([state, opened], ignore_index=True))
    assert still_closed(region, DAY) == ("faster", "second")
    assert still_closed(region, "2025-05-31") == ("faster", "railway", "second")
    found = rows(clauses(region, run(region), DAY))
    assert list(found.index) == ["P-both", "P-fast"]
    assert found.loc["P-both", "opening_ids"] == ("second",)
    assert found.loc["P-both", "open_ids"] == ("railway",)


def test_an_empty_register(make_region):
    """Without provisions there is nothing to cost, and the tables have their columns."""
    region = triangle(make_region)
    found = clauses(region, run(region), DAY)
    assert len(found.totals) == len(found.by_country) == 0
    assert "month_usd_m_central" in found.totals


def test_a_joint_value_takes_its_range_from_a_package_that_holds_it(region):
    """Percentiles are in proportion to the package's, also by country; without one, to the openings alone."""
    made = run(region, packages={"three": ("faster", "second", "railway")})
    found = clauses(region, made, DAY)
    joint = rows(found).loc["P-both"]
    package = made.totals.set_index("opening_id").loc["three"]
    months = found.by_country[found.by_country["provision_id"] == "P-both"]
    assert (joint["basis"], joint["range_of"]) == ("together", "named package three")
    for end in ("p10", "p50", "p90"):
        ratio = package[f"benefit_{end}"] / package["benefit_central"]
        assert joint[f"month_usd_m_{end}"] / joint["month_usd_m_central"] == pytest.approx(ratio)
        some = months[months["month_usd_m_central"] > 0]
        np.testing.assert_allclose(some[f"month_usd_m_{end}"], ratio * some["month_usd_m_central"])
    assert rows(clauses(region, run(region), DAY)).loc["P-both", "range_of"] == "openings alone"


def test_openings_that_bring_too_little_alone_give_no_range(region, monkeypatch):
    """The central value stays; percentiles are not told."""
    monkeypatch.setattr("reopen.benefit.clauses.ENOUGH", 10.0)
    made = run(region)
    found = rows(clauses(region, made, DAY)).loc["P-both"]
    assert found["range_of"] == "none"
    assert found["month_usd_m_central"] > 0
    assert np.isnan([found[f"month_usd_m_p{q}"] for q in (10, 50, 90)]).all()
