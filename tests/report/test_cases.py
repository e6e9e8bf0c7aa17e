"""Details of openings: the appraisal's and the views' own numbers, in words that fit them."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.assumptions import drawn_ranges
from reopen.report.cases import FLAGGED, TOP, anchor_of, cases, figures


@pytest.fixture(scope="module")
def found(study):
    return cases(study)


def test_every_opening_and_named_package_is_there(study, found):
    """In the order of the tables, packages with the titles of their openings."""
    assert list(found) == list(study.benefits.gains.names)
    for named in study.benefits.named:
        assert len(found[named.id].members) == len(named.openings)


def test_an_anchor_is_told_apart_from_every_other():
    """Packages whose names differ by signs alone, or that are called like an opening, have their own."""
    taken = {"valley-road"}
    for name in ("valley road", "valley, road", "valley-road", "Ճանապարհ 2"):
        taken.add(anchor_of(name, taken))
    assert taken == {"valley-road", "valley-road-2", "valley-road-3", "valley-road-4", "Ճանապարհ-2"}


def test_net_present_values_fall_with_the_rate_where_benefits_come_later(study, found):
    """All rates are there; costs come first, so a gain shrinks as the rate grows."""
    table = study.benefits.appraisal.set_index("scenario_id")
    for case in found.values():
        if not case.priced:
            assert case.id not in table.index
            continue
        assert [rate for rate, _ in case.npv] == list(study.settings.discount_rates)
        for rate, value in case.npv:
            assert value == tuple(table.loc[case.id, f"npv{rate:g}_usd_m_p{q}"] for q in (10, 50, 90))
        central = {r: table.loc[case.id, f"npv{r:g}_usd_m_central"] for r in study.settings.discount_rates}
        if central[12.0] > 0:
            assert central[3.0] > central[6.0] > central[9.0] > central[12.0]


def test_switching_values_are_of_one_sign_with_the_central_value(study, found):
    """Where the central value is a gain, benefits may fall and costs rise."""
    table = study.benefits.appraisal.set_index("scenario_id")
    rate = study.settings.discount_rates[0]
    seen = 0
    for case in found.values():
        if case.priced and np.isfinite(case.switching_costs) and case.switching_costs:
            central = table.loc[case.id, f"npv{rate:g}_usd_m_central"]
            assert (central > 0) == (case.switching_costs > 0)
            assert (central > 0) == (case.switching_benefits < 0)
            seen += 1
    assert seen > 20


def test_views_are_told_apart_by_country(study, found):
    """Users' surplus leaves the fees out; access and equilibrium are the views' own."""
    case = max(found.values(), key=lambda c: c.benefit[1])
    gains, row = study.benefits.gains, list(study.benefits.gains.names).index(case.id)
    ids = [str(c) for c in study.region["country"]["country_id"]]
    access = study.views.access_by_country.set_index(["scenario_id", "country_id"])["percent"]
    welfare = study.views.equilibrium_by_country.set_index(["scenario_id", "country_id"])
    assert [v.country_id for v in case.views] == sorted(v.country_id for v in case.views)
    for view in case.views:
        n = ids.index(view.country_id)
        draws = gains.drawn["user"][row][:, n] + gains.drawn["passenger"][row][:, n]
        assert view.user[0] - 1e-9 <= np.median(draws) / 1e6 <= view.user[2] + 1e-9
        assert view.access == access[case.id, view.country_id]
        assert view.welfare[1] == welfare.loc[(case.id, view.country_id), "percent_central"]


def test_the_tornado_is_in_order_and_in_words(study, found):
    """The widest swing first, each figure by its name in the tables and none by a bare id."""
    known = figures(study.region)
    assert set(drawn_ranges(study.region)) <= set(known)
    for case in found.values():
        if case.tornado:
            swings = [abs(s.high - s.low) for s in case.tornado.swings]
            assert 0 < len(swings) <= TOP
            assert swings[0] == pytest.approx(max(swings))
            assert case.tornado.axis[0] <= case.tornado.central <= case.tornado.axis[1]


def test_the_rule_of_a_half_is_flagged_where_it_breaks_down(study, found):
    """The flag follows the share of benefits where the rule does not hold."""
    table = study.openings.set_index("opening_id")["share_beyond_rule_of_half"]
    for name, share in table.items():
        assert found[name].flagged == (share >= FLAGGED)
