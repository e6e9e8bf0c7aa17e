"""The rebuilding programme of a small region, from its tables to a plan and its tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reopen.errors import ProgrammeError, ReopenError
from reopen.rebuild import rebuilding
from reopen.rebuild.damage import read_damage
from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import Programme, Task
from reopen.rebuild.rebuilding import groups, has_programme, network_value, rebuild
from reopen.rebuild.tasks import programme
from reopen.region.records import records
from reopen.region.region import Region
from reopen.settings import Settings
from tests.rebuild.checker import faults, worth
from tests.rebuild.hamlet import tables
from tests.rebuild.ruins import geojson


def how(**more) -> Settings:
    """Settings with little effort, twenty years, and no plans that are made again."""
    chosen = {"effort": 1.0, "horizon": 20, "front": 0, "shadow": False} | more
    return Settings.model_validate({"rebuild": chosen})


@pytest.fixture
def region(make_region) -> Region:
    """The hamlet with the unit costs of travel and the parameters of the starter's region."""
    rows, starter = tables(), make_region()
    for name in ("unit_cost", "parameter"):
        given = {row[f"{name}_id"] for row in rows[name]}
        rows[name] += [
            {key: value for key, value in row.items() if value is not None and not isinstance(value, tuple)}
            for row in records(starter[name])
            if row[f"{name}_id"] not in given
        ]
    return make_region(**rows)


def test_a_region_becomes_a_plan_and_tables(region):
    """The plan can be carried out, is worth what it says, and its tables have all its tasks and money."""
    told = []
    done = rebuild(region, settings=how(), progress=lambda stage, share: told.append(stage))
    p = done.plan.programme
    assert faults(p, done.plan.start) == []
    assert done.plan.value == pytest.approx(worth(p, done.plan.start))
    assert done.plan.value <= done.plan.bound
    assert sorted(done.tasks.task_id) == sorted(task.id for task in p.tasks)
    assert done.spending.committed_usd_m_central.sum() == pytest.approx(sum(t.cost.central for t in p.tasks))
    home = done.people[done.people.year == done.people.year.max()].set_index("group_ids").persons_home
    assert home.to_dict() == {("valley-people",): 600.0, (): 40.0}
    assert set(done.milestones[done.milestones.kind == "opening"].subject_id) == {
        t.opening_id for t in p.tasks
    } - {""}
    assert set(done.crews.crew_id) == {crew.id for crew in p.crews}
    assert list(dict.fromkeys(told))[:2] == ["tasks", "bound"]
    assert done.notes[: len(p.notes)] == p.notes
    assert len(done.shadow) == len(done.front) == 0


def test_it_repeats_on_one_thread(region):
    """The same region and seed give the same plan, on one thread and on two."""
    first, second = (rebuild(region, settings=how(effort=0.3), seed=3, jobs=jobs).plan for jobs in (1, 2))
    assert (first.start == second.start).all()
    assert (first.value, first.bound) == (second.value, second.bound)


def test_more_and_front_are_made_where_asked_for(region):
    """With them in the settings there is a row for each crew and budget at work, and for each ceiling."""
    done = rebuild(region, settings=how(effort=0.5, front=2, shadow=True))
    p = done.plan.programme
    named = {name for t in p.tasks for name, _ in t.crews} | {t.fund_id for t in p.tasks if t.fund_id}
    assert set(done.shadow.id) == named
    assert (done.shadow.gain >= 0).all()
    assert done.front.budget_share.tolist() == [0.5, 1.5]


@pytest.mark.parametrize(("stage", "fronts"), [("shadow_values", 0), ("front", 1)])
def test_ctrl_c_after_the_plan_is_told(region, monkeypatch, stage, fronts):
    """Where scarcity or the front was stopped the result says so, and what follows is left out."""
    made = []
    monkeypatch.setattr(rebuilding, "shadow_values", lambda *_, **__: pd.DataFrame({"gain": [1.0]}))
    monkeypatch.setattr(rebuilding, "front", lambda *_, **__: made.append(1))
    if stage == "shadow_values":
        monkeypatch.setattr(rebuilding, stage, lambda *_, **__: None)
    done = rebuild(region, settings=how(effort=0.3, front=2, shadow=True))
    assert done.plan.stopped
    assert (len(made), len(done.shadow), len(done.front)) == (fronts, fronts, 0)


def test_objects_of_a_damage_file_are_planned_and_lose_until_they_are_done(region, tmp_path):
    """A house that a file shows, priced by the settings, has a task, and its loss ends with that task."""
    point = {"damage_gra": "Destroyed", "obj_type": "11-Residential Buildings", "src_date": "01/02/2024"}
    places = region["settlement"].assign(x_coord=[-30.0, -30.0], y_coord=[20.5, 21.0])
    region = region.replace(settlement=places)
    file = read_damage(geojson(tmp_path / "seen.geojson", [((-30.0, 20.5), point)]))
    done = rebuild(region, settings=how(unit_costs={"housing": "house"}), files=[file])
    p = done.plan.programme
    (at,) = [j for j, task in enumerate(p.tasks) if task.asset_id == "town-seen-house-grade-4"]
    row = done.needs.assets.set_index("asset_id").loc["seen.seen-1"]
    begin = p.year + (p.month - 1) / 12
    assert row["years"] == pytest.approx(begin + done.plan.finish[at] / 12 - 2026.0, abs=0.1)


def test_openings_that_are_finished_are_open_in_every_set(region):
    """Beside a road that is built already, a second one between the same towns is worth less than alone."""

    def again(table, key, old, **changes):
        rows = region[table]
        return pd.concat([rows, rows[rows[key] == old].assign(**changes)], ignore_index=True)

    road, gate = [("second-road",)], [("second-gate",)]
    both = region.replace(
        link=again("link", "link_id", "rd-alder-birch", link_id="second-road", length=60.0),
        crossing=again("crossing", "crossing_id", "valley-gate", crossing_id="second-gate", link_ids=road),
        state=again("state", "subject_id", "valley-gate", subject_id="second-gate"),
        consent=again("consent", "opening_id", "valley-road", opening_id="second"),
        opening=again(
            "opening", "opening_id", "valley-road", opening_id="second", link_ids=road, crossing_ids=gate
        ),
    )
    made, day = programme(both), str(region.meta.as_of)
    left = made.replace(tasks=tuple(task for task in made.tasks if task.opening_id != "valley-road"))
    alone, _ = network_value(both, left, as_of=day, jobs=1)
    beside, _ = network_value(both, left.replace(opened=("valley-road",)), as_of=day, jobs=1)
    assert alone.openings == beside.openings == ("second",)
    assert 0 < beside.usd_m_per_year[1] < alone.usd_m_per_year[1]


def test_the_network_is_worth_what_its_openings_bring(region):
    """Openings among the tasks are valued in all combinations; nothing open is worth nothing more."""
    made = programme(region)
    value, notes = network_value(region, made, as_of=str(region.meta.as_of), jobs=1)
    planned = {task.opening_id for task in made.tasks} - {""}
    assert value is not None
    assert set(value.openings) <= planned
    assert len(value.usd_m_per_year) == 1 << len(value.openings)
    assert value.usd_m_per_year[0] == 0
    assert (value.usd_m_per_year >= 0).all()
    assert any(", ".join(value.openings) in note for note in notes)


def test_a_programme_without_openings_has_no_network(make_region):
    """Without a task that brings an opening nothing is valued."""
    region = make_region(**tables())
    alone = Programme("p", 2026, 1, 12, (Task("a", "A", 1),))
    assert network_value(region, alone, as_of=str(region.meta.as_of), jobs=1) == (None, ())


def test_every_displaced_group_is_reported(make_region):
    """A group whose place is planned has the months in which half and all are home; the other has none."""
    region = make_region(**tables())
    tasks = tuple(
        Task(f"t{j}", "T", 1, persons=persons, group_ids=names)
        for j, (persons, names) in enumerate(
            [
                (250.0, ("valley-people",)),
                (150.0, ("valley-people",)),
                (200.0, ("valley-people", "somebody")),
            ]
        )
    )
    p = Programme("p", 2026, 1, 40, tasks)
    table = groups(region, Plan(p, np.array([2, 12, 5]), "feasible", 0.0, 0.0, 0.0, 0.0, 0)).set_index(
        "group_id"
    )
    valley, coast = table.loc["valley-people"], table.loc["coast-people"]
    assert (valley.persons_home, valley.persons_home_together) == (400.0, 200.0)
    assert (valley.half_home, valley.all_home) == ("2026-07", "2027-02")
    assert valley.programme == "under_way"
    assert (coast.persons_home, coast.half_home, coast.all_home) == (0, "", "")


def test_a_region_without_works_has_no_programme(make_region):
    """The starter's region alone has nothing to rebuild; with works it has, once crews are known."""
    assert not has_programme(make_region(), "2026-01-01")
    assert has_programme(make_region(**tables()), "2026-01-01")
    assert not has_programme(make_region(**tables()), "2024-12-31")


def test_no_time_is_told_with_what_conflicts(make_region):
    """A horizon of one year is too short, and the error says for which tasks or limits."""
    with pytest.raises(ProgrammeError, match=r"give it more years|no plan meets"):
        rebuild(make_region(**tables()), settings=how(horizon=1))


def test_an_unknown_crew_in_the_settings_is_refused(make_region):
    """A crew that the region does not have is named, and nothing is planned."""
    with pytest.raises(ReopenError, match="nobody"):
        rebuild(make_region(**tables()), settings=how(crews={"nobody": 3}))
