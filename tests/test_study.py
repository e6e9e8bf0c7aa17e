"""A whole run: repeatable, on any number of threads, and complete."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import reopen
from reopen.report.summary import summary
from reopen.settings import Rebuild, Settings

#: One season, few draws and few combinations, so that a run is short.
SMALL = Settings(
    season_days=(),
    draws=4,
    package_draws=2,
    together=3,
    rebuild=Rebuild(effort=1.0, front=0, shadow=False),
)


def bytes_of(study):
    """The summary as bytes, but for times."""
    found = summary(study)
    for key in ("seconds", "stages"):
        found.pop(key)
    found["combinations"].pop("seconds")
    return json.dumps(found, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def study(south_caucasus):
    return reopen.run(south_caucasus, settings=SMALL, jobs=1)


@pytest.fixture(scope="module")
def again(south_caucasus):
    return reopen.run(south_caucasus, settings=SMALL, jobs=2)


def test_two_runs_give_the_same_bytes_on_one_and_two_threads(study, again):
    """The same input and seed give the same summary, byte for byte, on one thread and on two."""
    assert bytes_of(again) == bytes_of(study)


def test_queues_do_not_depend_on_threads(study, again):
    """Two threads find the queues that one finds, to the last bit, for every opening and package."""
    found = again.queues
    for name in ("split", "states", "relief", "worth", "trains"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(study.queues, name), check_exact=True)
    assert set(found.worth["scenario_id"]) == set(study.by_country["opening_id"])
    assert found.gap <= 1e-8


def test_every_opening_and_country_is_there(south_caucasus, study):
    """No opening and no package is dropped, and each has a row for every country."""
    openings, countries = len(south_caucasus["opening"]), len(south_caucasus["country"])
    packages = len(south_caucasus["package"])
    assert len(study.openings) == openings
    assert list(study.named["package_id"]) == list(south_caucasus["package"]["package_id"])
    assert len(study.by_country) == (openings + packages) * countries
    assert set(study.by_country["opening_id"]) == {*study.openings["opening_id"], *study.named["package_id"]}
    assert np.isfinite(study.by_country.select_dtypes("number").to_numpy()).all()


def test_the_default_decisions_are_gates_still_shut(study):
    """Twenty openings have a crossing between two countries that is neither open nor under works."""
    assert int(study.openings["decision"].sum()) == 20
    decision = set(study.openings.loc[study.openings["decision"], "opening_id"])
    assert {"meghri-rail", "margara-alican-road", "ijevan-gazakh-rail"} <= decision
    assert not {"horadiz-aghband-rail", "rasht-astara-rail", "aghband-kalaleh-bridge"} & decision


def test_new_trade_only_where_a_gate_between_shut_neighbours_opens(study):
    """New trade is modelled for openings of gates to Armenia, and for no other."""
    some = study.openings[study.openings["new_trade_central"] > 0]
    assert len(some) > 5
    assert all("AM" in ids for ids in some["country_ids"])


def test_an_earlier_date_is_another_study(south_caucasus):
    """As of 1988 the Ijevan railway ran, so opening it was worth nothing; Margara was shut then too."""
    chosen = Settings(season_days=(), draws=2, together=0)
    then = reopen.run(south_caucasus, settings=chosen, as_of="1988-06-01", jobs=2).openings.set_index(
        "opening_id"
    )
    assert (
        then.loc["ijevan-gazakh-rail", ["benefit_p10", "benefit_central", "benefit_p90"]].tolist()
        == [0.0] * 3
    )
    assert then.loc["margara-alican-road", "benefit_p10"] > 0.0


def test_theinput_hash_tells_regions_and_settings_apart(make_region):
    """The hash stays for the same input, and changes with a cell or a setting."""
    from reopen.study import input_hash

    region = make_region()
    links = region["link"]
    links["free_speed"] = 51.0
    hashes = {
        input_hash(region, Settings()),
        input_hash(make_region(), Settings()),
        input_hash(region.replace(link=links), Settings()),
        input_hash(region, Settings(season_days=(30.0,))),
    }
    assert len(hashes) == 3


@pytest.mark.parametrize("text", ["31.03.2026", "2026-13-01", "soon"])
def test_a_wrong_date_is_named(south_caucasus, text):
    """A date that is none is named with the form that is expected."""
    with pytest.raises(reopen.SettingsError, match=rf"{text}.*expected a date such as"):
        reopen.run(south_caucasus, as_of=text)


def test_import_stays_light():
    """``import reopen`` loads neither pandas nor numba nor the web stack."""
    heavy = "{'pandas', 'numba', 'numpy', 'fastapi', 'pydantic'}"
    code = f"import sys, reopen; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_region_without_openings_still_has_a_study(make_region):
    """Nothing to open is no reason to fail: costs, accord and an empty table of openings."""
    region = make_region(opening=None, consent=None)
    found = reopen.run(region)
    assert len(found.openings) == 0
    assert summary(found)["openings"] == []
    assert len(found.skim.zones) == 2
