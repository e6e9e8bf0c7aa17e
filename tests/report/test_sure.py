"""How sure: counts, kinds of way and published studies as the study holds them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reopen.report.html import render
from reopen.report.sure import counts, misfit, sensitivity, studies, ways


def test_shares_of_kinds_of_way_add_up(study):
    """To a hundred percent for each country, of all that leaves or enters it."""
    table = study.benefits.shares
    for row in ways(study):
        assert sum(share for _, share in row.percents) == pytest.approx(100.0)
        mine = table[(table["origin_id"] == row.country_id) | (table["destination_id"] == row.country_id)]
        assert row.kt == pytest.approx(mine.filter(like="_kt").to_numpy().sum())


def test_the_typical_misfit_is_a_factor(study):
    """Twice and half of a count are both off by a factor of two; counts without a flow are left out."""
    table = pd.DataFrame({"ratio": [2.0, 0.5, 0.0, np.nan]})
    assert misfit(replace(study, benefits=replace(study.benefits, counts=table))) == pytest.approx(2.0)
    none = pd.DataFrame({"ratio": [0.0]})
    assert math.isnan(misfit(replace(study, benefits=replace(study.benefits, counts=none))))
    assert len(counts(study)) == len(study.benefits.counts)


def test_what_never_pays_is_never(study):
    """Infinite years are "never", a range with one end says so, and what is missing is a dash."""
    row = study.compared.iloc[[0]]
    ends = {
        "ours": np.inf,
        "ours_low": 12.0,
        "ours_high": np.inf,
        "published_low": 100.0,
        "published_high": np.nan,
    }
    (told,) = studies(replace(study, compared=row.assign(measure="payback_years", **ends)))
    assert (told.ours, told.span, told.published) == ("never", "12 to never", "from 100")
    none = dict.fromkeys(ends, np.nan)
    (told,) = studies(replace(study, compared=row.assign(**none)))
    assert (told.ours, told.span, told.published) == ("–", "–", "–")


def test_every_study_is_in_the_report(study):
    """Its author, its scope, and why it differs."""
    told = studies(study)
    assert len(told) == len(study.compared)
    text = render(study)
    assert all(part in text for part in ("Why they differ", "Sobol indices"))


def test_indices_are_listed_by_their_weight(study):
    """The group of largest total index first; none where the settings leave them out."""
    found = sensitivity(study)
    assert found
    for _, rows in found:
        totals = [row["total"] for row in rows]
        assert totals == sorted(totals, reverse=True)
    nothing = replace(study.benefits, sensitivity=study.benefits.sensitivity.iloc[:0])
    assert sensitivity(replace(study, benefits=nothing)) == []
