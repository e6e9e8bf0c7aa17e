"""What one more team or more money brings, where the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import Crew, Worth
from reopen.rebuild.schedule import schedule
from reopen.rebuild.shadow import person_years, shadow_values
from tests.rebuild.programmes import hamlet


def test_one_more_team_shortens_the_hamlet():
    """A second team builds two houses at once: 10 months in place of 14; more money brings nothing."""
    p = hamlet().replace(crews=(*hamlet().crews, Crew("idle", "Idle", ((0, 1),))))
    told = []
    found = shadow_values(
        schedule(p, effort=0.5), effort=0.3, progress=lambda stage, share: told.append((stage, share))
    ).set_index("id")
    assert found.index.tolist() == ["builders", "state"]
    builders, state = found.loc["builders"], found.loc["state"]
    assert (builders.kind, builders.change) == ("crew", "one more team")
    assert (builders.gain, builders.at_most, builders.months, builders.gap) == (4.0, 4.0, 4, 0.0)
    assert (state.kind, state.change, state.gain, state.months) == ("fund", "10 % more a year", 0.0, 0)
    # Houses end in months 6, 6 and 10 in place of 6, 10 and 14.
    assert builders.person_years == pytest.approx(100 * (4 + 4) / 12)
    assert told[-1] == ("more", 1.0)


def test_more_money_helps_where_money_is_short():
    """A tenth more a year pays for the third house two years sooner; one more team does nothing."""
    p = hamlet()
    p = p.replace(
        crews=(Crew("builders", "Builders", ((0, 3),)),),
        funds=(replace(p.funds[0], amounts=((2026, 4.6),)),),
        worth=Worth(benefits=0.0, people=1.0),
    )
    found = shadow_values(schedule(p, effort=0.5), effort=0.3).set_index("id")
    assert found.index.tolist() == ["state", "builders"]
    assert found.loc["state"].gain == pytest.approx(100 * 10 / 12)
    assert found.loc["state"].months == 10
    assert found.loc["builders"].gain == 0


def test_a_bad_plan_does_not_count_as_a_gain():
    """From a plan far from the best, what more money brings is not what searching on brings."""
    p = hamlet()
    bad = Plan(p, np.array([20, 24, 28, 32]), "feasible", -36.0, -14.0, 0.5, 0.0, 0)
    found = shadow_values(bad, effort=0.3).set_index("id")
    assert found.loc["builders"].gain == 4.0
    assert found.loc["state"].gain == 0.0


def test_person_years_until_the_horizon():
    """A hundred people each from months 6, 10 and 14 on, of 36."""
    plan = Plan(hamlet(), np.array([0, 2, 6, 10]), "feasible", 0.0, 0.0, 0.0, 0.0, 0)
    assert person_years(plan) == pytest.approx(100 * (30 + 26 + 22) / 12)


def test_the_plan_is_searched_on_before_anything_is_added(monkeypatch):
    """Nothing is added for the first plans, each from the one before; all others begin with the last."""
    base = schedule(hamlet(), effort=0.3)
    asked = []

    def kept(programme, *, begin, **_):
        asked.append((programme == base.programme, int(begin[0])))
        return replace(base, programme=programme, start=base.start + len(asked))

    monkeypatch.setattr("reopen.rebuild.shadow.schedule", kept)
    shadow_values(base, effort=0.1)
    at = int(base.start[0])
    assert asked == [(True, at), (True, at + 1), (True, at + 2), (False, at + 2), (False, at + 2)]


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_ctrl_c_ends_all_of_it(monkeypatch, at):
    """Whichever plan is stopped, no other is made, and nothing is said of any."""
    base = schedule(hamlet(), effort=0.3)
    made = []

    def stopped(programme, **_):
        made.append(programme)
        return replace(base, programme=programme, stopped=len(made) == at)

    monkeypatch.setattr("reopen.rebuild.shadow.schedule", stopped)
    assert shadow_values(base, effort=0.1) is None
    assert len(made) == at
