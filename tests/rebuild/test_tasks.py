"""The programme of a region: what its tables say is in its tasks, and what is wrong is said at once."""

from __future__ import annotations

from math import ceil

import pytest

from reopen.errors import ProgrammeError
from reopen.rebuild.checks import problems
from reopen.rebuild.programme import Programme, Task
from reopen.rebuild.tasks import programme
from reopen.region.region import Region
from reopen.settings import Rebuild, Weights

from .hamlet import asset, tables


@pytest.fixture(scope="module")
def whole(south_caucasus: Region) -> Programme:
    """The programme of the embedded region."""
    return programme(south_caucasus)


def by_id(made: Programme) -> dict[str, Task]:
    """Tasks by id."""
    return {task.id: task for task in made.tasks}


def before(made: Programme, name: str) -> set[str]:
    """Tasks that come before a task, all the way back."""
    tasks, found, stack = by_id(made), set(), [name]
    while stack:
        for one in tasks[stack.pop()].after:
            if one.task_id not in found:
                found.add(one.task_id)
                stack.append(one.task_id)
    return found


def test_tasks_of_a_small_region(make_region) -> None:
    """Every task of a town follows from its rows: quantity, months, cost, teams, money and season."""
    tasks = by_id(programme(make_region(**tables())))
    assert {name for name in tasks if name.startswith("town.")} == {
        "town.survey.1", "town.survey.2", "town.clear.1", "town.clear.2", "town.clear.3", "town.clear.4",
        "town.record.chapel", "town.road", "town.homes.1",
        "town.homes.2", "town.return.1", "town.return.2", "town.restore.chapel",
    }  # fmt: skip
    clear = tasks["town.clear.1"]
    assert (clear.quantity, clear.unit, clear.months, clear.months_range) == (25.0, "ha", 3, (2, 5))
    assert clear.crews == (("deminers", 5),)
    assert clear.closed_months == (1, 2, 12)
    assert clear.cost.central == pytest.approx(100 * 1e4 * 2e-6 / 4)
    assert clear.cost.low == pytest.approx(50 * 1e4 * 1e-6 / 4)
    assert clear.cost.high == pytest.approx(200 * 1e4 * 4e-6 / 4)
    homes = tasks["town.homes.1"]
    assert (homes.quantity, homes.months, homes.fund_id, homes.asset_id) == (100.0, 5, "state", "town-homes")
    assert homes.cost.central == pytest.approx(100 * 0.1 * 1.1)
    assert homes.closed_months == ()
    assert tasks["town.restore.chapel"].cost.central == pytest.approx(0.4 * 0.35 * 1.1)
    assert tasks["town.restore.chapel"].months == ceil(0.35 / 0.1)


def test_a_repair_takes_less_than_a_new_house(make_region) -> None:
    """Homes of grade 2 take the share of the months that their damage is of their value."""
    found = by_id(programme(make_region(**tables())))["village.homes"]
    assert found.months == 1
    assert found.cost.central == pytest.approx(10 * 0.1 * 0.35 * 1.1)
    assert found.cost.low == pytest.approx(10 * 0.05 * 0.2 * 1.0)


def test_crews_of_another_country_stand_in(make_region) -> None:
    """The village in the other country has that country's builders, and no budget."""
    found = by_id(programme(make_region(**tables())))["village.homes"]
    assert found.crews == (("builders-b", 2),)
    assert found.fund_id == ""


def test_each_batch_of_returns_waits_for_its_own_homes(make_region) -> None:
    """People of the second batch wait for the second batch of homes, and for no other."""
    made = programme(make_region(**tables()))
    tasks = by_id(made)
    assert [(one.task_id, one.lag) for one in tasks["town.return.2"].after] == [("town.homes.2", 0)]
    assert tasks["town.homes.2"].after[0].lag == 1
    chain = before(made, "town.return.1")
    assert {
        "town.survey.1",
        "town.survey.2",
        "town.clear.1",
        "town.clear.4",
        "town.record.chapel",
        "town.road",
    } < chain
    assert "town.homes.2" not in chain


def test_people_at_home_already_are_not_counted_again(make_region) -> None:
    """Of a target of 700 with 100 at home, 600 return, shared by homes; the groups are theirs."""
    tasks = by_id(programme(make_region(**tables())))
    returns = [tasks["town.return.1"], tasks["town.return.2"]]
    assert [task.persons for task in returns] == [300.0, 300.0]
    assert all(task.group_ids == ("valley-people",) for task in returns)
    assert returns[0].cost.central == pytest.approx(75 * 0.008)


def test_without_a_target_each_home_is_a_household(make_region) -> None:
    """The village has no target: ten homes of four, and a note says so."""
    made = programme(make_region(**tables()))
    assert by_id(made)["village.return"].persons == 40.0
    assert any("without a target" in note and "Village" in note for note in made.notes)


def test_targets_beyond_the_homes_are_noted(make_region) -> None:
    """No more people return than homes can house, and the rest is said."""
    rows = tables()
    rows["settlement"][0]["target_population"] = 1000
    made = programme(make_region(**rows))
    assert sum(task.persons for task in made.tasks if task.settlement_id == "town") == 800.0
    assert any("Town 100 more" in note for note in made.notes)


def test_a_work_without_tasks_passes_on_what_comes_before_it(make_region) -> None:
    """With no road to build, homes wait for clearance all the same."""
    rows = tables()
    rows["asset"] = [row for row in rows["asset"] if row["asset_id"] != "town-road"]
    found = by_id(programme(make_region(**rows)))["town.homes.1"]
    assert {one.task_id for one in found.after} == {"town.clear.1", "town.clear.2"}


def test_unknown_costs_are_never_nothing(make_region) -> None:
    """An asset without a unit cost makes no task, and its id stands in the notes."""
    rows = tables()
    rows["asset"].append(asset("town-library", "town", "housing", "", quantity=3))
    made = programme(make_region(**rows))
    assert not [task for task in made.tasks if task.asset_id == "town-library"]
    assert any("not known: town-library" in note for note in made.notes)


def test_a_number_in_an_id_is_not_a_batch(make_region) -> None:
    """An asset called town-1 does not get the id of the first batch of another."""
    rows = tables()
    rows["asset"].append(asset("town-1", "town", "housing", "house", quantity=1, unit="home"))
    tasks = by_id(programme(make_region(**rows)))
    assert tasks["town.homes.town-1"].asset_id == "town-1"
    assert tasks["town.homes.1"].asset_id == "town-homes"


def test_two_assets_of_one_place_have_two_ids(make_region) -> None:
    """Beside an asset called annexe, town-annexe keeps its whole name."""
    rows = tables()
    for name in ("town-annexe", "annexe"):
        rows["asset"].append(asset(name, "town", "housing", "house", quantity=1, unit="home"))
    tasks = by_id(programme(make_region(**rows)))
    assert tasks["town.homes.annexe"].asset_id == "annexe"
    assert tasks["town.homes.town-annexe"].asset_id == "town-annexe"


def test_two_tasks_with_one_id_are_refused(make_region) -> None:
    """The first batch of an asset, and another that is called like it, are named with their assets."""
    rows = tables()
    rows["asset"] += [
        asset("row", "town", "housing", "house", quantity=200, unit="home"),
        asset("row.1", "town", "housing", "house", quantity=1, unit="home"),
    ]
    with pytest.raises(ProgrammeError) as caught:
        programme(make_region(**rows))
    assert caught.value.problems == (
        "task 'town.homes.row.1' is made 2 times, from asset 'row', asset 'row.1'; rename one of these rows",
    )


def test_monuments_of_unknown_damage_are_recorded_only(make_region) -> None:
    """A monument without a grade is recorded, and not taken as destroyed."""
    rows = tables()
    rows["asset"][2].pop("damage_grade")
    made = programme(make_region(**rows))
    assert "town.record.chapel" in by_id(made)
    assert "town.restore.chapel" not in by_id(made)
    assert any("unknown damage" in note for note in made.notes)


def test_homes_that_never_stood_cost_their_price(make_region) -> None:
    """An asset without a grade is new: all of its cost, without building back better."""
    rows = tables()
    rows["asset"][3].pop("damage_grade")
    assert by_id(programme(make_region(**rows)))["village.homes"].cost.central == pytest.approx(1.0)


def test_another_assessment_of_the_same_homes_counts_once(make_region) -> None:
    """Of two rows for one thing, the newer image counts, or both if the settings say so."""
    rows = tables()
    again = {
        "quantity": 10,
        "unit": "home",
        "damage_grade": 4,
        "image_date": "2025-05",
        "same_as": "village-homes",
    }
    rows["asset"].append(asset("village-again", "village", "housing", "house", **again))
    region = make_region(**rows)
    assert [t.asset_id for t in programme(region).tasks if t.work_id == "homes"][2:] == ["village-again"]
    both = programme(region, Rebuild(duplicates="all"))
    assert [t.asset_id for t in both.tasks if t.work_id == "homes"][2:] == ["village-homes", "village-again"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Rebuild(), (1.0, 0.0, 0.0, 0.0)),
        (Rebuild(objective="people"), (0.0, 1.0, 0.0, 0.0)),
        (Rebuild(objective="finish"), (0.0, 0.0, 1.0, 0.0)),
        (Rebuild(weights=Weights(benefits=2, lateness=3)), (2.0, 0.0, 0.0, 3.0)),
    ],
)
def test_objectives(make_region, settings: Rebuild, expected: tuple[float, ...]) -> None:
    """The settings' objective, or their weights, are what a plan is measured by."""
    worth = programme(make_region(**tables()), settings, rate=3.0).worth
    assert (worth.benefits, worth.people, worth.finish, worth.lateness) == expected
    assert (worth.person_year_usd, worth.rate) == (1500.0, 3.0)


def test_the_first_month_is_the_one_after_the_date(make_region) -> None:
    """A programme as of December begins in January, for as many years as the settings say."""
    made = programme(make_region(**tables()), Rebuild(horizon=20), as_of="2026-12-31")
    assert (made.year, made.month, made.horizon) == (2027, 1, 240)


def test_everything_wrong_is_said_at_once(make_region) -> None:
    """Missing parameters, unknown crews and openings and bad dates come in one error."""
    rows = tables()
    rows["parameter"] = [row for row in rows["parameter"] if row["parameter_id"] != "household-size"]
    settings = Rebuild(
        crews={"builder": 3},
        agreed={"valley-raod": "2027", "valley-road": "soon"},
        unit_costs={"houses": "house", "education": "hous"},
    )
    with pytest.raises(ProgrammeError) as caught:
        programme(make_region(**rows), settings)
    assert len(caught.value.problems) == 6
    for words in (
        "'household-size'", "did you mean 'builders'?", "did you mean 'valley-road'?", "'soon'",
        "no sector 'houses'; did you mean 'housing'?",
        "unit_costs.education: no unit cost in the region 'hous'; did you mean 'house'?",
    ):  # fmt: skip
        assert words in str(caught.value)


def test_a_unit_cost_that_does_not_fit_is_named(make_region) -> None:
    """A work measured in ha whose cost is per km is an error that names both."""
    rows = tables()
    rows["work"][0]["unit_cost_ids"] = "street"
    with pytest.raises(ProgrammeError, match=r"work 'survey'.*street.*per km.*'ha'"):
        programme(make_region(**rows))


def test_impossible_programmes_are_refused(make_region) -> None:
    """A budget below the cost of one task is an error that names the task."""
    with pytest.raises(ProgrammeError, match=r"budget 'state' cannot cover task 'town\.homes\.1'"):
        programme(make_region(**tables()), Rebuild(budget_factor=0.1))


def test_embedded_programme(whole: Programme, south_caucasus: Region) -> None:
    """The embedded programme has several hundred tasks, in all places with assets, without problems."""
    assert 300 <= len(whole.tasks) <= 1400
    assert problems(whole) == []
    damaged = south_caucasus["asset"].query("settlement_id != '' and damage_grade != 0")["settlement_id"]
    assert {task.settlement_id for task in whole.tasks} >= set(damaged)
    assert (whole.year, whole.month) == (2026, 4)


def test_embedded_tasks_fit_into_a_year(whole: Programme) -> None:
    """No generated task takes more than a year, and each has a cost unless nothing is known to be left."""
    assert max(task.months for task in whole.tasks) <= 12
    free = {task.id for task in whole.tasks if task.cost.central == 0}
    assert free == {"lachin-road.opening-road", "goris-kapan-old-road.opening-road"}


def test_embedded_returns_wait_for_everything(whole: Programme) -> None:
    """People return to a town after survey, clearance, road, power, water, homes, schools and clinics."""
    works = {by_id(whole)[name].work_id for name in before(whole, "fuzuli-town.return.1")}
    assert works == {
        "nts", "ts-home", "clearance-home", "heritage-record", "heritage-stabilise", "access-road", "power",
        "water", "housing", "school", "kindergarten", "clinic",
    }  # fmt: skip


def test_monuments_come_before_works_near_them(whole: Programme) -> None:
    """In every place, roads wait until all of its monuments are recorded and stabilised."""
    monuments: dict[str, set[str]] = {}
    for task in whole.tasks:
        if task.work_id in ("heritage-record", "heritage-stabilise"):
            monuments.setdefault(task.settlement_id, set()).add(task.id)
    roads = [t for t in whole.tasks if t.work_id == "access-road" and t.settlement_id in monuments]
    assert len({road.settlement_id for road in roads}) >= 20
    for road in roads:
        assert monuments[road.settlement_id] <= before(whole, road.id)


def test_every_group_is_in_the_table(south_caucasus: Region) -> None:
    """Groups of both sides stand in the table, those without a programme too."""
    groups = south_caucasus["displaced_group"].set_index("group_id")
    assert {"az-idp-districts", "az-refugees-armenia", "am-refugees-azerbaijan", "am-2020", "am-2023"} <= set(
        groups.index
    )
    assert (groups["programme"] == "none_found").sum() >= 5
    assert (groups["low"] <= groups["central"]).all()


def test_ids_are_stable(south_caucasus: Region, whole: Programme) -> None:
    """Making the programme again, or a year later, gives the same ids in the same order."""
    again = programme(south_caucasus, Rebuild(horizon=40))
    assert [task.id for task in again.tasks] == [task.id for task in whole.tasks]
