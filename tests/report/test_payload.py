"""The page's data: fixed order, missing numbers as null, nothing that could leave its element."""

from __future__ import annotations

import json

import pytest

from reopen.report import features
from reopen.report.basemap import basemap
from reopen.report.geometry import grow, view_box
from reopen.report.payload import embed, payload
from tests.report.conftest import HOSTILE


@pytest.fixture(scope="module")
def data(study):
    return payload(study, basemap(grow(view_box(study.region), 0.6)))


def test_embedded_json_cannot_end_its_element():
    """No character that HTML or old JavaScript reads as more than text survives."""
    text = embed({"names": list(HOSTILE)})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["names"] == list(HOSTILE)


def test_the_same_study_gives_the_same_data(study, data):
    """Byte for byte, in the same order."""
    again = payload(study, basemap(grow(view_box(study.region), 0.6)))
    assert embed(again) == embed(data)


def test_everything_of_the_region_is_there(study, data):
    """No link, place, crossing or opening is dropped."""
    for table in ("link", "crossing", "opening"):
        key = {"link": "links", "crossing": "crossings", "opening": "openings"}[table]
        assert sorted(row["id"] for row in data[key]) == sorted(study.region[table][f"{table}_id"])
    assert len(data["places"]) == len(study.region["node"])


def test_states_are_those_of_the_study(study, data):
    """The map shows the state that the study worked with."""
    states = dict(zip(study.links["link_id"], study.links["state"], strict=True))
    assert {row["id"]: row["state"] for row in data["links"]} == states
    assert states["rl-nrnadzor-meghri"] == "removed"


def test_benefits_by_country_are_those_of_the_study(study, data):
    """Four significant digits of the study's own numbers."""
    table = study.by_country.set_index(["opening_id", "country_id"])
    for opening in data["openings"]:
        for code, values in opening["by_country"].items():
            expected = table.loc[(opening["id"], code)]
            for level, value in zip(("p10", "p50", "p90"), values["benefit"], strict=True):
                assert value == pytest.approx(expected[f"benefit_{level}"], rel=1e-3, abs=1e-12)


def test_net_present_values_are_those_of_the_appraisal(study, data):
    """P10, P50 and P90 at the first rate; missing, not zero, where no cost is known."""
    rate = study.settings.discount_rates[0]
    table = study.benefits.appraisal.set_index("scenario_id")
    for opening in data["openings"]:
        if opening["id"] not in table.index:
            assert opening["npv"] is None
            continue
        row = table.loc[opening["id"]]
        expected = [row[f"npv{rate:g}_usd_m_p{q}"] for q in (10, 50, 90)]
        assert opening["npv"] == pytest.approx(expected, rel=1e-3, abs=1e-9)
    assert ["npv_usd_m", f"Net present value at {rate:g} %"] in [m[:2] for m in data["measures"]]


def test_countries_stand_in_the_order_of_their_codes(data):
    """Order never implies rank."""
    codes = [country["id"] for country in data["countries"]]
    assert codes == sorted(codes)


def test_boundary_lines_are_those_of_the_date(study):
    """A line that has ended is drawn only as of a date before its end."""
    table = study.region["boundary"]
    row = table.iloc[[0]].assign(boundary_id="old", valid_from="1994-05-12", valid_to="2020-11-10")
    region = study.region.replace(boundary=row)
    drawn = {day: len(features.boundaries(region, day)) for day in ("1990-01-01", "2000-01-01", "2026-01-01")}
    assert drawn == {"1990-01-01": 0, "2000-01-01": 1, "2026-01-01": 0}
