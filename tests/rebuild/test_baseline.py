"""An earlier plan read back from its tables: the same plan, and what is wrong with a changed one."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

import reopen
from reopen.rebuild.actuals import Done
from reopen.rebuild.baseline import earned_against, read_baseline
from reopen.rebuild.earned import earned_value
from reopen.rebuild.frames import task_table
from tests.rebuild.hamlet import tables
from tests.rebuild.valley_plan import plan


@pytest.fixture
def folder(tmp_path):
    """The valley's plan as a run writes it."""
    (tmp_path / "tables").mkdir()
    task_table(plan()).to_csv(tmp_path / "tables/programme_tasks.csv", index=False)
    summary = {"as_of": "2025-12-31", "rebuild": {"start": "2026-01"}}
    (tmp_path / "summary.json").write_text(json.dumps(summary))
    return tmp_path


def changed(folder, old, new):
    """Change a cell of the table."""
    file = folder / "tables/programme_tasks.csv"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_what_is_read_is_what_was_planned(folder):
    """Months, starts and costs by task are those of the plan, and so is its first month."""
    found, whole = read_baseline(folder), plan()
    assert found.as_of == "2025-12-31"
    assert found.plan.programme.calendar(0) == whole.programme.calendar(0)

    def by_task(one):
        return {t.id: (t.months, int(s), t.cost) for t, s in zip(one.programme.tasks, one.start, strict=True)}

    assert by_task(found.plan) == by_task(whole)


def test_earned_value_is_that_of_the_plan_itself(folder, make_region):
    """Rows of the region's tasks count as they would against the plan; a note counts those that it lacks."""
    cost = {"work_id": "clear"} | {f"cost_usd_m_{end}": 1 for end in ("low", "central", "high")}
    rows = [
        {"task_id": "town.clear", "title": "Clear", "months": 4, "finished": "2026-06-30", **cost},
        {"task_id": "elsewhere", "title": "Other", "months": 4, "finished": "2026-05-31", **cost},
    ]
    region = make_region(**tables(), task=rows)
    found = earned_against(read_baseline(folder), region, as_of="2026-08-15")
    done = {"town.clear": Done(finished=date(2026, 6, 30))}
    own = earned_value(plan(), done, as_of=date(2026, 8, 15))
    for name in ("planned", "earned", "schedule"):
        np.testing.assert_allclose(getattr(found, name), getattr(own, name))
    assert found.earned[-1] == 4.0
    assert any("1 rows of task.csv" in note for note in found.notes)


def test_a_region_that_records_nothing_says_so(folder, make_region):
    """Nothing recorded is not the same as nothing done, and a note tells it."""
    found = earned_against(read_baseline(folder), make_region(), as_of="2026-08-15")
    assert found.earned[-1] == 0.0
    assert any("no row of task.csv says what is done" in note for note in found.notes)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2026-01,2026-04,4", "2025-01,2026-04,4", r"row 2, town.clear: found start 2025-01"),
        ("2026-01,2026-04,4", "soon,2026-04,-4", r"start soon, months -4"),
        ("months", "weeks", r"no column months"),
        ("4.0", "dear", r"row 2, town.clear: found cost_usd_m_central nan"),
    ],
)
def test_a_changed_table_is_refused(folder, old, new, words):
    """A table that is no plan any more is refused with its row and what was found."""
    changed(folder, old, new)
    with pytest.raises(reopen.SettingsError, match=words):
        read_baseline(folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("summary.json", None),
        ("summary.json", "{}"),
        ("summary.json", "not json"),
        ("summary.json", '{"as_of": "2026-01-01", "rebuild": {"start": "spring"}}'),
        ("tables/programme_tasks.csv", None),
        ("tables/programme_tasks.csv", ""),
    ],
)
def test_a_folder_without_a_plan_is_named(folder, name, text):
    """Files that are missing or hold no plan are named, with what to name instead."""
    (folder / name).unlink()
    if text is not None:
        (folder / name).write_text(text)
    with pytest.raises(reopen.SettingsError, match=rf"{name}.*name a folder that reopen rebuild --out wrote"):
        read_baseline(folder)
