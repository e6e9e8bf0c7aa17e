"""What is said of works: every statement kept, and none known before it was made."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.accord.facts import facts, latest, unreadable
from reopen.accord.measured import measured
from reopen.errors import RegionError, SettingsError

PROJECT = {"project_id": "P1", "name": "Tunnel", "status": "under_construction"}


def claim(number, attribute, value, as_of, unit="percent", side="XA", **more):
    return {
        "claim_id": f"C{number}", "subject_ids": "P1", "attribute": attribute, "value": value, "unit": unit,
        "as_of": as_of, "claimant": f"ministry {side}", "side": side, **more,
    }  # fmt: skip


def test_conflicting_claims_stay_side_by_side(make_region):
    """Of two sides each keeps its newest figure, and low and high span both."""
    region = make_region(
        project=[PROJECT],
        claim=[
            claim(1, "physical_progress", "30", "2025-01-10"),
            claim(2, "physical_progress", "50", "2025-06-10"),
            claim(3, "physical_progress", "38-42", "2025-05", side="XB"),
        ],
    )
    newest = latest(facts(region, "2025-12-31")).set_index("row_id")
    assert set(newest.index) == {"C2", "C3"}
    assert newest.loc["C3", ["value_low", "value_high"]].tolist() == [38.0, 42.0]
    assert newest["low"].unique().tolist() == [38.0]
    assert newest["high"].unique().tolist() == [50.0]
    assert newest["side"].tolist() == ["XB", "XA"]


def test_a_static_figure_is_contradicted_and_not_overtaken(make_region):
    """Two statements of the whole hazard area both stay, in hectares, whoever made them."""
    region = make_region(
        project=[PROJECT],
        claim=[
            claim(1, "hazard_area", "90", "2024", unit="km2"),
            claim(2, "hazard_area", "12000", "2025", unit="ha"),
        ],
    )
    both = latest(facts(region, "2026-01-01"))
    assert both["value_low"].tolist() == [9000.0, 12000.0]
    assert both["low"].tolist() == [9000.0] * 2
    assert both["high"].tolist() == [12000.0] * 2


def test_a_vague_date_counts_from_its_end_on(south_caucasus):
    """The claim of 2024 is not known in June 2024 but is at the end of the year."""
    assert "C090" not in set(facts(south_caucasus, "2024-06-30")["row_id"])
    assert "C090" in set(facts(south_caucasus, "2024-12-31")["row_id"])


def test_the_regions_own_date_is_no_exception(make_region):
    """A claim of the year that the region's own date lies in counts from the end of that year on."""
    region = make_region(project=[PROJECT], claim=[claim(1, "physical_progress", "10", "2026")])
    assert region.meta.as_of == "2026-01-01"
    assert facts(region).empty
    assert facts(region, "2026-12-30").empty
    assert len(facts(region, "2026-12-31")) == 1


@pytest.mark.parametrize(
    ("attribute", "as_of", "measure", "period"),
    [
        ("budget_2024", "2025-04-15", "spent", ("2024-01-01", "2024-12-31")),
        ("budget_2023_9m", "2023-10-14", "spent", ("2023-01-01", "2023-09-30")),
        ("budget_2021_2024", "2025-04-15", "spent", ("2021-01-01", "2024-12-31")),
        ("budget_2025_plan", "2025-04-15", "budget_planned", ("2025-01-01", "2025-12-31")),
        ("budget_2020_2026", "2025-12-09", "budget_planned", ("2020-01-01", "2026-12-31")),
        ("returnees_target_2026", "2024-01-27", "returnees_target", ("2024-01-27", "2026-12-31")),
        ("returnees_target_3yr", "2024-01-27", "returnees_target", ("2024-01-27", "2027-01-27")),
        ("returnees_target_3yr", "2024-01-31", "returnees_target", ("2024-01-31", "2027-01-31")),
        ("returnees_target_1yr", "2024-02-29", "returnees_target", ("2024-02-29", "2025-02-28")),
        ("returnees_target_2023", "2024-01-27", "returnees_target", ("2023-12-31", "2023-12-31")),
    ],
)
def test_periods_are_read_from_the_attribute(make_region, attribute, as_of, measure, period):
    """Budgets and goals carry their period; money said before its period ended can only be a plan."""
    unit = "AZN_million" if attribute.startswith("budget") else "persons"
    region = make_region(project=[PROJECT], claim=[claim(1, attribute, "4000", as_of, unit=unit)])
    (row,) = facts(region, "2026-01-31").to_dict("records")
    assert (row["measure"], (row["first"], row["last"])) == (measure, period)
    assert row["unit"] == unit


def test_an_opening_counts_only_where_the_register_has_the_project_open(make_region):
    """An event about two projects opens the one that is open and not the one that is still being built."""
    region = make_region(
        project=[
            PROJECT,
            PROJECT | {"project_id": "P2", "status": "open", "reopened_on": "2025-03-05 (memory)"},
        ],
        event=[
            {
                "event_id": "E1",
                "date": "2025-03-04",
                "kind": "opening",
                "subject_ids": "P1;P2",
                "title": "Day",
            },
            {
                "event_id": "E2",
                "date": "2022",
                "kind": "construction_start",
                "subject_ids": "P1",
                "title": "Go",
            },
        ],
    )
    known = facts(region, "2025-12-31")
    assert set(known.loc[known["measure"] == "opened", "subject_id"]) == {"P2"}
    assert sorted(known.loc[known["measure"] == "opened", "origin"]) == ["event", "project"]
    assert known.loc[known["measure"] == "started", "subject_id"].tolist() == ["P1"]


def test_all_unreadable_claims_are_named_at_once(make_region):
    """Words for a figure, a share beyond 100, an unknown unit and a date that is none: four problems."""
    region = make_region(
        project=[PROJECT],
        claim=[
            claim(1, "physical_progress", "about half", "2025"),
            claim(2, "physical_progress", "110", "2025"),
            claim(3, "cleared_area", "5", "2025", unit="acres"),
            claim(4, "completion_target", "early summer", "2025", unit="date"),
            claim(5, "cost", "whatever", "2025"),
        ],
    )
    with pytest.raises(RegionError) as caught:
        facts(region)
    assert [problem.id for problem in caught.value.problems] == ["C1", "C2", "C3", "C4"]
    for words in ("'about half'", "'110'", "'acres'", "'early summer'", "into the note"):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("attribute", "value", "unit", "ends"),
    [
        ("cleared_area", "1,200", "ha", (1200.0, 1200.0)),
        ("cleared_area", "65 – 70", "km2", (6500.0, 7000.0)),
        ("hazard_area", "0", "ha", (0.0, 0.0)),
        ("cleared_area", "20000", "m2", (2.0, 2.0)),
        ("physical_progress", "65-70", "percent", (65.0, 70.0)),
        ("budget_2024", "1,200.5", "AZN_million", (1200.5, 1200.5)),
    ],
)
def test_figures_are_read_as_everywhere_else(make_region, attribute, value, unit, ends):
    """Thousands with commas, ranges with spaces, and every unit of area."""
    region = make_region(project=[PROJECT], claim=[claim(1, attribute, value, "2025-05-01", unit=unit)])
    (row,) = facts(region).to_dict("records")
    assert (row["value_low"], row["value_high"]) == pytest.approx(ends)


def test_attributes_that_hold_no_year_are_named_at_once(make_region):
    """Years that no calendar has, a period turned round, a figure below nought and persons in percent."""
    region = make_region(
        project=[PROJECT],
        claim=[
            claim(1, "budget_0000", "5", "2025", unit="AZN_million"),
            claim(2, "budget_2024_2023", "5", "2025", unit="AZN_million"),
            claim(3, "returnees_target_0000", "5", "2025", unit="persons"),
            claim(4, "returnees_target_999yr", "5", "9500", unit="persons"),
            claim(5, "returnees", "-5", "2025", unit="percent"),
        ],
    )
    with pytest.raises(RegionError) as caught:
        facts(region)
    seen = [(problem.id, problem.column) for problem in caught.value.problems]
    assert seen == [*((f"C{n}", "attribute") for n in (1, 2, 3, 4)), ("C5", "value"), ("C5", "unit")]
    assert all(problem.mend and problem.file == "claim.csv" for problem in caught.value.problems)
    assert unreadable(region) == list(caught.value.problems)


@given(
    st.sampled_from(["physical_progress", "cleared_area", "hazard_area", "returnees", "budget_", "opened"]),
    st.from_regex(r"(\d{4}(_\d{4})?(_9m)?(_plan)?|\d{1,5}yr)?", fullmatch=True),
    st.from_regex(r"[-−]?\d{1,8}([,.]\d{1,3})?( ?[-–] ?\d{1,4})?|[a-z ]{1,9}", fullmatch=True),
    st.sampled_from(["percent", "ha", "km2", "persons", "date", "AZN_million", "?"]),
    st.from_regex(r"\d{4}(-\d{2}(-\d{2})?)?", fullmatch=True),
)
@settings(max_examples=300, deadline=None)
def test_a_claim_is_read_or_told_and_never_worse(attribute, more, value, unit, as_of):
    """Of any claim there are cells with finite figures in order, or a problem, or nothing to be read."""
    told = []
    name = f"returnees_target_{more}" if more.endswith("yr") else attribute + more
    one = {"attribute": name, "value": value, "unit": unit, "as_of": as_of}
    cells = measured(one, lambda *what: told.append(what))
    assert not (cells and told)
    if cells and "value_low" in cells:
        assert 0.0 <= cells["value_low"] <= cells["value_high"] < float("inf")
    if cells and "first" in cells:
        assert cells["first"] <= cells["last"]


def test_a_date_that_is_none_is_refused(south_caucasus):
    """The date must be one."""
    with pytest.raises(SettingsError, match="soon"):
        facts(south_caucasus, "soon")
