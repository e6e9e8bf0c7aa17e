"""Nothing after a day shows: a view of a day equals that of a register from which later rows are cut."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.accord.deadlines import due, overdue
from reopen.accord.facts import facts, latest
from reopen.accord.forecasts import forecasts
from reopen.accord.known import DATED
from reopen.accord.scored import score
from reopen.accord.works import ordinal, records
from reopen.region.load import load
from reopen.region.spans import known_by
from reopen.region.template import new

DAYS = st.dates(date(2021, 1, 1), date(2026, 6, 30)).map(date.isoformat)


def cut(region, day):
    """The region as somebody had it on the day: no later row, in whatever table."""
    tables = {name: region[name] for name in DATED if name != "source"}
    return region.replace(
        **{n: t[known_by(t[DATED[n]], day)].reset_index(drop=True) for n, t in tables.items()}
    )


#: What is claimed of two works: attribute, unit, and values that grow more or less with the years.
KINDS = (
    ("P1", "physical_progress", "percent", "20 30-40 45 60 75 100 100"),
    ("P1", "completion_target", "date", "2022-01-01 2023 2024-06 2025 2025-12-31 2026 2026"),
    ("P1", "opened", "date", "2022-05-05 2023-03 2024 2024 2025-06 2026 2026"),
    ("P2", "cleared_area", "ha", "0 50 120 200 250-280 350 400"),
    ("P2", "hazard_area", "ha", "500 0 800-900 600 2000 1500 1200"),
    ("P2", "returnees", "persons", "100 150 300 320 500 650 700"),
    ("P2", "returnees_target_2025", "persons", "1000 0 900 2000 1500 1500 1500"),
)
CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 2),
        st.integers(2021, 2025),
        st.sampled_from(["", "-04", "-08-15"]),
    ),
    min_size=12,
    max_size=40,
)


def register(region, claims):
    """A region with the claims drawn, of a claimant each."""
    rows = [
        {
            "claim_id": f"C{n}", "subject_ids": (subject,), "attribute": attribute, "unit": unit,
            "value": values.split()[year - 2021 + ahead], "as_of": f"{year}{more}",
            "claimant": f"ministry {n % 2}", "side": f"X{n % 2}", "note": "", "source": ("own-estimate",),
        }
        for n, ((subject, attribute, unit, values), ahead, year, more) in enumerate(claims)
    ]  # fmt: skip
    return region.replace(claim=pd.DataFrame(rows))


@given(CLAIMS, DAYS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_scores_and_records_of_any_register_know_nothing_later(two, claims, day):
    """Whatever was claimed in whatever order: wholes that change, ends told late, targets before progress."""
    region = register(two, claims)
    now = float(ordinal(day))
    whole, then = records(region, "2027-12-31"), records(region, day)
    seen = {one.work_id: one for one in then}
    for one in whole:
        cut = one.known(now)
        if one.work_id in seen:
            assert_same(cut, seen[one.work_id])
        else:  # no work yet: it may be open before anything was claimed of it
            assert not len(cut.days) + len(cut.said)
    steps = [repr(step) for step in score(whole).steps if step.day <= now]
    assert list(map(repr, score(then).steps)) == steps


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A region with two works of which nothing is claimed."""
    folder = tmp_path_factory.mktemp("as-of") / "region"
    new(folder)
    region = load(folder)
    works = pd.DataFrame({name: [""] * 2 for name in region["project"]})
    return region.replace(project=works.assign(project_id=["P1", "P2"]))


def assert_same(one, other):
    """Both records hold the same, and so do those before them."""
    for name in ("days", "done", "said", "targets"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("finished", "told", "since"):
        np.testing.assert_equal(getattr(one, name), getattr(other, name))
    assert (one.earlier is None) == (other.earlier is None)
    if one.earlier:
        assert_same(one.earlier, other.earlier)


@given(DAYS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tables_of_a_day_know_nothing_later(south_caucasus, day):
    """Facts, forecasts and both lists of deadlines are those of the register cut at the day."""
    then = cut(south_caucasus, day)
    for view in (
        lambda region: facts(region, day),
        lambda region: latest(facts(region, day)),
        lambda region: forecasts(region, day),
        lambda region: due(region, day, until="2040-01-01"),
        lambda region: overdue(region, day),
    ):
        pd.testing.assert_frame_equal(view(then), view(south_caucasus))


@pytest.fixture(scope="module")
def scored(south_caucasus):
    return score(records(south_caucasus, "2026-06-30")).steps


@given(DAYS)
@settings(max_examples=25, deadline=None)
def test_the_score_of_a_day_is_the_beginning_of_every_later_one(south_caucasus, scored, day):
    """Claims that come later change no step that was scored by the day, nor how far it was widened."""
    now = float(ordinal(day))
    then = score(records(south_caucasus, day)).steps
    assert list(map(repr, then)) == [repr(step) for step in scored if step.day <= now]
