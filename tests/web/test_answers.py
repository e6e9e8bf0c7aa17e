"""Answers to switches: equal to the commands and to the study for the same set, whatever is switched."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from reopen.benefit.answering import MOVED
from reopen.benefit.answers import ask
from reopen.benefit.combinations import combinations
from reopen.benefit.openings import gains
from reopen.cli.app import app
from reopen.network.network import build
from reopen.network.scenario import Scenario
from reopen.web.questions import Question

SETS = [
    ("margara-alican-road",),
    ("gyumri-kars-rail", "margara-alican-road"),
    ("ijevan-gazakh-rail", "meghri-rail", "sotk-kalbajar-road", "yeraskh-sadarak-road"),
]


def asked(client, names, path="answer", **more):
    """What a page gets for a set of openings."""
    found = client.get(f"/api/{path}", params={"open": ",".join(names), **more})
    assert found.status_code == 200, found.text
    return found.json()


@pytest.mark.parametrize("names", SETS)
def test_the_lattice_equals_reopen_openings(large, names):
    """The benefit on the cheapest ways is the command's for the combination of just these openings."""
    options = [word for name in names for word in ("--decide", name)]
    run = CliRunner().invoke(app, ["openings", "--free", "--json", *options])
    command, found = json.loads(run.stdout), asked(large, names)["lattice"]
    assert found["given"] == command["given"]
    # More openings never lose on the cheapest ways: the best combination is worth what all of them are.
    assert set(command["best"]["openings"]) <= set(names)
    assert found["total"] == pytest.approx(command["best"]["usd_m_per_year"], abs=2e-6)
    assert found["by_country"] == pytest.approx(command["by_country"], abs=2e-6)


@pytest.mark.parametrize("elasticity", [0.7, 2.5])
def test_the_lattice_follows_the_elasticity(large, large_desk, elasticity):
    """At another elasticity it is what the command finds with that value in the region."""
    seen = large_desk.setup.seen
    table = seen["parameter"].copy()
    row = table["parameter_id"] == "delivered-price-elasticity"
    table.loc[row, ["low", "central", "high"]] = elasticity
    command = combinations(seen.replace(parameter=table), SETS[1])
    found = asked(large, SETS[1], elasticity=elasticity)["lattice"]["by_country"]
    assert list(found.values()) == pytest.approx(command.values[-1], abs=2e-6)


@pytest.fixture(scope="module")
def studied(large_desk):
    """The sets as scenarios of the study's own model, in the open season."""
    base = large_desk.bases.of(Question())
    scenarios = {"+".join(names): Scenario.of(*names) for names in SETS}
    return gains(base.region, build(base.region), scenarios, draws=16, like=base.scene, jobs=2)


@pytest.mark.parametrize("n", range(len(SETS)))
def test_benefits_and_ranges_equal_the_studys_model(large, large_desk, studied, n):
    """Every measure of every country is that of the openings as one scenario, central and in draws."""
    found, drawn = asked(large, SETS[n]), asked(large, SETS[n], "ranges")
    for c, country in enumerate(large_desk.setup.seen["country"]["country_id"]):
        for name in ("benefit", "user", "fee", "passenger", "new_trade"):
            central = studied.middle[name][n, c] / 1e6
            ends = np.percentile(studied.drawn[name][n, :, c] / 1e6, [10, 50, 90])
            assert found["by_country"][country][name] == pytest.approx(central, abs=2e-6), (country, name)
            assert drawn["by_country"][country][name] == pytest.approx(ends, abs=1e-5), (country, name)


def test_ranges_come_along_once_they_are_known(large):
    """An answer has no ranges at first, and those of the second answer from then on."""
    names = ("lachin-road",)
    assert asked(large, names)["ranges"] is None
    drawn = asked(large, names, "ranges")
    assert asked(large, names)["ranges"] == drawn


def test_the_baseline_changes_nothing(large):
    """With nothing open all figures are 0 and flows are as they were."""
    found = asked(large, ())
    assert found["places"] == [] and found["feasible"]
    assert all(value in (0.0, None) for value in found["total"].values())
    assert all(before == after for _, before, after in found["flows"])


def test_flows_move_to_what_opens(large, large_desk):
    """An opened road carries what it did not, and no flow falls below nothing."""
    flows = {link: (before, after) for link, before, after in asked(large, ("margara-alican-road",))["flows"]}
    openings = large_desk.setup.seen["opening"].set_index("opening_id")
    opened = openings.loc["margara-alican-road", "link_ids"]
    assert any(flows.get(link, (0, 0))[1] > flows.get(link, (0, 0))[0] for link in opened)
    assert all(after >= 0.0 for _, after in flows.values())


def test_order_and_repetition_do_not_matter(large):
    """A set is a set."""
    one, two = asked(large, SETS[1]), asked(large, (*reversed(SETS[1]), SETS[1][0]))
    assert one == two


def test_what_cannot_stand_alone_is_told(large, large_desk):
    """An opening without what it depends on, and two alternatives together, are told as such."""
    rows = large_desk.setup.seen["opening"].set_index("opening_id")
    name = next(o for o, needs in rows["depends_on"].items() if needs)
    found = asked(large, (name,))
    assert not found["feasible"]
    assert [name, rows.loc[name, "depends_on"][0]] in found["missing"]
    a = next(o for o, others in rows["alternatives"].items() if others)
    b = rows.loc[a, "alternatives"][0]
    assert [set(pair) for pair in asked(large, (a, b))["rivals"]] == [{a, b}]


def test_a_higher_rate_is_worth_less(large):
    """The discount rate moves the present value and nothing else."""
    low, high = (asked(large, SETS[0], rate=rate) for rate in (3, 12))
    assert low["total"]["npv"] > high["total"]["npv"]
    assert low["total"]["benefit"] == high["total"]["benefit"]


def test_shorter_borders_are_a_ground_of_their_own(large):
    """With other border hours, ways are found anew; the first ground stays as it was."""
    before = asked(large, SETS[0])
    other = asked(large, SETS[0], border=0.5)
    assert other["key"] != before["key"]
    assert other["total"]["benefit"] != before["total"]["benefit"]
    assert asked(large, SETS[0]) == before


def test_every_wrong_part_of_a_question_is_told(large):
    """Unknown ids with the nearest known one, figures out of range, and dates, all at once."""
    found = large.get("/api/answer?open=margara-alican-rod,zzz&rate=99&elasticity=nan&as_of=2026-02-30")
    problems = {p["place"]: p for p in found.json()["error"]["problems"]}
    assert found.status_code == 422
    assert set(problems) == {"open", "rate", "elasticity", "as_of"}
    assert "did you mean 'margara-alican-road'" in found.text


def test_interplay_is_what_switching_changes(large):
    """What an opening adds is the difference of two answers, and pairs are differences of such."""
    names, focus = ("margara-alican-road",), "yeraskh-sadarak-road"

    def total(*some):
        return asked(large, some)["total"]["benefit"]

    found = asked(large, names, "interplay", focus=focus)
    both = total(*names, focus)
    assert found["adds"][focus] == pytest.approx(both - total(*names), abs=5e-6)
    assert found["adds"][names[0]] == pytest.approx(total(*names), abs=5e-6)
    pairs = dict(found["pairs"])
    assert pairs[names[0]] == pytest.approx(both - total(*names) - total(focus), abs=1e-5)


def test_a_row_of_the_matrix_sums_up_to_the_place(large, large_desk):
    """What a place's flows save over all pairs is what the answer says of the place, a tonne that changes."""
    names, place = ("margara-alican-road",), "yerevan"
    found = asked(large, names, "matrix", place=place)
    at = next(row for row in asked(large, names)["places"] if row[0] == place)
    base = large_desk.bases.of(Question())
    sums = ask(base.goods, base.numbers(names), base.scene.center).places[base.places.index(place)]
    rows = found["to"] + found["from"]
    usd = sum(kt * (before - after) for _, kt, before, after, _ in rows)
    hours = sum(kt * saved for _, kt, _, _, saved in rows)
    thousand_t = sums[MOVED] / 1e3
    assert usd > 0 and 0 < thousand_t <= sum(row[1] for row in rows)
    assert (usd, hours) == pytest.approx((at[2] * thousand_t, at[3] * thousand_t), rel=1e-4)


@pytest.mark.parametrize(("path", "place"), [("interplay?focus=", "focus"), ("matrix?place=", "place")])
def test_unknown_subjects_are_told(large, path, place):
    """A focus or place that there is not is told."""
    found = large.get(f"/api/{path}nowhere")
    assert found.status_code == 422
    assert found.json()["error"]["problems"][0]["place"] == place
