"""The part of the report on queues: numbers as they stand in the tables, and its page."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from reopen.benefit.queues import of_scene
from reopen.report.html import environment
from reopen.report.queues import NOTICED, SEEN, queue_page
from reopen.report.tables import flat, queue_tables
from reopen.settings import Settings
from tests.benefit import gated
from tests.benefit.test_queued import TIGHT
from tests.benefit.triangle import OPENINGS

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def study(make_region):
    """As much of a study of the triangle as the part reads; a gate has a name that would be markup."""
    region = gated.region(make_region, TIGHT | {"gate-eb": 400}, {"gate-ab": 60})
    table = region["crossing"].copy()
    table.loc[table["crossing_id"] == "gate-ab", "name_a"] = HOSTILE
    region = region.replace(crossing=table)
    found = of_scene(region, Settings(), gated.scene_of(region), OPENINGS)
    return SimpleNamespace(
        region=region,
        as_of=region.meta.as_of,
        queues=found,
        named=pd.DataFrame({"package_id": ["none"], "title": ["none"]}),
    )


def page(study):
    """The part as HTML."""
    text = '{% import "_macros.html.j2" as m with context %}{% include "_queues.html.j2" %}'
    return environment().from_string(text).render(study=study, queues=queue_page(study))


def test_rows_are_those_of_the_tables(study):
    """One row a gate and direction that trucks pass, the most vehicle-hours first."""
    found = queue_page(study)
    states = study.queues.states
    hours = states.groupby(["crossing_id", "direction"])["vehicle_hours"].sum()
    assert [lane.vehicle_hours for lane in found.lanes] == pytest.approx(
        sorted(hours, reverse=True)[: len(found.lanes)]
    )
    assert len(found.lanes) + found.short == (study.queues.split["trucks_a_day"] > 0.0).sum()
    assert all(max(q or 0.0 for q in lane.queues) >= SEEN for lane in found.lanes)
    assert [season.shut_from for season in found.seasons] == [None, 60.0]
    shut = [lane for lane in found.lanes if lane.id == "gate-ab"]
    assert len(shut) == 2
    assert all(lane.queues[1] is None and lane.queues[0] > 0.0 for lane in shut)
    for lane in found.lanes:
        assert 0.0 <= sum(lane.bar) <= 1.0 + 1e-12
    assert max(sum(lane.bar) for lane in found.lanes) == pytest.approx(1.0)


def test_reliefs_are_told_with_the_gates_that_they_change(study):
    """The second road is told with the gate that it relieves; what changes little is only counted."""
    found = queue_page(study)
    second = next(one for one in found.relief if one.id == "second")
    worth = study.queues.worth.set_index("scenario_id").loc["second"]
    assert second.elsewhere == worth["vehicle_hours_elsewhere"] < 0.0
    assert (second.without, second.queued) == (worth["user_usd_m_without"], worth["user_usd_m_with"])
    assert second.shorter[0].name.startswith(HOSTILE)
    assert second.shorter[0].after < second.shorter[0].before
    assert all(abs(gate.hours) >= NOTICED for one in found.relief for gate in (*one.shorter, *one.longer))
    assert len(found.relief) + found.silent == len(OPENINGS)


def test_the_page_escapes_names_and_prints_the_hours(study):
    """Names are text; service hours, "shut" and the relieved gate stand in the tables; notes follow."""
    text = page(study)
    assert HOSTILE not in text
    assert "&lt;script&gt;alert(1)" in text
    assert 'id="queues"' in text
    assert len(re.findall(r">shut<", text)) == 2
    assert all(note.split("'")[0] in text for note in study.queues.notes)
    assert not re.search(r"\bnan\b|None", text)


def test_no_queues_no_part(study):
    """A study without queues, or without a gate that trucks pass, has no such part."""
    assert queue_page(SimpleNamespace(queues=None)) is None
    study.queues = SimpleNamespace(split=study.queues.split.iloc[:0])
    assert queue_page(study) is None


def test_tables_for_a_spreadsheet(study):
    """Every table is written, with lists joined."""
    tables = {name: flat(frame) for name, frame in queue_tables(study.queues).items()}
    assert list(tables) == ["queue_split", "queues", "queue_relief", "queue_worth", "trains"]
    assert tables["queue_split"]["source"].map(type).eq(str).all()
